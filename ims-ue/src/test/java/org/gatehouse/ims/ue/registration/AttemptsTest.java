package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Send;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Deregister;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingChallenge;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Pausing;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Time-outs and refusals, and what is tried after them. */
class AttemptsTest {
    private final Gm gm = Gm.bench().on(new Register());

    @Test
    void aFirstRegisterWithoutAnswerIsTriedAgainAndThenGivenUp() {
        gm.timeOut().timeOut();
        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
        assertThat(gm.all(Send.class)).hasSize(3);

        gm.timeOut();
        assertThat(gm.state()).isInstanceOf(Idle.class);
        assertThat(gm.outcome()).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void eachAttemptHasPortsAndSpisOfItsOwn() {
        String before = gm.register().header("Security-Client");

        gm.timeOut();

        assertThat(gm.register().header("Security-Client")).isNotEqualTo(before);
    }

    @Test
    @Requirement("rereg-protected")
    void aProtectedRegisterWithoutAnswerIsFollowedByABareOne() {
        Gm registered = Gm.registered(3600).on(new Register()).timeOut();

        assertThat(registered.sent().over()).isNull();
        assertThat(registered.register().hasHeader("Security-Verify")).isFalse();
        assertThat(registered.table().current().id()).isEqualTo(registered.installed().id());
    }

    @Test
    @Requirement("rereg-protected")
    void aProtectedRegisterThatIsForbiddenIsFollowedByABareOneAtOnceAndByNoFurtherOne() {
        Gm registered = Gm.registered(3600).on(new Register());
        Instant before = registered.now();
        registered.refuse(403);

        assertThat(registered.now()).isEqualTo(before);
        assertThat(registered.sent().over()).isNull();
        assertThat(registered.state()).isInstanceOf(AwaitingChallenge.class);

        registered.refuse(403);
        assertThat(registered.outcome()).isEqualTo(new Outcome.Refused(403, "Forbidden"));
        assertThat(registered.state()).isInstanceOf(RegistrationState.Registered.class);
    }

    @Test
    void aDeregistrationThatIsForbiddenOverSasAndBareLeavesNothingBehind() {
        Gm registered = Gm.registered(3600).on(new RegistrationEvent.Deregister());
        registered.refuse(403);
        assertThat(registered.sent().over()).isNull();

        registered.refuse(403);
        assertThat(registered.outcome()).isInstanceOf(Outcome.Deregistered.class);
        assertThat(registered.state().sets()).isEmpty();
    }

    @Test
    void aSuccessThatBeganBareReplacesTheOldSasAtOnce() {
        Gm registered = Gm.registered(3600);
        SetId old = registered.installed().id();
        registered.on(new Register()).timeOut().challenge().isim(Gm.ACCEPTED).ok(3600);

        assertThat(registered.removed()).containsExactly(old);
        assertThat(registered.table().old()).isNull();
    }

    @Test
    @Requirement("fail-incomplete-ue")
    void anAnswerWithoutReplyStartsANewRegistrationOverTheSasOfAnEarlierSuccess() {
        Gm registered = Gm.registered(3600);
        SetId old = registered.installed().id();
        registered.on(new Register()).challenge().isim(Gm.ACCEPTED);
        SetId unanswered = registered.installed().id();

        registered.timeOut();

        assertThat(registered.removed()).containsExactly(unanswered);
        assertThat(registered.sent().over()).isEqualTo(old);
        assertThat(registered.state()).isInstanceOf(AwaitingChallenge.class);
    }

    @Test
    @Requirement("fail-incomplete-ue")
    void anAnswerWithoutReplyStartsABareRegistrationIfNoneSucceededBefore() {
        gm.challenge().isim(Gm.ACCEPTED).timeOut();

        assertThat(gm.removed()).containsExactly(gm.installed().id());
        assertThat(gm.sent().over()).isNull();
    }

    @Test
    @Requirement("fail-user-bad-response")
    void aUserFailureOverTheNewSasDeletesThem() {
        gm.challenge().isim(Gm.ACCEPTED).refuse(403);

        assertThat(gm.removed()).containsExactly(gm.installed().id());
        assertThat(gm.outcome()).isEqualTo(new Outcome.Refused(403, "Forbidden"));
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    @Requirement({"fail-user-bad-response", "rereg-ue-sa-steps"})
    void aBareUserFailureIsDiscarded() {
        gm.challenge().isim(Gm.ACCEPTED);

        gm.answer(gm.response(403).build(), Gm.bare());

        assertThat(gm.latest(RegistrationEffect.Discard.class)).hasSize(1);
        assertThat(gm.removed()).isEmpty();
    }

    @Test
    void aLongerIntervalIsAskedForIfTheNetworkWantsOne() {
        gm.answer(gm.response(423).add("Min-Expires", "7200").build(), Gm.bare());

        assertThat(gm.register().header("Expires")).isEqualTo("7200");
        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
    }

    @Test
    void anIntervalTooBriefAfterTheAnswerStartsAgainWithoutTheNewSas() {
        gm.challenge().isim(Gm.ACCEPTED);
        SetId first = gm.installed().id();
        gm.answer(gm.response(423).add("Min-Expires", "7200").build(), gm.wayOf(gm.sent()));

        assertThat(gm.removed()).containsExactly(first);
        assertThat(gm.register().header("Expires")).isEqualTo("7200");
        assertThat(gm.sent().over()).isNull();
    }

    @Test
    void aMinExpiresThatAsksForNoMoreIsARefusal() {
        gm.answer(gm.response(423).add("Min-Expires", "60").build(), Gm.bare());

        assertThat(gm.outcome()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aBusyNetworkIsAskedAgainAfterThePauseItWants() {
        gm.answer(gm.response(503).add("Retry-After", "7 (busy)").build(), Gm.bare());
        assertThat(gm.state()).isInstanceOf(Pausing.class);
        assertThat(Deadlines.next(gm.state())).contains(gm.now().plusSeconds(7));

        gm.after(Duration.ofSeconds(7));
        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
        assertThat(gm.latest(Send.class)).hasSize(1);
    }

    @Test
    void aRefusedSecurityAgreementIsToldApartFromOtherRefusals() {
        gm.refuse(494);
        assertThat(gm.outcome())
                .isInstanceOfSatisfying(
                        Outcome.AgreementFailed.class,
                        failed -> assertThat(failed.status()).isEqualTo(494));

        gm.on(new Register()).refuse(404);
        assertThat(gm.outcome()).isEqualTo(new Outcome.Refused(404, "Not Found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"client", "server"})
    @Requirement("nat-duplicate-server-port")
    void aRefusalThatNamesAProtectedPortIsFollowedByARegisterWithOtherPorts(String which) {
        PortPair first = gm.ports();
        int named = which.equals("client") ? first.client() : first.server();
        gm.answer(gm.response(400, "Port " + named + " is in use").build(), Gm.bare());

        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
        PortPair second = gm.ports();
        assertThat(List.of(second.client(), second.server()))
                .doesNotContain(first.client(), first.server());

        gm.challenge().isim(Gm.ACCEPTED).ok(3600);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Registered.class);
        assertThat(gm.installed().local().ports()).isEqualTo(second);
    }

    @Test
    @Requirement("nat-duplicate-server-port")
    void aCollisionAtAReRegistrationChangesTheClientPortAloneAndStaysInsideTheSas() {
        Gm registered = Gm.registered(3600).on(new Register());
        PortPair first = registered.ports();
        SetId over = registered.sent().over();
        registered.answer(
                registered.response(400, "").add("Warning", warning(first.client())).build(),
                registered.wayOf(registered.sent()));

        assertThat(registered.sent().over()).isNotNull().isEqualTo(over);
        assertThat(registered.ports().server()).isEqualTo(first.server());
        assertThat(registered.ports().client()).isNotEqualTo(first.client());
    }

    @Test
    @Requirement("nat-duplicate-server-port")
    void collisionsWithoutEndAndRefusalsThatNameNoPortEndTheProcedure() {
        for (int i = 0; i < 3; i++) {
            gm.answer(gm.response(400, "Port " + gm.ports().client()).build(), Gm.bare());
        }
        assertThat(gm.all(Send.class)).hasSize(3);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Refused.class);

        gm.on(new Register());
        gm.answer(gm.response(400, "Port 1" + gm.ports().client()).build(), Gm.bare());
        assertThat(gm.all(Send.class)).hasSize(4);
    }

    private static String warning(int port) {
        return "399 pcscf \"protected client port " + port + " is in use\"";
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void a406ToAnOfferEndsTheProcedureWithoutGivingUpProtection() {
        gm.refuse(406);

        assertThat(gm.all(Send.class)).hasSize(1);
        assertThat(gm.outcome())
                .isInstanceOfSatisfying(
                        Outcome.AgreementFailed.class,
                        failed -> assertThat(failed.status()).isEqualTo(406));
    }

    @Test
    void a406ToAnOfferIsFollowedByARegistrationWithoutIpsecWhereTheProfileSaysSo() {
        Gm bare = Gm.of(Gm.goingBareOn406()).on(new Register()).refuse(406);
        assertThat(bare.register().header("Security-Client")).isNull();
        assertThat(bare.register().header("Require")).isNull();
        assertThat(bare.register().header("Proxy-Require")).isNull();
        assertThat(bare.sent().over()).isNull();

        bare.answer(bare.challengeAlone().build(), Gm.bare()).isim(Gm.ACCEPTED).ok(600);
        assertThat(bare.outcome()).isInstanceOf(Outcome.Registered.class);
        assertThat(bare.standing().table()).isNull();
        assertThat(bare.all(RegistrationEffect.Install.class)).isEmpty();

        bare.after(Duration.ofMinutes(5));
        assertThat(bare.register().header("Security-Client")).isNull();
        bare.answer(bare.challengeAlone().build(), Gm.bare()).isim(Gm.ACCEPTED).ok(600);
        bare.after(Duration.ofMinutes(5)).timeOut().timeOut().after(Duration.ofMinutes(5));
        assertThat(bare.state().standing()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {421, 494})
    void without406AUeThatMayGoBareAsksForAnAgreementAgain(int status) {
        Gm bare = Gm.of(Gm.goingBareOn406()).on(new Register()).refuse(status);

        assertThat(bare.outcome()).isInstanceOf(Outcome.AgreementFailed.class);
        assertThat(bare.all(Send.class)).hasSize(1);
        assertThat(bare.on(new Register()).register().header("Security-Client")).isNotNull();
    }

    @Test
    void aRegisteredUeDoesNotGiveUpItsProtectionOnA406() {
        Gm registered =
                Gm.of(Gm.goingBareOn406())
                        .on(new Register())
                        .challenge()
                        .isim(Gm.ACCEPTED)
                        .ok(3600)
                        .on(new Register())
                        .refuse(406);

        assertThat(registered.outcome()).isInstanceOf(Outcome.AgreementFailed.class);
        assertThat(registered.table().current().id()).isEqualTo(registered.installed().id());
    }

    @Test
    void repeated406sEndTheProcedure() {
        Gm bare = Gm.of(Gm.goingBareOn406()).on(new Register()).refuse(406).refuse(406);

        assertThat(bare.outcome()).isEqualTo(new Outcome.Refused(406, "Not Acceptable"));
        assertThat(bare.all(Send.class)).hasSize(2);
    }

    @Test
    void a503WithoutATimeAndOneThatAsksForTooMuchAreRefusals() {
        gm.refuse(503);
        assertThat(gm.outcome()).isEqualTo(new Outcome.Refused(503, "Service Unavailable"));

        gm.on(new Register());
        gm.answer(gm.response(503).add("Retry-After", "301").build(), Gm.bare());
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    void aNetworkThatStaysBusyIsAskedThreeTimesAtMost() {
        for (int i = 0; i < 3; i++) {
            gm.answer(gm.response(503).add("Retry-After", "300").build(), Gm.bare());
            gm.after(Duration.ofMinutes(5));
        }
        assertThat(gm.all(Send.class)).hasSize(3);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    void aDeregistrationThatNobodyAnswersEndsWithoutSas() {
        Gm registered = Gm.registered(3600);
        registered.on(new Deregister()).timeOut().timeOut().timeOut();

        assertThat(registered.state()).isInstanceOf(Idle.class);
        assertThat(registered.removed()).containsExactly(registered.installed().id());
        assertThat(registered.outcome()).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void provisionalResponsesChangeNothing() {
        gm.answer(gm.response(100).build(), Gm.bare());

        assertThat(gm.effects()).isEmpty();
        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
    }
}
