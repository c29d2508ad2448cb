/** Authentication of an IMPI at the S-CSCF (TS 33.203 clause 6.1). */
@NullMarked
package org.gatehouse.ims.scscf.auth;

import org.jspecify.annotations.NullMarked;
