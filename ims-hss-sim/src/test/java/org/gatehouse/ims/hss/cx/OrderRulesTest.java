package org.gatehouse.ims.hss.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPI;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.IMPU;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.SCSCF;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.TEL;
import static org.gatehouse.ims.hss.cx.HssMachineFixture.WORK;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.diameter.cx.push.PushProfile;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.junit.jupiter.api.Test;

class OrderRulesTest {
    private static final Order ALL =
            new Order.Deregister(List.of(), Reason.PERMANENT_TERMINATION, "gone");

    private final HssMachineFixture hss = new HssMachineFixture();

    private static HssEffect.Push push(HssEffect effect) {
        return (HssEffect.Push) effect;
    }

    @Test
    void allRegistrationsEndAndTheScscfIsToldSo() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);
        hss.sar(AssignmentType.REGISTRATION, WORK);

        HssEffect.Push push = push(hss.order(ALL));

        assertThat(push.serverName()).isEqualTo(SCSCF);
        assertThat(push.requests())
                .containsExactly(
                        new RegistrationTermination(
                                IMPI, List.of(), List.of(), Reason.PERMANENT_TERMINATION, "gone"));
        assertThat(hss.standing().scscf()).isNull();
        assertThat(hss.standing().sets()).containsOnly(SetStanding.IDLE);
    }

    @Test
    void theRegistrationsOfSomeIdentitiesEndWithTheirImplicitSetsAndTheOthersStay() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);
        hss.sar(AssignmentType.REGISTRATION, WORK);

        HssEffect.Push push =
                push(hss.order(new Order.Deregister(List.of(TEL), Reason.SERVER_CHANGE, null)));

        assertThat(((RegistrationTermination) push.requests().getFirst()).impus())
                .containsExactly(IMPU, TEL);
        assertThat(hss.set(0)).isEqualTo(SetStanding.IDLE);
        assertThat(hss.set(1).state()).isEqualTo(RegistrationState.REGISTERED);
        assertThat(hss.standing().scscf()).isEqualTo(SCSCF);
    }

    @Test
    void theScscfIsToldOnlyOnceTheEndIsDurable() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);

        List<HssEffect> effects = hss.on(new HssEvent.Ordered(99, ALL));
        assertThat(effects).hasSize(1).first().isInstanceOf(HssEffect.Save.class);
        assertThat(hss.on(new HssEvent.Saved()))
                .hasSize(1)
                .first()
                .isInstanceOf(HssEffect.Push.class);
    }

    @Test
    void anEndThatIsNotDurableIsDeclined() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);
        HssEvent.Ordered ordered = new HssEvent.Ordered(99, ALL);
        hss.on(ordered);

        assertThat(hss.on(new HssEvent.SaveFailed("disk full")))
                .containsExactly(
                        new HssEffect.Declined(ordered, DIAMETER_UNABLE_TO_COMPLY),
                        new HssEffect.Forget());
    }

    @Test
    void aPendingAuthenticationEndsToo() {
        hss.mar(IMPU, 1);

        assertThat(hss.order(ALL)).isInstanceOf(HssEffect.Push.class);
        assertThat(hss.standing().scscf()).isNull();
        assertThat(hss.set(0)).isEqualTo(SetStanding.IDLE);
    }

    @Test
    void whoIsNotRegisteredCannotBeDeregistered() {
        assertThat(((HssEffect.Declined) hss.order(ALL)).reason())
                .isEqualTo(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);
        assertThat(hss.saves()).isZero();
    }

    @Test
    void anIdentityOfSomeoneElseIsDeclinedAndNothingChanges() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);

        HssEffect effect =
                hss.order(
                        new Order.Deregister(
                                List.of(IMPU, "sip:stranger@home.net"),
                                Reason.PERMANENT_TERMINATION,
                                null));

        assertThat(((HssEffect.Declined) effect).reason())
                .isEqualTo(DIAMETER_ERROR_IDENTITIES_DONT_MATCH);
        assertThat(hss.set(0).state()).isEqualTo(RegistrationState.REGISTERED);
    }

    @Test
    void aProfileIsSentForEachSetThatIsServed() {
        hss.sar(AssignmentType.REGISTRATION, IMPU);
        hss.sar(AssignmentType.UNREGISTERED_USER, WORK);

        HssEffect.Push push = push(hss.order(new Order.SendProfile()));

        assertThat(push.requests()).hasSize(2);
        PushProfile first = (PushProfile) push.requests().getFirst();
        assertThat(UserProfileXml.read(first.userDataXml()).orElseThrow().unbarredImpus())
                .containsExactly(IMPU, TEL);
        assertThat(hss.set(0).state()).isEqualTo(RegistrationState.REGISTERED);
    }
}
