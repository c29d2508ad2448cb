/** Requests other than REGISTER, from a UE to the core and from the core to a UE. */
@NullMarked
package org.gatehouse.ims.pcscf.traffic;

import org.jspecify.annotations.NullMarked;
