/** The I-CSCF: asks the HSS for the S-CSCF of a REGISTER and sends it there. */
@NullMarked
package org.gatehouse.ims.scscf.icscf;

import org.jspecify.annotations.NullMarked;
