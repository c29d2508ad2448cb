/**
 * The subscriber of the reg event package (RFC 3680), as UE and P-CSCF have it: subscribes, keeps
 * the subscription, and reads what NOTIFYs say.
 */
@NullMarked
package org.gatehouse.ims.core.sip.regwatch;

import org.jspecify.annotations.NullMarked;
