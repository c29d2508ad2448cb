package org.gatehouse.ims.core.sip.transaction;

import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** What can happen to a transaction. */
sealed interface TransactionEvent {
    /** A response that matches came from the network. */
    record ResponseCame(SipResponse response) implements TransactionEvent {}

    /** The request came once more, or the ACK of an INVITE. */
    record RequestCame(SipRequest request) implements TransactionEvent {}

    /** The transaction user answers. */
    record Answered(SipResponse response) implements TransactionEvent {}

    record TimerFired(TimerName timer) implements TransactionEvent {}
}
