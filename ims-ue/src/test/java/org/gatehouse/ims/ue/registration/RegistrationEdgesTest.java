package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Report;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Send;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Deregister;
import org.gatehouse.ims.ue.registration.RegistrationEvent.EndedByNetwork;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Heard;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingChallenge;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingConfirmation;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rare turns of a registration: each was changed by a mutant that the other tests let live. */
class RegistrationEdgesTest {
    private static final SipRequest MESSAGE =
            SipRequest.building("MESSAGE", "sip:ue@192.0.2.7")
                    .add("Via", "SIP/2.0/UDP 192.0.2.1:6000;branch=z9hG4bKx")
                    .add("From", "<sip:a@example>;tag=1")
                    .add("To", "<sip:b@example>")
                    .add("Call-ID", "x")
                    .add("CSeq", "1 MESSAGE")
                    .build();

    private final Gm gm = Gm.bench().on(new Register());

    @Test
    void aSynchronisationFailureThatIsRefusedOrAcceptedWithoutAChallengeEndsTheProcedure() {
        gm.challenge().isim(Gm.SYNC_FAILURE).refuse(403);
        assertThat(gm.outcome()).isEqualTo(new Outcome.Refused(403, "Forbidden"));
        assertThat(gm.state()).isInstanceOf(Idle.class);

        gm.on(new Register()).challenge().isim(Gm.SYNC_FAILURE).ok(3600);
        assertThat(gm.outcome()).isInstanceOf(Outcome.NetworkNotAuthenticated.class);
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    void aRedirectIsNoSuccessAndComesOverTheSasOfAFailure() {
        Gm again = Gm.registered(3600);
        AssociationSet first = again.installed();
        again.on(new Register()).challenge().isim(Gm.ACCEPTED);
        AssociationSet second = again.installed();

        again.answer(again.response(300).build(), Gm.over(second));
        assertThat(again.latest(RegistrationEffect.Discard.class)).hasSize(1);
        again.answer(again.response(300).build(), Gm.over(first));
        assertThat(again.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(again.removed()).containsExactly(second.id());
    }

    @Test
    void aRegistrarThatAlwaysWantsALongerTimeIsAskedThreeTimesAtMost() {
        for (int i = 1; i <= 5; i++) {
            gm.answer(
                    gm.response(423).add("Min-Expires", Integer.toString(7200 * i)).build(),
                    Gm.bare());
        }
        assertThat(gm.all(Send.class)).hasSize(3);
        assertThat(gm.outcome()).isEqualTo(new Outcome.Refused(423, "Interval Too Brief"));
    }

    @Test
    void aMinExpiresOfJustWhatWasAskedForIsARefusal() {
        gm.answer(gm.response(423).add("Min-Expires", "3600").build(), Gm.bare());

        assertThat(gm.all(Send.class)).hasSize(1);
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    void anAttemptWithoutIpsecCountsAsOneMore() {
        Gm bare = Gm.of(Gm.goingBareOn406()).on(new Register()).refuse(406);
        bare.timeOut().timeOut().timeOut();

        assertThat(bare.all(Send.class)).hasSize(3);
        assertThat(bare.outcome()).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    @Requirement("rereg-ue-lifetime")
    void aNewSetLastsAsLongAsTheProcedureMayAndThenTheUeStartsAgain() {
        gm.challenge().isim(Gm.ACCEPTED);
        SetId fresh = gm.installed().id();
        assertThat(Deadlines.next(gm.state())).contains(gm.now().plus(Lifetimes.PROCEDURE));

        gm.after(Lifetimes.PROCEDURE.minusSeconds(1));
        assertThat(gm.state()).isInstanceOf(AwaitingConfirmation.class);
        assertThat(gm.effects()).isEmpty();
        gm.after(Duration.ofSeconds(1));

        assertThat(gm.removed()).containsExactly(fresh);
        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);
        assertThat(gm.latest(Send.class)).hasSize(1);
    }

    @Test
    @Requirement({"rereg-ue-one-procedure", "rereg-delete-all"})
    void aDeregistrationWhereNothingIsRegisteredEndsTheProcedureUnderWay() {
        gm.challenge().isim(Gm.ACCEPTED).on(new Deregister());

        assertThat(gm.removed()).contains(gm.installed().id());
        assertThat(gm.latest(Send.class)).isEmpty();
        assertThat(gm.outcome()).isInstanceOf(Outcome.Deregistered.class);
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    @Requirement("rereg-delete-all")
    void whatTheNetworkEndsIsOverAndReportedUnlessTheUeRegistersAnewAtOnce() {
        gm.on(new EndedByNetwork("rejected", /* again= */ false));
        assertThat(gm.effects()).isEmpty();
        assertThat(gm.state()).isInstanceOf(AwaitingChallenge.class);

        gm.challenge().isim(Gm.ACCEPTED).ok(3600);
        gm.on(new EndedByNetwork("rejected", /* again= */ false));
        assertThat(gm.removed()).containsExactly(gm.installed().id());
        assertThat(gm.outcome()).isInstanceOf(Outcome.Lost.class);

        gm.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        gm.on(new EndedByNetwork("deactivated", /* again= */ true));
        assertThat(gm.removed()).containsExactly(gm.installed().id());
        assertThat(gm.latest(Report.class)).isEmpty();
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    @Requirement("unprot-ue-filter")
    void beforeARegistrationNoRequestIsTaken() {
        assertThat(FlowRules.accepts(gm.state(), MESSAGE, Gm.bare())).isFalse();
        assertThat(FlowRules.accepts(Gm.bench().state(), MESSAGE, Gm.bare())).isFalse();
    }

    @Test
    void whereIpsecIsOffTheUeTakesWhatComesBare() {
        Gm off = Gm.of(Gm.profile(List.of())).on(new Register());
        off.answer(off.challengeAlone().build(), Gm.bare()).isim(Gm.ACCEPTED).ok(3600);

        assertThat(off.state()).isInstanceOf(Registered.class);
        assertThat(FlowRules.accepts(off.state(), MESSAGE, Gm.bare())).isTrue();
    }

    @Test
    @Requirement("tbl-ue")
    void bothPortsOfAPairHaveToBeThoseOfTheSa() {
        Gm registered = Gm.registered(3600);
        AssociationSet set = registered.installed();
        Flow wrongLocal =
                new Flow(
                        TransportProtocol.UDP,
                        set.local().clientAddress(),
                        set.remote().clientAddress(),
                        set.id());
        Flow wrongRemote =
                new Flow(
                        TransportProtocol.UDP,
                        set.local().serverAddress(),
                        set.remote().serverAddress(),
                        set.id());
        assertThat(FlowRules.accepts(registered.state(), MESSAGE, Gm.over(set))).isTrue();
        assertThat(FlowRules.accepts(registered.state(), MESSAGE, wrongLocal)).isFalse();
        assertThat(FlowRules.accepts(registered.state(), MESSAGE, wrongRemote)).isFalse();
    }

    @Test
    void onlyEncapsulatedSetsHaveOuterPorts() {
        gm.challenge().isim(Gm.ACCEPTED);
        assertThat(gm.installed().localOuter().getPort()).isEqualTo(4500);
        assertThat(gm.installed().remoteOuter().getPort()).isEqualTo(4500);

        Gm direct = Gm.of(Gm.profile(List.of(IpsecMode.TRANSPORT))).on(new Register());
        direct.answer(direct.sm6(Gm.NETWORK_ORDER, IpsecMode.TRANSPORT).build(), Gm.bare());
        direct.isim(Gm.ACCEPTED);
        assertThat(direct.installed().localOuter())
                .isEqualTo(new InetSocketAddress(Gm.UE.getAddress(), 0));
        assertThat(direct.installed().remoteOuter())
                .isEqualTo(new InetSocketAddress(Gm.PCSCF.getAddress(), 0));
    }

    @Test
    void aRegistrarThatGrantsNoTimeRegistersNobody() {
        gm.challenge().isim(Gm.ACCEPTED).ok(0);

        assertThat(gm.outcome()).isInstanceOf(Outcome.Refused.class);
        assertThat(gm.removed()).containsExactly(gm.installed().id());
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"challenge", "isim", "confirmation", "verdict", "pause"})
    @Requirement("rereg-ue-old-delete")
    void theOldSasGoInTheMidstOfTheNextProcedureTooAndItGoesOn(String awaited) {
        Gm twice = Gm.registered(3600);
        SetId first = twice.installed().id();
        twice.on(new Register()).challenge().isim(Gm.ACCEPTED).ok(3600);
        SetId second = twice.installed().id();
        twice.on(new Register());
        switch (awaited) {
            case "isim" -> twice.challenge();
            case "confirmation" -> twice.challenge().isim(Gm.ACCEPTED);
            case "verdict" -> twice.challenge().isim(Gm.SYNC_FAILURE);
            case "pause" ->
                    twice.answer(
                            twice.response(503).add("Retry-After", "7").build(),
                            twice.wayOf(twice.sent()));
            default -> {
                // the challenge is awaited already
            }
        }
        RegistrationState before = twice.state();

        twice.on(new Heard(second));

        assertThat(twice.removed()).containsExactly(first);
        assertThat(twice.table().old()).isNull();
        assertThat(twice.state()).hasSameClassAs(before);
        assertThat(twice.state().fresh()).isEqualTo(before.fresh());
    }

    @Test
    @Requirement("rereg-delete-all")
    void aRegistrationThatRunsOutWhileItIsRefreshedLeavesAnInitialOneUnderWay() {
        Gm late = Gm.registered(60).on(new Register());
        SetId first = late.installed().id();

        late.after(Duration.ofSeconds(90));

        assertThat(late.removed()).containsExactly(first);
        assertThat(late.state()).isInstanceOf(AwaitingChallenge.class);
        assertThat(late.state().standing()).isNull();
        late.answer(late.sm6().build(), Gm.bare()).isim(Gm.ACCEPTED).ok(3600);
        assertThat(late.table().old()).isNull();
        assertThat(late.table().current().id()).isNotEqualTo(first);
    }

    @Test
    void aFailedRefreshIsTriedAgainHalfWayToTheEndButNotWithinHalfAMinute() {
        Gm refused = Gm.registered(3600).after(Duration.ofMinutes(50)).refuse(480);
        assertThat(refused.standing().refreshAt()).isEqualTo(refused.now().plusSeconds(300));

        refused.after(Duration.ofSeconds(560)).on(new Register()).refuse(480);
        assertThat(refused.standing().refreshAt()).isEqualTo(refused.now().plusSeconds(30));
    }
}
