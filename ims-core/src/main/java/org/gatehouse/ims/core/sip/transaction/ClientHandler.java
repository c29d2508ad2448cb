package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sip.SipResponse;

/** Gets what becomes of a request that was sent. */
public interface ClientHandler {
    /** A provisional or final response; each final one once, several 2xx to an INVITE possible. */
    void response(SipResponse response, Flow flow);

    /** No final response came in time (timer B or F). Nothing more follows. */
    void timedOut();

    /** It could not leave: no connection (RFC 3261 17.1.4). Nothing more follows. */
    default void unsent() {
        timedOut();
    }
}
