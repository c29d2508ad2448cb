package org.gatehouse.ims.core.sip.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.PassUp;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.Send;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.StartTimer;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.StopTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.TimedOut;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.ResponseCame;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.TimerFired;

/** Client transaction of any request but INVITE and ACK (RFC 3261 clause 17.1.2). */
record ClientNonInvite(SipRequest request, boolean reliable, TransactionTimers timers)
        implements TransactionMachine<ClientNonInvite.State> {

    /**
     * <pre>
     *              request: send, start E, F
     *                        |
     *   E: send again        v            F: timed out
     *      .----------->  Trying  ------------------------.
     *      '-------------'  |   |                         |
     *                   1xx |   | 200-699: pass up        |
     *               pass up |   |                         |
     *   E: send again       v   |         F: timed out    |
     *      .---------> Proceeding ----------------------->|
     *      '-----------'  |     |                         |
     *          (1xx too)  |     |                         |
     *     200-699: pass up|     |                         |
     *                     v     v      K (or reliable)    v
     *   responses: --> Completed -----------------> Terminated
     *   absorbed
     * </pre>
     */
    sealed interface State extends TransactionMachine.State {
        /** Nothing came yet; E runs with this interval. */
        record Trying(Duration interval) implements State {}

        /** A provisional response came; E runs with T2. */
        record Proceeding() implements State {}

        /** The final response came; K waits for its retransmissions. */
        record Completed() implements State {}

        record Terminated() implements State {
            @Override
            public boolean isTerminated() {
                return true;
            }
        }
    }

    @Override
    public Step<State, TransactionEffect> start() {
        List<TransactionEffect> effects = new ArrayList<>(3);
        effects.add(new Send(request));
        effects.add(new StartTimer(TimerName.F, timers.timeout()));
        // 17.1.2.2: "If an unreliable transport is in use, the client transaction MUST set timer E
        // to fire in T1 seconds."
        if (!reliable) {
            effects.add(new StartTimer(TimerName.E, timers.t1()));
        }
        return new Step<>(new State.Trying(timers.t1()), effects);
    }

    @Override
    public Step<State, TransactionEffect> on(State state, TransactionEvent event, Instant at) {
        return switch (state) {
            case State.Trying trying ->
                    switch (event) {
                        case ResponseCame came -> response(came.response());
                        case TimerFired fired when fired.timer() == TimerName.E -> {
                            // "MIN(2*T1, T2)", then "MIN(4*T1, T2)", and so on.
                            Duration next = timers.doubled(trying.interval());
                            yield again(new State.Trying(next), next);
                        }
                        case TimerFired fired when fired.timer() == TimerName.F -> timedOut();
                        default -> Step.quiet(state);
                    };
            case State.Proceeding proceeding ->
                    switch (event) {
                        case ResponseCame came -> response(came.response());
                        // "If Timer E fires while in the "Proceeding" state, the request MUST be
                        // passed to the transport layer for retransmission, and Timer E MUST be
                        // reset with a value of T2 seconds."
                        case TimerFired fired when fired.timer() == TimerName.E ->
                                again(proceeding, timers.t2());
                        case TimerFired fired when fired.timer() == TimerName.F -> timedOut();
                        default -> Step.quiet(state);
                    };
            // "The "Completed" state exists to buffer any additional response retransmissions that
            // may be received".
            case State.Completed completed ->
                    event instanceof TimerFired fired && fired.timer() == TimerName.K
                            ? Step.quiet(new State.Terminated())
                            : Step.quiet(completed);
            case State.Terminated terminated -> Step.quiet(terminated);
        };
    }

    private Step<State, TransactionEffect> again(State next, Duration interval) {
        return new Step<>(next, List.of(new Send(request), new StartTimer(TimerName.E, interval)));
    }

    private Step<State, TransactionEffect> timedOut() {
        return Step.of(new State.Terminated(), new TimedOut());
    }

    private Step<State, TransactionEffect> response(SipResponse response) {
        if (!response.isFinal()) {
            return Step.of(new State.Proceeding(), new PassUp(response));
        }
        // "it MUST set Timer K to fire in T4 seconds for unreliable transports, and zero seconds
        // for reliable transports."
        if (reliable) {
            return Step.of(new State.Terminated(), new PassUp(response));
        }
        return new Step<>(
                new State.Completed(),
                List.of(
                        new StopTimers(),
                        new StartTimer(TimerName.K, timers.t4()),
                        new PassUp(response)));
    }
}
