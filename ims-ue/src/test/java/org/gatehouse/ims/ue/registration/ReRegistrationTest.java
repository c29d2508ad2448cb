package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Deregister;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Finished;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Heard;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Started;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingChallenge;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SAs across registrations (TS 33.203 clauses 7.4 and 7.4.1a). */
class ReRegistrationTest {
    private final Gm gm = Gm.registered(3600);
    private final AssociationSet first = gm.installed();

    @Test
    @Requirement({"rereg-protected", "aka-registration-timers"})
    void theUeReRegistersInTimeOverItsSas() {
        Duration early = Duration.between(gm.now(), gm.standing().refreshAt());
        assertThat(early).isLessThan(gm.standing().granted());

        gm.after(early);

        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
        assertThat(gm.sent().over()).isEqualTo(first.id());
        assertThat(gm.register().header("Security-Verify")).isNotNull();
    }

    @Test
    void nothingHappensBeforeItIsTime() {
        gm.after(Duration.ofSeconds(10));

        assertThat(gm.effects()).isEmpty();
    }

    @Test
    @Requirement({"neg-client", "port-ps-stable", "port-ue-random", "spi-unique"})
    void aReRegistrationOffersNewSpisAndClientPortAndKeepsTheServerPort() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        AssociationSet second = gm.installed();

