package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.auth.Reauthentication.Trigger;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.junit.jupiter.api.Test;

/** When the operator wants a protected REGISTER challenged (TS 33.203 clauses 5.1.2 and 6.1). */
class ReauthenticationTest {
    private static final String OTHER = "sip:other@" + Registers.DOMAIN;
    private int cseq = 3;

    @Test
    @Requirement("reg-reauth-policy")
    void everyThirdRegisterIsChallenged() {
        SubscriberDriver user = user(Trigger.EVERY_NTH, 3, Duration.ZERO, true).registered();

        refresh(user).answer(Outcome.Confirmed.class);
        refresh(user).answer(Outcome.Confirmed.class);
        refresh(user).lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement("reg-reauth-policy")
    void everyFirstRegisterMeansEach() {
        SubscriberDriver user = user(Trigger.EVERY_NTH, 1, Duration.ZERO, true).registered();

        refresh(user).lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement("reg-reauth-policy")
    void anAuthenticationThatGrewOldIsAskedForAgainAndNotBefore() {
        SubscriberDriver user = user(Trigger.BY_AGE, 1, Duration.ofMinutes(30), true).registered();

        user.advance(Duration.ofMinutes(30).minusSeconds(1));
        refresh(user).answer(Outcome.Confirmed.class);
        user.advance(Duration.ofSeconds(1));
        refresh(user).lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement({"reg-reauth-policy", "reg-initial-authenticated"})
    void anUnprotectedRegisterIsChallengedHoweverFreshTheAuthentication() {
        SubscriberDriver user = user(Trigger.BY_AGE, 1, Duration.ofHours(1), true).registered();

        user.send(Registers.register().call("second", 1)).lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement("aka-impu-auth-policy")
    void aFurtherImpuIsChallengedWherePolicySaysSo() {
        SubscriberDriver user =
                user(Trigger.NEVER_WHEN_PROTECTED, 1, Duration.ZERO, true).registered();

        further(user).lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement("aka-impu-auth-policy")
    void aFurtherImpuRegistersOverTheSasOfTheFirstWherePolicySparesIt() {
        SubscriberDriver user =
                user(Trigger.NEVER_WHEN_PROTECTED, 1, Duration.ZERO, false).registered();

        ServerAssignment asked = further(user).lastAsked(ServerAssignment.class);

        assertThat(asked.type()).isEqualTo(AssignmentType.REGISTRATION);
        assertThat(asked.impus()).containsExactly(OTHER);
        user.hssGivesProfile().answer(Outcome.Confirmed.class);
    }

    @Test
    @Requirement({"aka-impu-auth-policy", "reg-initial-authenticated"})
    void noImpuIsSparedWhereNoneOfTheUserIsRegistered() {
        SubscriberDriver user = user(Trigger.NEVER_WHEN_PROTECTED, 1, Duration.ZERO, false);

        further(user).lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement("reg-initial-authenticated")
    void whatAUserProvedBeforeHeWasDeregisteredCountsForNothing() {
        SubscriberDriver user =
                user(Trigger.NEVER_WHEN_PROTECTED, 1, Duration.ZERO, false).registered();
        user.advance(Duration.ofSeconds(700_000));
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();

        refresh(user).lastAsked(MultimediaAuth.class);
    }

    private SubscriberDriver refresh(SubscriberDriver user) {
        return user.send(Registers.register().call("first", cseq++).isProtected());
    }

    private static SubscriberDriver further(SubscriberDriver user) {
        return user.send(Registers.register().impu(OTHER).call("second", 1).isProtected());
    }

    private static SubscriberDriver user(
            Trigger trigger, int every, Duration age, boolean furtherIdentities) {
        return new SubscriberDriver(
                SubscriberDriver.policy(
                        new Reauthentication(trigger, every, age, furtherIdentities), 1, false),
                SubscriberDriver.registrar());
    }
}
