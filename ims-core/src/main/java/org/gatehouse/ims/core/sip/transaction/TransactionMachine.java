package org.gatehouse.ims.core.sip.transaction;

import java.time.Instant;
import org.gatehouse.ims.core.machine.Step;

/** One of the four state machines of RFC 3261 clause 17; it holds nothing that changes. */
sealed interface TransactionMachine<S extends TransactionMachine.State>
        permits ClientInvite, ClientNonInvite, ServerInvite, ServerNonInvite {

    /** A state of any of them; a terminated transaction is forgotten. */
    interface State {
        default boolean isTerminated() {
            return false;
        }
    }

    /** The request has been sent down by the user (client) or has come (server). */
    Step<S, TransactionEffect> start();

    Step<S, TransactionEffect> on(S state, TransactionEvent event, Instant at);
}