        assertThat(second.local().ports().server()).isEqualTo(first.local().ports().server());
        assertThat(second.local().ports().client()).isNotEqualTo(first.local().ports().client());
        assertThat(
                        List.of(
                                second.local().spis().client(),
                                second.local().spis().server(),
                                first.local().spis().client(),
                                first.local().spis().server(),
                                first.remote().spis().client(),
                                first.remote().spis().server()))
                .doesNotHaveDuplicates();
    }

    @Test
    @Requirement({"rereg-ue-sa-steps", "tbl-ue"})
    void aChallengeMustComeOverTheOldSasIfTheFirstRegisterWentOverThem() {
        gm.on(new Register());

        gm.answer(gm.sm6().build(), Gm.bare());
        assertThat(gm.effects())
                .containsExactly(
                        new RegistrationEffect.Discard(RegistrationEffect.Reason.WRONG_SA));
        gm.answer(gm.sm6().build(), Gm.over(first));
        assertThat(gm.latest(RegistrationEffect.AskIsim.class)).hasSize(1);
    }

    @Test
    @Requirement({"rereg-ue-sa-steps", "tbl-ue"})
    void aSuccessMustComeOverTheNewSas() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        AssociationSet second = gm.installed();

        gm.answer(gm.sm12(3600).build(), Gm.over(first));
        assertThat(gm.latest(RegistrationEffect.Discard.class)).hasSize(1);
        gm.answer(gm.sm12(3600).build(), Gm.bare());
        assertThat(gm.latest(RegistrationEffect.Discard.class)).hasSize(1);
        gm.answer(gm.sm12(3600).build(), Gm.over(second));
        assertThat(gm.state()).isInstanceOf(Registered.class);
    }

    @Test
    @Requirement("rereg-ue-switch")
    void afterASuccessTheNewSasCarryWhatFollowsAndTheOldStayForAWhile() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        AssociationSet second = gm.installed();

        assertThat(gm.removed()).isEmpty();
        assertThat(gm.table().current().id()).isEqualTo(second.id());
        assertThat(gm.oldSet()).isEqualTo(first.id());
        gm.on(new Register());
        assertThat(gm.sent().over()).isEqualTo(second.id());
    }

    @Test
    @Requirement("rereg-ue-old-delete")
    void theOldSasGoWhenAFurtherMessageCameOverTheNew() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        AssociationSet second = gm.installed();

        gm.on(new Heard(first.id()));
        assertThat(gm.removed()).isEmpty();
        gm.on(new Heard(second.id()));
        assertThat(gm.removed()).containsExactly(first.id());
        assertThat(gm.table().old()).isNull();
    }

    @Test
    @Requirement({"rereg-ue-old-delete", "rereg-ue-switch"})
    void theOldSasStayUntilTheTransactionsThatBeganOverThemAreOver() {
        gm.on(new Started(first.id())).on(new Started(first.id()));
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        gm.on(new Heard(gm.installed().id()));
        assertThat(gm.removed()).isEmpty();
        gm.on(new Finished(first.id()));
        assertThat(gm.oldSet()).isEqualTo(first.id());
        gm.on(new Finished(first.id()));
        assertThat(gm.removed()).containsExactly(first.id());
    }

    @Test
    @Requirement("rereg-ue-old-delete")
    void transactionsThatEndBeforeTheNewSasAreHeardLeaveTheOldOnes() {
        gm.on(new Started(first.id()));
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        AssociationSet second = gm.installed();
        gm.on(new Finished(first.id()));
        assertThat(gm.removed()).isEmpty();
        gm.on(new Heard(second.id()));
        assertThat(gm.removed()).containsExactly(first.id());
    }

    @Test
    @Requirement("rereg-ue-sa-steps")
    void otherRequestsGoOverTheOldSasUntilSm12() {
        gm.on(new Register());
        assertThat(outbound()).isEqualTo(first.id());
        gm.challenge().isim(Gm.ACCEPTED);
        assertThat(outbound()).isEqualTo(first.id());
        gm.ok(3600);
        assertThat(outbound()).isEqualTo(gm.table().current().id()).isNotEqualTo(first.id());
    }

    @Test
    @Requirement("rereg-ue-sa-steps")
    void noOtherRequestsGoWhileAnUnprotectedRegistrationIsUnderWay() {
        gm.on(new Register()).timeOut();
        assertThat(gm.sent().over()).isNull();
        assertThat(Outbound.of(gm.state())).isEmpty();
        gm.challenge().isim(Gm.ACCEPTED);
        assertThat(Outbound.of(gm.state())).isEmpty();
        gm.ok(3600);
        assertThat(outbound()).isEqualTo(gm.table().current().id());
        assertThat(Outbound.of(Gm.bench().on(new Register()).state())).isEmpty();
    }

    private SetId outbound() {
        return Objects.requireNonNull(Outbound.of(gm.state()).orElseThrow().over()).id();
    }

    @Test
    @Requirement("rereg-ue-old-delete")
    void theOldSasGoAtTheirExpiryAtTheLatest() {
        Instant expiry = gm.table().current().expires();
        gm.after(Duration.ofMinutes(50)).challenge().isim(Gm.ACCEPTED).ok(3600);

        gm.after(Duration.between(gm.now(), expiry));

        assertThat(gm.removed()).containsExactly(first.id());
        assertThat(gm.state()).isInstanceOf(Registered.class);
    }

    @Test
    @Requirement("rereg-ue-lifetime")
    void newSasLiveAtLeastAsLongAsTheOld() {
        Instant expiry = gm.table().current().expires();

        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(60);

        assertThat(gm.table().current().expires()).isEqualTo(expiry);
    }

    @Test
    @Requirement({"rereg-ue-lifetime", "sa-lifetime-sip"})
    void aReRegistrationWithoutAuthenticationExtendsTheSasAndNeverShortensThem() {
        gm.after(Duration.ofMinutes(50)).ok(7200);
        Instant extended = gm.now().plusSeconds(7230);
        assertThat(gm.table().current().id()).isEqualTo(first.id());
        assertThat(gm.table().current().expires()).isEqualTo(extended);

        gm.on(new Register()).ok(60);
        assertThat(gm.table().current().expires()).isEqualTo(extended);
    }

    @Test
    void aThirdSetReplacesTheOldestSoThatThereAreNeverMoreThanSixSasPerDirection() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        SetId second = gm.installed().id();
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        assertThat(gm.state().sets()).hasSize(3);

        gm.ok(3600);

        assertThat(gm.removed()).containsExactly(first.id());
        assertThat(gm.oldSet()).isEqualTo(second);
    }

    @Test
    @Requirement("rereg-ue-one-procedure")
    void aNewProcedureDropsTheSasOfAnUnfinishedOne() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        SetId unfinished = gm.installed().id();

        gm.on(new Register());

        assertThat(gm.removed()).containsExactly(unfinished);
        assertThat(gm.state().sets()).hasSize(1);
        gm.ok(3600);
        assertThat(gm.table().current().id()).isEqualTo(first.id());
    }

    @Test
    @Requirement("rereg-ue-one-procedure")
    void anAnswerToAnAbandonedRegisterIsDiscarded() {
        gm.on(new Register());
        var late = gm.sm6().build();
        gm.on(new Register());

        gm.answer(late, Gm.over(first));

        assertThat(gm.effects())
                .containsExactly(new RegistrationEffect.Discard(RegistrationEffect.Reason.LATE));
    }

    @Test
    @Requirement({"fail-user-bad-response", "rereg-ue-failure"})
    void aUserFailureOverTheOldSasDeletesTheNewAndKeepsTheOld() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        SetId second = gm.installed().id();

        gm.answer(gm.response(403).build(), Gm.over(first));

        assertThat(gm.removed()).containsExactly(second);
        assertThat(gm.outcome()).isEqualTo(new Outcome.Refused(403, "Forbidden"));
        assertThat(gm.table().current().id()).isEqualTo(first.id());
    }

    @Test
    @Requirement("rereg-delete-all")
    void deregistrationGoesOverTheSasAndThenAllOfThemGo() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        AssociationSet second = gm.installed();

        gm.on(new Deregister());
        assertThat(gm.sent().over()).isEqualTo(second.id());
        assertThat(gm.register().header("Expires")).isEqualTo("0");
        gm.ok(0);

        assertThat(gm.removed()).containsExactlyInAnyOrder(first.id(), second.id());
        assertThat(gm.state()).isInstanceOf(Idle.class);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Deregistered.class);
    }

    @Test
    @Requirement("rereg-delete-all")
    void aDeregistrationThatIsChallengedIsFollowedToItsEnd() {
        gm.on(new Deregister()).challenge().isim(Gm.ACCEPTED);
        assertThat(gm.register().header("Expires")).isEqualTo("0");
        gm.ok(0);

        assertThat(gm.removed()).containsExactlyInAnyOrder(first.id(), gm.installed().id());
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    @Requirement("rereg-delete-all")
    void anSaWhoseLifetimeIsOverGoesAndTheRegistrationWithIt() {
        Duration life = Duration.between(gm.now(), gm.table().current().expires());

        gm.after(life);

        assertThat(gm.removed()).containsExactly(first.id());
        assertThat(gm.outcome()).isInstanceOf(Outcome.Lost.class);
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    void aRefreshThatFailsIsTriedAgainBeforeTheEnd() {
        gm.after(Duration.ofMinutes(50)).refuse(480);

        assertThat(gm.standing().refreshAt()).isAfter(gm.now()).isBefore(gm.standing().ends());
        assertThat(gm.table().current().id()).isEqualTo(first.id());
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 500, 504})
    @Requirement("rereg-protected")
    void aServerThatFailsARefreshIsAskedBareAndTheOldSasStayMeanwhile(int status) {
        gm.on(new Register()).refuse(status);

        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
        assertThat(gm.sent().over()).isNull();
        assertThat(gm.removed()).isEmpty();
        assertThat(gm.table().current().id()).isEqualTo(first.id());

        gm.refuse(status);
        assertThat(gm.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(gm.state()).isInstanceOf(Registered.class);
    }

    @Test
    @Requirement({"rereg-ue-failure", "rereg-ue-sa-steps"})
    void aFailureOverTheNewSasIsDiscardedIfSm1WasProtected() {
        gm.on(new Register()).challenge().isim(Gm.ACCEPTED);
        AssociationSet second = gm.installed();

        gm.answer(gm.response(403).build(), Gm.over(second));
        assertThat(gm.effects())
                .containsExactly(
                        new RegistrationEffect.Discard(RegistrationEffect.Reason.WRONG_SA));
        gm.answer(gm.sm12(3600).build(), Gm.over(second));
        assertThat(gm.state()).isInstanceOf(Registered.class);
    }

    @Test
    @Requirement("rereg-delete-all")
    void sasWithALongerLifeGoWhenTheRegistrationHasRunOut() {
        gm.on(new Register()).ok(60);
        Instant end = gm.now().plusSeconds(90);
        assertThat(gm.table().current().expires()).isAfter(end);
        assertThat(Deadlines.of(gm.state())).containsEntry(Deadlines.Timer.REGISTRATION_ENDS, end);

        gm.after(Duration.ofSeconds(30));
        assertThat(Deadlines.of(gm.state())).containsEntry(Deadlines.Timer.REGISTRATION_ENDS, end);
        gm.after(Duration.ofSeconds(60));

        assertThat(gm.removed()).containsExactly(first.id());
        assertThat(gm.state().standing()).isNull();
    }
}
