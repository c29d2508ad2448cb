package org.gatehouse.ims.scscf.auth;

import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.VerifiedResponse;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.scscf.auth.AuthState.AwaitingAnswer;
import org.gatehouse.ims.scscf.auth.AuthState.AwaitingClearance;
import org.gatehouse.ims.scscf.auth.AuthState.AwaitingVectors;
import org.gatehouse.ims.scscf.auth.AuthState.Idle;
import org.gatehouse.ims.scscf.refusal.CxAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.Refusal.AuthenticationFailed.FailedBy;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.jspecify.annotations.Nullable;

/** Challenges an IMPI and checks its answers (TS 33.203 clauses 6.1.1 to 6.1.3). */
public final class AuthMachine {
    private final AuthPolicy policy;

    public AuthMachine(AuthPolicy policy) {
        this.policy = policy;
    }

    /** What becomes of the authentication. */
    public Step<AuthState, AuthEffect> on(AuthState now, AuthEvent event, Instant at) {
        return switch (event) {
            case AuthEvent.Register register when !now.isBusy() -> register(now, register, at);
            // The subscriber keeps REGISTERs back while we are busy; this is the last fence.
            case AuthEvent.Register register ->
                    refuse(now, register.request(), new Refusal.Overloaded());
            case AuthEvent.HssAnswered answered -> hssAnswered(now, answered, at);
            case AuthEvent.Tick tick -> tick(now, tick.registered(), at);
        };
    }

    // ---- a REGISTER

    private Step<AuthState, AuthEffect> register(
            AuthState now, AuthEvent.Register event, Instant at) {
        RegisterRequest request = event.request();
        if (now instanceof AwaitingAnswer waiting && waiting.challenge().concerns(request)) {
            return answered(waiting, event, at);
        }
        // "it never registers or deregisters anything": an old failure report is challenged anew
        if (request.integrityProtected()
                && !request.reportsFailure()
                && policy.reauthentication().spares(event.registered(), event.history(), at)) {
            return Step.of(now, new AuthEffect.Admit(request, new Admission.Protected()));
        }
        // TS 33.203 clause 5.1.2: "A SIP REGISTER message, which has not been integrity protected
        // at the first hop, shall be considered as initial registration", and "Initial registration
        // shall always be authenticated".
        return challenge(now, event, at);
    }

    /** A REGISTER with the nonce of the outstanding challenge. */
    private Step<AuthState, AuthEffect> answered(
            AwaitingAnswer now, AuthEvent.Register event, Instant at) {
        RegisterRequest request = event.request();
        DigestCredentials credentials = request.credentials();
        if (!request.auts().isEmpty()) {
            return resynchronise(now, event);
        }
        if (credentials == null || request.response().isEmpty()) {
            return fail(now, event, FailedBy.NETWORK_NOT_AUTHENTICATED);
        }
        if (!request.integrityProtected() && !policy.acceptUnprotectedAnswer()) {
            return challenge(now, event, at);
        }
        if (!AkaDigest.isOf(credentials)) {
            return fail(now, event, FailedBy.ALGORITHM_NOT_ASKED_FOR);
        }
        // TS 33.203 clause 6.1.1: "the S-CSCF retrieves the active XRES for that user and uses this
        // to check the authentication response sent by the UE as described in RFC 3310".
        Optional<VerifiedResponse> proof =
                AkaDigest.verify(
                        credentials,
                        request.sip().method(),
                        request.sip().body(),
                        now.challenge().vector().xres());
        return proof.isPresent()
                ? Step.of(
                        new Idle(now.store()),
                        new AuthEffect.Admit(request, new Admission.Authenticated(proof.get())))
                : fail(now, event, FailedBy.USER_RESPONSE_WRONG);
    }

    /** Clause 6.1.3: Av-Req "including the RAND stored by the S-CSCF", AUTS and m. */
    private Step<AuthState, AuthEffect> resynchronise(
            AwaitingAnswer now, AuthEvent.Register event) {
        Optional<byte[]> auts = decodeAuts(event.request().auts());
        if (auts.isEmpty()) {
            return fail(now, event, FailedBy.AUTS_MALFORMED);
        }
        MultimediaAuth.Resync resync =
                new MultimediaAuth.Resync(now.challenge().vector().rand(), auts.get());
        // "When the S-CSCF receives the new batch of authentication vectors from the HSS it deletes
        // the old ones for that user": none of them can be used while we wait, so they go at once.
        return Step.of(
                new AwaitingVectors(event.request(), VectorStore.EMPTY),
                new AuthEffect.Ask(vectorRequest(event.request(), resync)));
    }

    /**
     * Clause 6.1.2.2: "the S-CSCF shall clear the S-CSCF name in the HSS, if the IMPU is currently
     * Not registered"; clause 6.1.1: "a subscriber, when registered, shall not be de-registered if
     * it fails an authentication".
     */
    private Step<AuthState, AuthEffect> fail(
            AwaitingAnswer now, AuthEvent.Register event, FailedBy cause) {
        RegisterRequest request = event.request();
        Refusal failure = new Refusal.AuthenticationFailed(cause);
        if (event.registered()) {
            return refuse(new Idle(now.store()), request, failure);
        }
        return Step.of(
                new AwaitingClearance(request, failure, now.store()),
                new AuthEffect.Ask(
                        clearName(
                                request.impi(),
                                request.impu(),
                                AssignmentType.AUTHENTICATION_FAILURE)));
    }

