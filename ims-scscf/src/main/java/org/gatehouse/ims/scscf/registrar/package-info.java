/**
 * Bindings of an implicit registration set at the S-CSCF (RFC 3261 clause 10.3, TS 24.229 clause
 * 5.4.1).
 */
@NullMarked
package org.gatehouse.ims.scscf.registrar;

import org.jspecify.annotations.NullMarked;
