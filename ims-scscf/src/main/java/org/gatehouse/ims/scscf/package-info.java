/** Home-network CSCFs as roles of one daemon: S-CSCF and I-CSCF. */
@NullMarked
package org.gatehouse.ims.scscf;

import org.jspecify.annotations.NullMarked;