    // ---- challenges

    /**
     * Challenges with the oldest vector, or asks for vectors first. An earlier challenge is void
     * from here on (clause 6.1.2.3: "It shall delete any information relating to the previous
     * authentication").
     *
     * <p>"If the IMPU is not currently registered at the S-CSCF, the S-CSCF needs to set the
     * registration flag at the HSS to initial registration pending" (clause 6.1.1). On Cx the MAR
     * does it, so for such an IMPU there is one though vectors may be left; the new batch replaces
     * them.
     */
    private Step<AuthState, AuthEffect> challenge(
            AuthState now, AuthEvent.Register event, Instant at) {
        RegisterRequest request = event.request();
        boolean pending =
                now.outstanding().filter(c -> c.impu().equals(request.impu())).isPresent();
        VectorStore.Taken taken = event.registered() || pending ? now.store().take() : null;
        return taken == null
                ? Step.of(
                        new AwaitingVectors(request, now.store()),
                        new AuthEffect.Ask(vectorRequest(request, null)))
                : send(request, taken, at);
    }

    private Step<AuthState, AuthEffect> send(
            RegisterRequest request, VectorStore.Taken taken, Instant at) {
        AuthenticationVector vector = taken.vector();
        String nonce = AkaNonce.encode(vector.rand(), vector.autn());
        Challenge challenge =
                new Challenge(
                        vector,
                        nonce,
                        request.impi(),
                        request.impu(),
                        request.sip().callId(),
                        at.plus(policy.challengeTimeout()));
        DigestChallenge sm4 =
                DigestChallenge.building(policy.realm(), nonce)
                        .algorithm(AkaDigest.ALGORITHM)
                        .qop(policy.offerQop() ? List.of("auth") : List.of())
                        .keys(vector.ck(), vector.ik())
                        .build();
        return Step.of(
                new AwaitingAnswer(challenge, taken.rest()),
                new AuthEffect.SendChallenge(request, sm4));
    }

    // ---- the HSS

    private Step<AuthState, AuthEffect> hssAnswered(
            AuthState now, AuthEvent.HssAnswered event, Instant at) {
        return switch (now) {
            case AwaitingVectors waiting ->
                    switch (CxAnswers.of(event.outcome(), MultimediaAuthAnswer.class)) {
                        case CxAnswers.Good<MultimediaAuthAnswer> good ->
                                vectors(waiting, good.answer(), at);
                        case CxAnswers.Bad<MultimediaAuthAnswer> bad ->
                                refuse(new Idle(waiting.store()), waiting.request(), bad.refusal());
                    };
            // Whatever the HSS said: the user is told of the failed authentication.
            case AwaitingClearance waiting ->
                    refuse(new Idle(waiting.store()), waiting.request(), waiting.failure());
            case Idle idle -> Step.quiet(idle);
            case AwaitingAnswer waiting -> Step.quiet(waiting);
        };
    }

    private Step<AuthState, AuthEffect> vectors(
            AwaitingVectors now, MultimediaAuthAnswer answer, Instant at) {
        VectorStore.Taken taken = VectorStore.of(answer.vectors()).take();
        return taken == null
                ? refuse(
                        new Idle(VectorStore.EMPTY),
                        now.request(),
                        new Refusal.HssAnswerUnusable("no vector in it"))
                : send(now.request(), taken, at);
    }

    // ---- time

    /**
     * Clause 6.1.2.3: no response "within an acceptable time" is a failed authentication, with the
     * update to the HSS of clause 6.1.2.2.
     */
    private Step<AuthState, AuthEffect> tick(AuthState now, boolean registered, Instant at) {
        if (!(now instanceof AwaitingAnswer waiting)
                || at.isBefore(waiting.challenge().deadline())) {
            return Step.quiet(now);
        }
        Challenge challenge = waiting.challenge();
        AuthEffect abandoned = new AuthEffect.Abandoned(challenge);
        AuthState next = new Idle(waiting.store());
        if (registered) {
            return Step.of(next, abandoned);
        }
        ServerAssignment clear =
                clearName(
                        challenge.impi(), challenge.impu(), AssignmentType.AUTHENTICATION_TIMEOUT);
        return new Step<>(next, List.of(abandoned, new AuthEffect.Tell(clear)));
    }

    // ---- helpers

    private MultimediaAuth vectorRequest(
            RegisterRequest request, MultimediaAuth.@Nullable Resync resync) {
        return new MultimediaAuth(
                request.impi(), request.impu(), policy.serverName(), policy.batch(), resync);
    }

    private ServerAssignment clearName(String impi, String impu, AssignmentType type) {
        return new ServerAssignment(impi, List.of(impu), policy.serverName(), type, false);
    }

    private static Step<AuthState, AuthEffect> refuse(
            AuthState next, RegisterRequest request, Refusal refusal) {
        return Step.of(next, new AuthEffect.Refuse(request, refusal));
    }

    private static Optional<byte[]> decodeAuts(String base64) {
        try {
            byte[] auts = Base64.getDecoder().decode(base64);
            return auts.length == MultimediaAuth.Resync.AUTS_OCTETS
                    ? Optional.of(auts)
                    : Optional.empty();
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
