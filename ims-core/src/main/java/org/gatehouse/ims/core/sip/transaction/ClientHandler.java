package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipResponse;

/** Gets what becomes of a request that was sent. */
public interface ClientHandler {
    /** A provisional or final response; each final one once, several 2xx to an INVITE possible. */
    void response(SipResponse response, Flow flow);

    /**
     * Whether a response may come over another association set than the request left over. A
     * refusal of SM7 does: "If SM1 was protected, the old SAs shall be used to protect the failure
     * messages" (TS 33.203 clause 7.4.2a). Never asked about a bare response.
     */
    default boolean takesOver(SetId other) {
        return false;
    }

    /** No final response came in time (timer B or F). Nothing more follows. */
    void timedOut();

    /** It could not leave: no connection (RFC 3261 17.1.4). Nothing more follows. */
    default void unsent() {
        timedOut();
    }
}
