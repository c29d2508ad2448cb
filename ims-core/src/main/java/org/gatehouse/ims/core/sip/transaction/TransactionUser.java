package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipResponse;

/** The layer above (RFC 3261 clause 5): gets new requests, and responses no transaction knows. */
public interface TransactionUser {
    /** A new request; never a CANCEL. An ACK for a 2xx comes here too; it can't be answered. */
    void request(ServerTransaction transaction);

    /**
     * A response without a transaction: a 2xx retransmitted after its transaction, a stray, or one
     * that came outside the association set its request went through.
     */
    void strayResponse(SipResponse response, Flow flow);

    /**
     * An INVITE was cancelled; the CANCEL has been answered. If no final response was given yet, a
     * server answers the INVITE with 487 and a proxy cancels its branches (RFC 3261 9.2, 16.10).
     */
    default void cancelled(ServerTransaction invite) {}
}
