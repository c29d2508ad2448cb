package org.gatehouse.ims.core.sip.transaction;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.CSeq;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.PassUp;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.Send;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.StartTimer;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.StopTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionEffect.TimedOut;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.ResponseCame;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.TimerFired;

/** Client transaction of an INVITE (RFC 3261 clause 17.1.1, RFC 6026 clause 7.2). */
record ClientInvite(SipRequest request, boolean reliable, TransactionTimers timers)
        implements TransactionMachine<ClientInvite.State> {

    /**
     * <pre>
     *               INVITE: send, start A, B
     *                         |
     *   A: send again         v             B: timed out
     *      .----------->  Calling  ---------------------------.
     *      '------------' |   |   |                           |
     *            1xx      |   |   | 2xx: pass up              |
     *            pass up  |   |   '-----------.               |
     *                     v   |               |               |
     *   1xx: pass up  Proceeding -----------. |               |
     *                     |   |   2xx       | |               |
     *   300-699: ACK, pass up |             v v       M       v
     *                     v   v  2xx: --> Accepted -----> Terminated
     *   300-699: ---> Completed  pass up                      ^
     *   ACK again         |                                   |
     *                     '-----------------------------------'
     *                            D (or reliable)
     * </pre>
     */
    sealed interface State extends TransactionMachine.State {
        /** Nothing came yet; A runs with this interval. */
        record Calling(Duration interval) implements State {}

        /** A provisional response came; only the user ends this (CANCEL, timer C of a proxy). */
        record Proceeding() implements State {}

        /** A 2xx came; M lets its retransmissions and those of other branches through. */
        record Accepted() implements State {}

        /** Another final response came; this ACK answers each of its retransmissions. */
        record Completed(SipRequest ack) implements State {}

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
        effects.add(new StartTimer(TimerName.B, timers.timeout()));
        // 17.1.1.2: "If an unreliable transport is being used, the client transaction MUST start
        // timer A with a value of T1. If a reliable transport is being used, the client transaction
        // SHOULD NOT start timer A".
        if (!reliable) {
            effects.add(new StartTimer(TimerName.A, timers.t1()));
        }
        return new Step<>(new State.Calling(timers.t1()), effects);
    }

    @Override
    public Step<State, TransactionEffect> on(State state, TransactionEvent event, Instant at) {
        return switch (state) {
            case State.Calling calling ->
                    switch (event) {
                        case ResponseCame came -> first(came.response());
                        case TimerFired fired when fired.timer() == TimerName.A -> {
                            // "the client transaction MUST [...] reset the timer with a value of
                            // 2*T1": doubled each time, without the bound of T2.
                            Duration next = calling.interval().multipliedBy(2);
                            yield new Step<>(
                                    new State.Calling(next),
                                    List.of(new Send(request), new StartTimer(TimerName.A, next)));
                        }
                        case TimerFired fired when fired.timer() == TimerName.B ->
                                Step.of(new State.Terminated(), new TimedOut());
                        default -> Step.quiet(state);
                    };
            case State.Proceeding proceeding ->
                    event instanceof ResponseCame came
                            ? first(came.response())
                            : Step.quiet(proceeding);
            case State.Accepted accepted -> accepted(accepted, event);
            case State.Completed completed -> completed(completed, event);
            case State.Terminated terminated -> Step.quiet(terminated);
        };
    }

    private Step<State, TransactionEffect> first(SipResponse response) {
        if (!response.isFinal()) {
            return new Step<>(
                    new State.Proceeding(), List.of(new StopTimers(), new PassUp(response)));
        }
        if (response.isSuccess()) {
            // RFC 6026 7.2: timer M is 64*T1, whatever the transport.
            return new Step<>(
                    new State.Accepted(),
                    List.of(
                            new StopTimers(),
                            new StartTimer(TimerName.M, timers.timeout()),
                            new PassUp(response)));
        }
        // 17.1.1.2: "the client transaction MUST generate an ACK request, even if the transport is
        // reliable [...], and then pass the ACK to the transport layer for transmission."
        SipRequest ack = ack(request, response);
        if (reliable) {
            return new Step<>(new State.Terminated(), List.of(new Send(ack), new PassUp(response)));
        }
        return new Step<>(
                new State.Completed(ack),
                List.of(
                        new StopTimers(),
                        new StartTimer(TimerName.D, timers.d()),
                        new Send(ack),
                        new PassUp(response)));
    }

    private static Step<State, TransactionEffect> accepted(
            State.Accepted state, TransactionEvent event) {
        return switch (event) {
            // RFC 6026 7.2: in Accepted each 2xx goes to the user, anything else is absorbed.
            case ResponseCame came when came.response().isSuccess() ->
                    Step.of(state, new PassUp(came.response()));
            case TimerFired fired when fired.timer() == TimerName.M ->
                    Step.quiet(new State.Terminated());
            default -> Step.quiet(state);
        };
    }

    private static Step<State, TransactionEffect> completed(
            State.Completed state, TransactionEvent event) {
        return switch (event) {
            // "Any retransmissions of the final response [...] MUST cause the ACK to be re-passed
            // to the transport layer for retransmission, but the newly received response MUST NOT
            // be passed up to the TU."
            case ResponseCame came when came.response().status() >= 300 ->
                    Step.of(state, new Send(state.ack()));
            case TimerFired fired when fired.timer() == TimerName.D ->
                    Step.quiet(new State.Terminated());
            default -> Step.quiet(state);
        };
    }

    /**
     * RFC 3261 17.1.1.3: Call-ID, From and Request-URI equal the request's; To equals the
     * response's; a single Via equals the top Via of the request; Route and the CSeq number are the
     * request's.
     */
    private static SipRequest ack(SipRequest invite, SipResponse response) {
        RequestEditor ack =
                SipRequest.building("ACK", invite.requestUri())
                        .set("Via", invite.topVia().toString());
        for (String route : invite.headers("Route")) {
            ack.add("Route", route);
        }
        return ack.set("Max-Forwards", "70")
                .set("From", String.valueOf(invite.header("From")))
                .set("To", String.valueOf(response.header("To")))
                .set("Call-ID", invite.callId())
                .set("CSeq", new CSeq(invite.cseq().number(), "ACK").toString())
                .build();
    }
}
