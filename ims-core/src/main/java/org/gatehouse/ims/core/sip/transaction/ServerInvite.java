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
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.Answered;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.RequestCame;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.TimerFired;
import org.jspecify.annotations.Nullable;

/** Server transaction of an INVITE (RFC 3261 clause 17.2.1, RFC 6026 clause 7.1). */
record ServerInvite(SipRequest request, boolean reliable, TransactionTimers timers)
        implements TransactionMachine<ServerInvite.State> {

    /**
     * <pre>
     *            INVITE: to the user; after 200 ms without an answer: 100
     *                         |
     *   INVITE: send last     v          user: 2xx: send
     *      .---------->  Proceeding ----------------------.
     *      '-----------'      |                           |
     *   user 1xx: send        | user: 300-699: send       v     L
     *                         |            .--------> Accepted -----.
     *   INVITE or G: send     v            '---------'              |
     *      .----------->  Completed ------.  user 2xx: send         |
     *      '------------'     |           |  ACK: pass up           |
     *                     ACK |           |  INVITE: absorbed       |
     *                         v           | H: timed out            v
     *   INVITE, ACK: -->  Confirmed ----------------------> Terminated
     *   absorbed                   I (or reliable)
     * </pre>
     */
    sealed interface State extends TransactionMachine.State {
        /** No final response yet; the last provisional one, if any, answers retransmissions. */
        record Proceeding(@Nullable SipResponse provisional) implements State {}

        /** A 2xx was sent; the user retransmits it, L absorbs the INVITE's retransmissions. */
        record Accepted() implements State {}

        /** Another final response was sent and waits for its ACK; G runs with this interval. */
        record Completed(SipResponse answer, Duration interval) implements State {}

        /** The ACK came; I absorbs its retransmissions. */
        record Confirmed() implements State {}

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
                new State.Proceeding(null),
                new StartTimer(TimerName.TRYING, TransactionTimers.TRYING));
    }

    @Override
    public Step<State, TransactionEffect> on(State state, TransactionEvent event, Instant at) {
        return switch (state) {
            case State.Proceeding proceeding -> proceeding(proceeding, event);
            case State.Accepted accepted -> accepted(accepted, event);
            case State.Completed completed -> completed(completed, event);
            case State.Confirmed confirmed ->
                    event instanceof TimerFired fired && fired.timer() == TimerName.I
                            ? Step.quiet(new State.Terminated())
                            : Step.quiet(confirmed);
            case State.Terminated terminated -> Step.quiet(terminated);
        };
    }

    private Step<State, TransactionEffect> proceeding(
            State.Proceeding state, TransactionEvent event) {
        SipResponse last = state.provisional();
        return switch (event) {
            case Answered answered -> answer(answered.response());
            // 17.2.1: "If a request retransmission is received while in the "Proceeding" state, the
            // most recent provisional response that was received from the TU MUST be passed to the
            // transport layer for retransmission."
            case RequestCame again when !isAck(again) && last != null ->
                    Step.of(state, new Send(last));
            case TimerFired fired when fired.timer() == TimerName.TRYING && last == null ->
                    answer(SipResponse.answering(request, 100).build());
            default -> Step.quiet(state);
        };
    }

    private Step<State, TransactionEffect> answer(SipResponse response) {
        Send send = new Send(response);
        if (!response.isFinal()) {
            return Step.of(new State.Proceeding(response), send);
        }
        List<TransactionEffect> effects = new ArrayList<>(4);
        effects.add(new StopTimers());
        effects.add(send);
        if (response.isSuccess()) {
            // RFC 6026 7.1: timer L is 64*T1, whatever the transport.
            effects.add(new StartTimer(TimerName.L, timers.timeout()));
            return new Step<>(new State.Accepted(), effects);
        }
        // 17.2.1: "For unreliable transports, timer G is set to fire in T1 seconds, and is not set
        // to fire for reliable transports"; "timer H MUST be set to fire in 64*T1 seconds for all
        // transports".
        effects.add(new StartTimer(TimerName.H, timers.timeout()));
        if (!reliable) {
            effects.add(new StartTimer(TimerName.G, timers.t1()));
        }
        return new Step<>(new State.Completed(response, timers.t1()), effects);
    }

    private static Step<State, TransactionEffect> accepted(
            State.Accepted state, TransactionEvent event) {
        return switch (event) {
            // RFC 6026 7.1: in Accepted the user's 2xx go to the transport, and an ACK to the user.
            case Answered answered when answered.response().isSuccess() ->
                    Step.of(state, new Send(answered.response()));
            case RequestCame ack when isAck(ack) -> Step.of(state, new PassUp(ack.request()));
            case TimerFired fired when fired.timer() == TimerName.L ->
                    Step.quiet(new State.Terminated());
            default -> Step.quiet(state);
        };
    }

    private Step<State, TransactionEffect> completed(
            State.Completed state, TransactionEvent event) {
        return switch (event) {
            case RequestCame ack when isAck(ack) -> confirmed();
            case RequestCame again -> Step.of(state, new Send(state.answer()));
            case TimerFired fired when fired.timer() == TimerName.G -> {
                Duration next = timers.doubled(state.interval());
                yield new Step<>(
                        new State.Completed(state.answer(), next),
                        List.of(new Send(state.answer()), new StartTimer(TimerName.G, next)));
            }
            case TimerFired fired when fired.timer() == TimerName.H ->
                    Step.of(new State.Terminated(), new TimedOut());
            default -> Step.quiet(state);
        };
    }

    /**
     * "timer I is set to fire in T4 seconds for unreliable transports, and zero seconds for"
     * others.
     */
    private Step<State, TransactionEffect> confirmed() {
        return reliable
                ? Step.quiet(new State.Terminated())
                : new Step<>(
                        new State.Confirmed(),
                        List.of(new StopTimers(), new StartTimer(TimerName.I, timers.t4())));
    }

    private static boolean isAck(RequestCame came) {
        return came.request().method().equals("ACK");
    }
}
