package org.gatehouse.ims.ue.registration;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.ue.message.Challenge;
import org.gatehouse.ims.ue.message.ChallengeReader;
import org.gatehouse.ims.ue.message.Dice;
import org.gatehouse.ims.ue.message.Grant;
import org.gatehouse.ims.ue.message.Offer;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.message.Registers;
import org.gatehouse.ims.ue.message.Session;
import org.gatehouse.ims.ue.registration.Procedure.Goal;
import org.gatehouse.ims.ue.registration.RegistrationEffect.AskIsim;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Install;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Remove;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Send;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingChallenge;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingConfirmation;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingIsim;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingVerdict;
import org.gatehouse.ims.ue.registration.RegistrationState.Failure;
import org.gatehouse.ims.ue.registration.RegistrationState.Pausing;
import org.gatehouse.ims.ue.registration.RegistrationState.Underway;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/** SM6 to SM12: what the network answers, and what the ISIM makes of it. */
final class Exchange {
    /**
     * Challenges in a row whose failure the network is told of: "the UE shall ... only respond to
     * two consecutive invalid challenges" (TS 24.229 clause 5.1.1.5.3).
     */
    private static final int MOST_INVALID_CHALLENGES = 2;

    private final Profile profile;
    private final Registers registers;
    private final Attempts attempts;
    private final Endings endings;
    private final ChallengeReader reader;

    Exchange(Profile profile, Registers registers, Attempts attempts, Endings endings) {
        this.profile = profile;
        this.registers = registers;
        this.attempts = attempts;
        this.endings = endings;
        this.reader = new ChallengeReader(profile);
    }

    /** A final response to the REGISTER that a state waits on. */
    Step<RegistrationState, RegistrationEffect> answered(
            Underway state, SipResponse response, Instant at) {
        Procedure procedure = state.procedure();
        return switch (state) {
            case AwaitingChallenge s -> afterSm1(procedure, response, at);
            case AwaitingConfirmation s ->
                    isSuccess(response)
                            ? endings.confirmed(procedure, s.fresh(), response, at)
                            : refused(procedure, s.fresh(), response, at);
            case AwaitingVerdict s -> afterFailure(s, response, at);
            case AwaitingIsim s -> Step.quiet(state);
            case Pausing s -> Step.quiet(state);
        };
    }

    /** The REGISTER that a state waits on brought nothing back. */
    Step<RegistrationState, RegistrationEffect> unanswered(Underway state, Instant at) {
        Procedure procedure = state.procedure();
        if (state instanceof AwaitingVerdict verdict && verdict.failure() == Failure.MAC) {
            return endings.failed(procedure, null, macFailure("and no answer to that"), at);
        }
        Held fresh = state.fresh();
        if (attempts.isLast(procedure)) {
            Outcome outcome = new Outcome.NoAnswer("no answer from the P-CSCF");
            return procedure.goal() == Goal.DEREGISTER
                    ? Endings.idle(state, outcome)
                    : endings.failed(procedure, fresh, outcome, at);
        }
        List<RegistrationEffect> effects = new ArrayList<>();
        if (fresh != null) {
            effects.add(new Remove(fresh.id()));
        }
        // "if the UE considers the SAs no longer active at the P-CSCF, e.g., after receiving no
        // response to several protected messages, then the UE should send an unprotected REGISTER"
        // (TS 33.203 clause 7.4). After SM7 it "should be protected with an SA created by a
        // previous successful authentication if one exists" (clause 7.3.1.4): SM6 came over it.
        SetId over = state instanceof AwaitingChallenge ? null : procedure.over();
        return attempts.again(procedure, over, effects);
    }

    /** The ISIM's verdict on RAND and AUTN. */
    Step<RegistrationState, RegistrationEffect> isimAnswered(
            AwaitingIsim state, Isim.Result result, Instant at) {
        return switch (result) {
            case Isim.Result.Accepted accepted -> sm7(state, accepted, at);
            case Isim.Result.MacFailure mac -> reportFailure(state, Failure.MAC, null, at);
            case Isim.Result.SyncFailure sync ->
                    reportFailure(state, Failure.SYNCHRONISATION, sync.auts(), at);
        };
    }

    private Step<RegistrationState, RegistrationEffect> afterSm1(
            Procedure procedure, SipResponse response, Instant at) {
        if (response.status() == 401) {
            return challenged(procedure, response, at);
        }
        if (response.status() == 403 && procedure.over() != null && !attempts.isLast(procedure)) {
            // a P-CSCF that deregistered the UE, with a 200 that was lost, says so over the SAs it
            // keeps for repetitions: "if the UE considers the SAs no longer active at the P-CSCF
            // [..] then the UE should send an unprotected REGISTER" (TS 33.203 clause 7.4)
            return attempts.again(procedure, null, List.of());
        }
        if (response.status() == 403 && isVainDeregistration(procedure)) {
            return Endings.deregistered(procedure, null);
        }
        if (!isSuccess(response)) {
            return refused(procedure, null, response, at);
        }
        // "the S-CSCF ... may decide not to authenticate the user" who is integrity-protected; an
        // unprotected REGISTER it "shall authenticate" (TS 33.203 clause 7.4): a bare 200 proves
        // nothing
        return procedure.over() != null
                ? endings.confirmed(procedure, null, response, at)
                : endings.failed(
                        procedure,
                        null,
                        new Outcome.NetworkNotAuthenticated(
                                "200 to an unprotected REGISTER without a challenge"),
                        at);
    }

