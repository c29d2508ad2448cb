/**
 * The notifier of the reg event package (RFC 3680, TS 24.229 clause 5.4.2): who may watch a
 * registration, and what he is told.
 */
@NullMarked
package org.gatehouse.ims.scscf.regevent;

import org.jspecify.annotations.NullMarked;
