package org.gatehouse.ims.scscf.icscf;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.scscf.icscf.LocateState.AwaitingHss;
import org.gatehouse.ims.scscf.icscf.LocateState.AwaitingServer;
import org.gatehouse.ims.scscf.icscf.LocateState.Done;
import org.gatehouse.ims.scscf.refusal.CxAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;

/**
 * The I-CSCF for one REGISTER (TS 24.229 clause 5.3.1): "At registration an S-CSCF is assigned to
 * the subscriber by the I-CSCF" (TS 33.203 clause 5.1.1).
 */
public final class LocateMachine {
    private static final int TRYING = 100;
    private static final int REQUEST_TIMEOUT = 408;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final int SERVER_TIMEOUT = 504;

    private final ServerDirectory servers;

    public LocateMachine(ServerDirectory servers) {
        this.servers = servers;
    }

    /** A REGISTER came: "SM8 to the I-CSCF, which queries the HSS", and SM2 likewise. */
    public Step<LocateState, LocateEffect> start(LocateRequest request) {
        return Step.of(new AwaitingHss(request), new LocateEffect.Ask(request.question()));
    }

    /** What becomes of the REGISTER; time plays no part but as {@link LocateEvent.ServerSilent}. */
    public Step<LocateState, LocateEffect> on(LocateState now, LocateEvent event) {
        return switch (event) {
            case LocateEvent.HssAnswered answered when now instanceof AwaitingHss waiting ->
                    switch (CxAnswers.of(answered.outcome(), UserAuthorizationAnswer.class)) {
                        case CxAnswers.Good<UserAuthorizationAnswer> good ->
                                located(waiting.request(), good.answer());
                        case CxAnswers.Bad<UserAuthorizationAnswer> bad -> refuse(bad.refusal());
                    };
            case LocateEvent.ServerAnswered answered
                    when now instanceof AwaitingServer waiting
                            && waiting.attempt() == answered.attempt() ->
                    answered(waiting, answered.response());
            case LocateEvent.ServerSilent silent
                    when now instanceof AwaitingServer waiting
                            && waiting.attempt() == silent.attempt() ->
                    waiting.others().isEmpty()
                            ? refuse(new Refusal.ServerSilent(waiting.server().name()))
                            : next(waiting);
            case LocateEvent.HssAnswered _ -> Step.quiet(now);
            case LocateEvent.ServerAnswered _ -> Step.quiet(now);
            case LocateEvent.ServerSilent _ -> Step.quiet(now);
        };
    }

    /**
     * A name in the answer is that of the S-CSCF which serves the user or has challenged him: it
     * and no other gets the REGISTER. Without a name the I-CSCF chooses by capabilities.
     */
    private Step<LocateState, LocateEffect> located(
            LocateRequest request, UserAuthorizationAnswer answer) {
        String name = answer.serverName();
        if (name == null) {
            List<ServerEntry> capable = servers.capable(answer);
            return capable.isEmpty()
                    ? refuse(new Refusal.NoCapableServer())
                    : forward(request, 1, capable);
        }
        Optional<ServerEntry> server = servers.named(name);
        return server.isPresent()
                ? forward(request, 1, List.of(server.get()))
                : refuse(new Refusal.HssAnswerUnusable("Server-Name leads to no known address"));
    }

    private static Step<LocateState, LocateEffect> answered(
            AwaitingServer now, SipResponse response) {
        if (response.status() == TRYING) {
            return Step.quiet(now);
        }
        if (!response.isFinal()) {
            return Step.of(now, new LocateEffect.Relay(response));
        }
        boolean cannotServe =
                response.status() == REQUEST_TIMEOUT
                        || response.status() == SERVICE_UNAVAILABLE
                        || response.status() == SERVER_TIMEOUT;
        return cannotServe && !now.others().isEmpty()
                ? next(now)
                : Step.of(new Done(), new LocateEffect.Relay(response));
    }

    private static Step<LocateState, LocateEffect> next(AwaitingServer now) {
        return forward(now.request(), now.attempt() + 1, now.others());
    }

    private static Step<LocateState, LocateEffect> forward(
            LocateRequest request, int attempt, List<ServerEntry> candidates) {
        ServerEntry server = candidates.getFirst();
        return Step.of(
                new AwaitingServer(
                        request, attempt, server, candidates.subList(1, candidates.size())),
                new LocateEffect.Forward(request, attempt, server, candidates.size() == 1));
    }

    private static Step<LocateState, LocateEffect> refuse(Refusal refusal) {
        return Step.of(new Done(), new LocateEffect.Refuse(refusal));
    }
}
