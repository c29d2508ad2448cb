package org.gatehouse.ims.core.sip.transaction;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.Send;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.StartTimer;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.StopTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.Answered;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.RequestCame;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.TimerFired;

/** Server transaction of any request but INVITE and ACK (RFC 3261 clause 17.2.2). */
record ServerNonInvite(boolean reliable, TransactionTimers timers)
        implements TransactionMachine<ServerNonInvite.State> {

    /**
     * <pre>
     *                request: to the user
     *                        |
     *   request: absorbed    v
     *      .----------->  Trying  ------------.
     *      '------------'    |                |
     *          user: 1xx     |                |
     *          send          v                | user: 200-699: send
     *      .---------->  Proceeding           |
     *      '-----------'     |                |
     *   request or user 1xx: |                |
     *   send                 | user: 200-699: |
     *                        | send           |
     *                        v                v       J (or reliable)
     *   request: send --> Completed <--------------------------> Terminated
     *   user: absorbed
     *   Trying, Proceeding: no final response in 128 s ---------> Terminated
     * </pre>
     */
    sealed interface State extends TransactionMachine.State {
        record Trying() implements State {}

        /** The last provisional response answers retransmissions. */
        record Proceeding(SipResponse provisional) implements State {}

        /** The final response answers retransmissions. */
        record Completed(SipResponse answer) implements State {}

        record Terminated() implements State {
            @Override
            public boolean isTerminated() {
                return true;
            }
        }
    }

    @Override
    public Step<State, TransactionEffect> start() {
        return Step.of(
                new State.Trying(),
                new StartTimer(TimerName.ABANDONED, TransactionTimers.ABANDONED));
    }

    @Override
    public Step<State, TransactionEffect> on(State state, TransactionEvent event, Instant at) {
        return switch (state) {
            // 17.2.2: "Once in the "Trying" state, any further request retransmissions are
            // discarded."
            case State.Trying trying ->
                    switch (event) {
                        case Answered answered -> answer(answered.response());
                        case TimerFired fired when isAbandoned(fired) ->
                                Step.quiet(new State.Terminated());
                        default -> Step.quiet(trying);
                    };
            case State.Proceeding proceeding ->
                    switch (event) {
                        case Answered answered -> answer(answered.response());
                        // "If a retransmission of the request is received while in the
                        // "Proceeding" state, the most recently sent provisional response MUST be
                        // passed to the transport layer for retransmission."
                        case RequestCame again ->
                                Step.of(proceeding, new Send(proceeding.provisional()));
                        case TimerFired fired when isAbandoned(fired) ->
                                Step.quiet(new State.Terminated());
                        default -> Step.quiet(proceeding);
                    };
            case State.Completed completed ->
                    switch (event) {
                        // "While in the "Completed" state, the server transaction MUST pass the
                        // final response to the transport layer for retransmission whenever a
                        // retransmission of the request is received. Any other final responses
                        // passed by the TU to the server transaction MUST be discarded".
                        case RequestCame again -> Step.of(completed, new Send(completed.answer()));
                        case TimerFired fired when fired.timer() == TimerName.J ->
                                Step.quiet(new State.Terminated());
                        default -> Step.quiet(completed);
                    };
            case State.Terminated terminated -> Step.quiet(terminated);
        };
    }

    private Step<State, TransactionEffect> answer(SipResponse response) {
        Send send = new Send(response);
        if (!response.isFinal()) {
            return Step.of(new State.Proceeding(response), send);
        }
        // "it MUST set Timer J to fire in 64*T1 seconds for unreliable transports, and zero
        // seconds for reliable transports."
        if (reliable) {
            return Step.of(new State.Terminated(), send);
        }
        return new Step<>(
                new State.Completed(response),
                List.of(new StopTimers(), send, new StartTimer(TimerName.J, timers.timeout())));
    }

    /**
     * The user gave no final response while anyone waited for one: it ends without, for RFC 4320
     * clause 4.2 wants no late 408.
     */
    private static boolean isAbandoned(TimerFired fired) {
        return fired.timer() == TimerName.ABANDONED;
    }
}