    /** Bare, after one over SAs was forbidden or lost: there is nothing left to take back. */
    private static boolean isVainDeregistration(Procedure procedure) {
        return procedure.goal() == Goal.DEREGISTER
                && procedure.over() == null
                && procedure.standing() != null;
    }

    private Step<RegistrationState, RegistrationEffect> afterFailure(
            AwaitingVerdict state, SipResponse response, Instant at) {
        Procedure procedure = state.procedure();
        if (response.status() == 401) {
            return challenged(procedure, response, at);
        }
        if (state.failure() == Failure.MAC || isSuccess(response)) {
            return endings.failed(
                    procedure, null, macFailure("answered with " + response.status()), at);
        }
        return refused(procedure, null, response, at);
    }

    private Step<RegistrationState, RegistrationEffect> challenged(
            Procedure procedure, SipResponse sm6, Instant at) {
        return switch (reader.read(sm6, procedure.offer())) {
            // "a proposal that is not acceptable for the UE, the UE shall abandon the registration
            // procedure" (TS 33.203 clause 7.3.2.2)
            case ChallengeReader.Reading.NotAgreed not ->
                    endings.failed(procedure, null, new Outcome.AgreementFailed(not.reason()), at);
            case ChallengeReader.Reading.NotAka not ->
                    endings.failed(
                            procedure, null, new Outcome.NetworkNotAuthenticated(not.reason()), at);
            case ChallengeReader.Reading.Usable usable ->
                    Step.of(
                            new AwaitingIsim(procedure, usable.challenge()),
                            new AskIsim(usable.challenge().aka()));
        };
    }

    private Step<RegistrationState, RegistrationEffect> sm7(
            AwaitingIsim state, Isim.Result.Accepted accepted, Instant at) {
        Session session = state.session().nextCseq();
        List<RegistrationEffect> effects = new ArrayList<>();
        Held fresh = null;
        Offer offer = state.procedure().offer();
        Challenge.Agreement agreement = state.challenge().agreement();
        if (offer != null && agreement != null) {
            if (EspKeys.isWeak(agreement.chosen().encryption(), accepted.ck())) {
                agreement = reader.withoutTripleDes(agreement, offer);
            }
            if (agreement == null) {
                return endings.failed(state.procedure(), null, weakKey(), at);
            }
            session = session.nextSet();
            SetId id = new SetId(session.sets());
            SessionKeys keys = new SessionKeys(accepted.ck(), accepted.ik());
            AssociationSet set = associate(id, offer, agreement, keys);
            fresh = new Held(set, agreement.securityServer(), at.plus(Lifetimes.PROCEDURE));
            effects.add(new Install(set));
        }
        Procedure procedure = state.procedure().with(session);
        // "The UE then sends its response (SM7) to the P-CSCF, which shall be protected with the
        // new outbound SA" (TS 33.203 clause 7.4.1a)
        SetId over = fresh == null ? procedure.over() : fresh.id();
        effects.add(
                new Send(
                        registers.sm7(
                                procedure.envelopeOver(fresh == null ? procedure.carrier() : fresh),
                                state.challenge(),
                                accepted.res()),
                        over));
        return new Step<>(new AwaitingConfirmation(procedure, fresh), effects);
    }

    private static Outcome weakKey() {
        return new Outcome.AgreementFailed(
                "CK is a weak key for des-ede3-cbc (RFC 2451 2.3), and nothing else was offered");
    }

    private Step<RegistrationState, RegistrationEffect> reportFailure(
            AwaitingIsim state, Failure failure, byte @Nullable [] auts, Instant at) {
        Procedure before = state.procedure();
        if (before.invalidChallenges() >= MOST_INVALID_CHALLENGES) {
            return endings.failed(before, null, macFailure("three times in a row"), at);
        }
        Procedure procedure =
                before.afterInvalidChallenge(
                        state.session().nextCseq(), attempts.freshOffer(before));
        Send send =
                new Send(
                        registers.failure(procedure.envelope(), state.challenge(), auts),
                        procedure.over());
        return Step.of(new AwaitingVerdict(procedure, failure), send);
    }

