package org.gatehouse.ims.hss.io;

import org.gatehouse.ims.core.diameter.cx.CxResult;

/** How an order of the operator ended. */
public sealed interface OrderOutcome {
    /** Done here, and the S-CSCF said so too. */
    record Done(String serverName) implements OrderOutcome {}

    /** Done here, and the S-CSCF did not hear of it or does not agree. */
    record NotTold(String serverName, String reason) implements OrderOutcome {}

    /** Nothing was done. */
    record Declined(CxResult reason) implements OrderOutcome {}
}
