/**
 * Requests other than REGISTER at the S-CSCF: whom they serve and where they go (TS 24.229 clause
 * 5.4.3).
 */
@NullMarked
package org.gatehouse.ims.scscf.routing;

import org.jspecify.annotations.NullMarked;
