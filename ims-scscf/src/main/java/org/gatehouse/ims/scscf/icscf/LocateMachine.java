package org.gatehouse.ims.scscf.icscf;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.scscf.icscf.LocateState.AwaitingCapabilities;
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
    private static final int TEMPORARILY_UNAVAILABLE = 480;
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
            case LocateEvent.HssAnswered answered
                    when now instanceof AwaitingCapabilities waiting ->
                    CxAnswers.of(answered.outcome(), UserAuthorizationAnswer.class)
                                    instanceof
                                    CxAnswers.Good<UserAuthorizationAnswer>(
                                            UserAuthorizationAnswer answer)
                            ? elsewhere(waiting, answer)
                            : Step.of(new Done(), waiting.otherwise());
            case LocateEvent.ServerAnswered answered
                    when now instanceof AwaitingServer waiting
                            && waiting.attempt() == answered.attempt() ->
                    answered(waiting, answered.response());
            case LocateEvent.ServerSilent silent
                    when now instanceof AwaitingServer waiting
                            && waiting.attempt() == silent.attempt() ->
                    next(
                            waiting,
                            new LocateEffect.Refuse(
                                    new Refusal.ServerSilent(waiting.server().name())));
            case LocateEvent.HssAnswered _ -> Step.quiet(now);
            case LocateEvent.ServerAnswered _ -> Step.quiet(now);
            case LocateEvent.ServerSilent _ -> Step.quiet(now);
        };
    }

    /**
     * A name in the answer is that of the S-CSCF which serves the user or has challenged him: it
     * gets the REGISTER. Without a name the I-CSCF chooses by capabilities.
     */
    private Step<LocateState, LocateEffect> located(
            LocateRequest request, UserAuthorizationAnswer answer) {
        String name = answer.serverName();
        if (name == null) {
            List<ServerEntry> capable = servers.capable(answer);
            return capable.isEmpty()
                    ? refuse(new Refusal.NoCapableServer())
                    : forward(request, 1, capable, /* named= */ false);
        }
        Optional<ServerEntry> server = servers.named(name);
        return server.isPresent()
                ? forward(request, 1, List.of(server.get()), /* named= */ true)
                : refuse(new Refusal.HssAnswerUnusable("Server-Name leads to no known address"));
    }

    private Step<LocateState, LocateEffect> answered(AwaitingServer now, SipResponse response) {
        if (response.status() == TRYING) {
            return Step.quiet(now);
        }
        if (!response.isFinal()) {
            return Step.of(now, new LocateEffect.Relay(response));
        }
        LocateEffect relay = new LocateEffect.Relay(response);
        return cannotServe(response.status()) ? next(now, relay) : Step.of(new Done(), relay);
    }

    /** A 3xx or 480 (TS 24.229 clause 5.3.1.3), and what means the same as silence. */
    private static boolean cannotServe(int status) {
        return status / 100 == 3
                || status == TEMPORARILY_UNAVAILABLE
                || status == REQUEST_TIMEOUT
                || status == SERVICE_UNAVAILABLE
                || status == SERVER_TIMEOUT;
    }

    /**
     * Another S-CSCF, none that this registration was sent to before; where the HSS named one, the
     * I-CSCF asks for the capabilities first (TS 24.229 clause 5.3.1.3).
     *
     * @param otherwise what becomes of the REGISTER if there is no other server
     */
    private Step<LocateState, LocateEffect> next(AwaitingServer now, LocateEffect otherwise) {
        LocateRequest request = now.request();
        if (!request.mayGoElsewhere()) {
            return Step.of(new Done(), otherwise);
        }
        if (!now.others().isEmpty()) {
            return forward(request, now.attempt() + 1, now.others(), /* named= */ false);
        }
        return now.named() && servers.hasOtherThan(now.server())
                ? Step.of(
                        new AwaitingCapabilities(request, now.attempt(), now.server(), otherwise),
                        new LocateEffect.Ask(request.capabilitiesQuestion()))
                : Step.of(new Done(), otherwise);
    }

    private Step<LocateState, LocateEffect> elsewhere(
            AwaitingCapabilities now, UserAuthorizationAnswer answer) {
        List<ServerEntry> others =
                servers.capable(answer).stream()
                        .filter(server -> !server.equals(now.silent()))
                        .toList();
        return others.isEmpty()
                ? Step.of(new Done(), now.otherwise())
                : forward(now.request(), now.attempt() + 1, others, /* named= */ false);
    }

    private Step<LocateState, LocateEffect> forward(
            LocateRequest request, int attempt, List<ServerEntry> candidates, boolean named) {
        ServerEntry server = candidates.getFirst();
        List<ServerEntry> others = candidates.subList(1, candidates.size());
        boolean last =
                !request.mayGoElsewhere()
                        || (others.isEmpty() && !(named && servers.hasOtherThan(server)));
        return Step.of(
                new AwaitingServer(request, attempt, server, others, named),
                new LocateEffect.Forward(request, attempt, server, last));
    }

    private static Step<LocateState, LocateEffect> refuse(Refusal refusal) {
        return Step.of(new Done(), new LocateEffect.Refuse(refusal));
    }
}
