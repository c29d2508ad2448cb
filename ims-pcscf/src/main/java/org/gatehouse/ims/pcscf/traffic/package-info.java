/** Requests other than REGISTER on their way from a UE to its S-CSCF. */
@NullMarked
package org.gatehouse.ims.pcscf.traffic;

import org.jspecify.annotations.NullMarked;
