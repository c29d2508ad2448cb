package org.gatehouse.ims.core.sip.transaction;

import java.time.Duration;
import org.gatehouse.ims.core.sip.SipMessage;

/** What a transaction wants done. */
sealed interface TransactionEffect {
    record Send(SipMessage message) implements TransactionEffect {}

    /** Hands a message to the transaction user. */
    record PassUp(SipMessage message) implements TransactionEffect {}

    record StartTimer(TimerName timer, Duration delay) implements TransactionEffect {}

    record StopTimers() implements TransactionEffect {}

    /** Tells the transaction user that no response (client) or no ACK (server) came. */
    record TimedOut() implements TransactionEffect {}
}
