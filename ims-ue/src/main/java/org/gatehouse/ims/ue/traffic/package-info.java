/** Requests of a UE other than REGISTER. */
@NullMarked
package org.gatehouse.ims.ue.traffic;

import org.jspecify.annotations.NullMarked;