    private Step<RegistrationState, RegistrationEffect> refused(
            Procedure procedure, @Nullable Held fresh, SipResponse response, Instant at) {
        List<RegistrationEffect> withdrawal =
                fresh == null ? List.of() : List.of(new Remove(fresh.id()));
        Duration longer = longerTime(procedure, response);
        if (longer != null && !attempts.isLast(procedure)) {
            return attempts.askingFor(procedure, longer, withdrawal);
        }
        Duration pause = retryAfter(response);
        if (pause != null && !attempts.isLast(procedure)) {
            return new Step<>(new Pausing(procedure, at.plus(pause)), withdrawal);
        }
        if (fresh == null && isPortCollision(procedure, response) && !attempts.isLast(procedure)) {
            return attempts.again(procedure, procedure.over(), withdrawal);
        }
        if (isTransient(response.status())
                && procedure.over() != null
                && !attempts.isLast(procedure)) {
            return attempts.again(procedure, null, withdrawal);
        }
        if (fresh == null && response.status() == 406 && attempts.mayGoBare(procedure)) {
            return attempts.bare(procedure);
        }
        Outcome outcome =
                isAboutSecurityAgreement(procedure, response)
                        ? new Outcome.AgreementFailed(
                                response.status(),
                                response.status() + " " + response.reason() + " from the P-CSCF")
                        : new Outcome.Refused(response.status(), response.reason());
        return endings.failed(procedure, fresh, outcome, at);
    }

    /**
     * "On receiving a 408 (Request Timeout) response or 500 (Server Internal Error) response or 504
     * (Server Time-Out) response for a reregistration, the UE shall perform the procedures for
     * initial registration" (TS 24.229 clause 5.1.1.4.1): bare, while the old SAs stay until it has
     * succeeded.
     */
    private static boolean isTransient(int status) {
        return status == 408 || status == 500 || status == 504;
    }

    /**
     * "When the UE receives an error message indicating a collision of a pair (IP address, port)
     * [..] the UE may retry the registration with differently selected port numbers" (TS 33.203
     * clause M.7.1 rule 6). No standard says how it indicates that: by the number, here. One that
     * names 5060 or 5061 says that these are no protected ports.
     */
    private static boolean isPortCollision(Procedure procedure, SipResponse response) {
        Offer offer = procedure.offer();
        if (offer == null || response.status() != 400) {
            return false;
        }
        String text = response.reason() + ' ' + response.header("Warning");
        return Stream.of(offer.ports().client(), offer.ports().server())
                .filter(port -> !Dice.SIP_PORTS.contains(port))
                .anyMatch(port -> text.matches(".*\\b" + port + "\\b.*"));
    }

    /**
     * "494 (Security Agreement Required)" and "421 (Extension Required)" (RFC 3329 clause 2.3.1);
     * 406 where there is none to be had.
     */
    private static boolean isAboutSecurityAgreement(Procedure procedure, SipResponse response) {
        return switch (response.status()) {
            case 421, 494 -> true;
            case 406 -> procedure.offer() != null;
            case 420 -> response.headerValues("Unsupported").contains("sec-agree");
            default -> false;
        };
    }

    /** Min-Expires of a 423, if it asks for more than was asked for. */
    private static @Nullable Duration longerTime(Procedure procedure, SipResponse response) {
        Long seconds = Grant.seconds(response.header("Min-Expires"));
        if (response.status() != 423 || seconds == null || procedure.goal() == Goal.DEREGISTER) {
            return null;
        }
        Duration wanted = Duration.ofSeconds(seconds);
        return wanted.compareTo(procedure.expires()) > 0 ? wanted : null;
    }

    /** How long a 503 asks to wait, if that is not too long (RFC 3261 clause 21.5.4). */
    private static @Nullable Duration retryAfter(SipResponse response) {
        String value = response.header("Retry-After");
        if (response.status() != 503 || value == null) {
            return null;
        }
        Long seconds = Grant.seconds(value.split("[ ;(\t]", 2)[0]);
        Duration pause = seconds == null ? null : Duration.ofSeconds(seconds);
        return pause == null || pause.compareTo(Lifetimes.LONGEST_RETRY_AFTER) > 0 ? null : pause;
    }

    private AssociationSet associate(
            SetId id, Offer offer, Challenge.Agreement agreement, SessionKeys keys) {
        Ipsec3gpp chosen = agreement.chosen();
        Profile.Addresses addresses = profile.addresses();
        boolean encapsulated = chosen.mode() == IpsecMode.UDP_ENCAPSULATED_TUNNEL;
        return new AssociationSet(
                id,
                new AssociationSet.End(agreement.ownAddress(), offer.ports(), offer.spis()),
                new AssociationSet.End(
                        addresses.pcscf().getAddress(),
                        new PortPair(chosen.portC(), chosen.portS()),
                        new SpiPair(chosen.spiC(), chosen.spiS())),
                chosen.integrity(),
                chosen.encryption(),
                chosen.mode(),
                encapsulated ? addresses.localEsp() : withoutPort(addresses.localEsp()),
                encapsulated ? addresses.pcscfEsp() : withoutPort(addresses.pcscfEsp()),
                keys);
    }

    private static InetSocketAddress withoutPort(InetSocketAddress address) {
        return new InetSocketAddress(address.getAddress(), 0);
    }

    private static boolean isSuccess(SipResponse response) {
        return response.status() >= 200 && response.status() < 300;
    }

    private static Outcome macFailure(String then) {
        return new Outcome.NetworkNotAuthenticated("AUTN failed the check of the ISIM, " + then);
    }
}
