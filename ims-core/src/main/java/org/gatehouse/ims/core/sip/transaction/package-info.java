/** SIP transactions (RFC 3261 clause 17 with RFC 6026): four pure machines and their driver. */
@NullMarked
package org.gatehouse.ims.core.sip.transaction;

import org.jspecify.annotations.NullMarked;
