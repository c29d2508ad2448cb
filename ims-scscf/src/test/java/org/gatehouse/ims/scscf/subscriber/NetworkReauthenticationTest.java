package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder.Ignored;
import org.gatehouse.ims.scscf.subscriber.SubscriberEffect.ReauthenticationAsked;
import org.gatehouse.ims.scscf.subscriber.SubscriberEffect.ReauthenticationIgnored;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.gatehouse.ims.scscf.testbed.Vectors;
import org.junit.jupiter.api.Test;

/** The network has a user authenticate anew (TS 33.203 clause 6.1.4). */
class NetworkReauthenticationTest {
    private static final Duration MINUTE = Duration.ofSeconds(60);

    private static SubscriberDriver user(Ignored ignored, int most) {
        return new SubscriberDriver(
                SubscriberDriver.policy(SubscriberDriver.NEVER_WHEN_PROTECTED, 1, false),
                SubscriberDriver.registrar(),
                new ReauthenticationOrder(MINUTE, ignored, most));
    }

    @Test
    @Requirement("reg-reauth-any-time")
    void theNextRegisterIsChallengedThoughItIsProtectedAndPolicyWouldSpareIt() {
        SubscriberDriver user = user(Ignored.DEREGISTER, 1).registered();
        user.send(Registers.register().call("first", 3).isProtected())
                .answer(Outcome.Confirmed.class);

        user.reauthenticate();
        user.send(Registers.register().call("first", 4).isProtected())
                .lastAsked(MultimediaAuth.class);
        user.hssGivesVectors()
                .send(
                        Registers.register()
                                .call("first", 5)
                                .isProtected()
                                .answering(Vectors.nonce(11), Vectors.numbered(11).xres()))
                .answer(Outcome.Confirmed.class);
        user.advance(Duration.ofMinutes(10));

        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
        user.send(Registers.register().call("first", 6).isProtected())
                .answer(Outcome.Confirmed.class);
    }

    @Test
    @Requirement("reg-reauth-any-time")
    void whoDoesNotReactInTimeIsDeregisteredAndTheHssIsTold() {
        SubscriberDriver user = user(Ignored.DEREGISTER, 5).registered().reauthenticate();

        user.advance(MINUTE.minusSeconds(1));
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
        user.advance(Duration.ofSeconds(1));

        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
        assertThat(user.effects()).anyMatch(ReauthenticationIgnored.class::isInstance);
        assertThat(user.assignments())
                .containsExactly(AssignmentType.ADMINISTRATIVE_DEREGISTRATION);
    }

    @Test
    @Requirement("reg-reauth-any-time")
    void whereThePolicySaysSoHeIsAskedAgainAndDeregisteredInTheEnd() {
        SubscriberDriver user = user(Ignored.ASK_AGAIN, 3).registered().reauthenticate();

        user.advance(MINUTE);
        assertThat(user.effects()).containsExactly(new ReauthenticationAsked(Registers.IMPI, 2));
        user.advance(MINUTE);
        assertThat(user.effects()).containsExactly(new ReauthenticationAsked(Registers.IMPI, 3));
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
        user.advance(MINUTE);

        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
        assertThat(user.assignments())
                .containsExactly(AssignmentType.ADMINISTRATIVE_DEREGISTRATION);
    }

    @Test
    void aUserWhoIsNotRegisteredIsNotAsked() {
        assertThat(user(Ignored.ASK_AGAIN, 3).reauthenticate().effects()).isEmpty();
    }
}
