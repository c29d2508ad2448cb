package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipResponse;

/** The layer above (RFC 3261 clause 5): gets new requests, and responses no transaction knows. */
public interface TransactionUser {
    /**
     * A new request, CANCEL included. An ACK for a 2xx comes here too; it is not to be answered.
     */
    void request(ServerTransaction transaction);

    /** A response without a transaction: 2xx retransmitted after its transaction, or a stray. */
    void strayResponse(SipResponse response, Flow flow);
}
