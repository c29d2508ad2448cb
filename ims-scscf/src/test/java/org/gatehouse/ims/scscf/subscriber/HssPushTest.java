package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.gatehouse.ims.scscf.testbed.Vectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the HSS starts by itself (TS 29.228 clauses 6.1.3 and 6.2). */
class HssPushTest {
    private final SubscriberDriver user = new SubscriberDriver();

    private SubscriberEffect.RegistrationTerminated terminated() {
        assertThat(user.effects()).hasSize(1);
        return (SubscriberEffect.RegistrationTerminated) user.effects().getFirst();
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void anRtrRemovesTheRegistrationWithItsBindingsAndTellsNoHss(Reason reason) {
        user.registered().terminate(reason);

        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
        assertThat(user.state().isRegistered(Registers.TEL)).isFalse();
        assertThat(user.state().deadline()).isEmpty();
        assertThat(terminated().reason()).isEqualTo(reason);
        assertThat(terminated().removed().list()).hasSize(1);
        assertThat(terminated().set().impu()).isEqualTo(Registers.IMPU);
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    void anRtrForOneIdentityRemovesTheImplicitSetThatHoldsIt() {
        user.registered().terminate(Reason.PERMANENT_TERMINATION, Registers.TEL);

        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    void anRtrForAnotherIdentityRemovesNothing() {
        user.registered().terminate(Reason.PERMANENT_TERMINATION, "sip:other@" + Registers.DOMAIN);

        assertThat(user.effects()).isEmpty();
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    void anRtrForAUserWhoIsNotRegisteredChangesNothing() {
        user.terminate(Reason.PERMANENT_TERMINATION);

        assertThat(user.effects()).isEmpty();
        assertThat(user.state()).isEqualTo(SubscriberState.NEW);
    }

    @Test
    void aRegistrationThatTheHssIsBeingAskedForIsNewerThanTheRtr() {
        int vector = 10;
        user.send(Registers.register().call("a", 1)).hssGivesVectors();
        user.send(
                Registers.register()
                        .call("a", 2)
                        .isProtected()
                        .answering(Vectors.nonce(vector), Vectors.numbered(vector).xres()));
        user.terminate(Reason.SERVER_CHANGE);
        assertThat(user.effects()).isEmpty();

        user.hssGivesProfile();

        user.answer(Outcome.Confirmed.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    void aUserRegistersAnewAfterAnRtr() {
        user.registered().terminate(Reason.SERVER_CHANGE);
        user.registered();
        assertThat(user.state().isRegistered(Registers.TEL)).isTrue();
    }

    @Test
    void aPprReplacesTheProfileAndTheBindingsStay() {
        String added = "sip:added@" + Registers.DOMAIN;
        user.registered();
        user.push(
                UserProfile.of(
                        Registers.IMPI,
                        List.of(
                                new Identity(Registers.IMPU, false),
                                new Identity(added, false),
                                new Identity(Registers.TEL, true))));

        assertThat(user.effects())
                .hasSize(1)
                .first()
                .isInstanceOf(SubscriberEffect.ProfileChanged.class);
        assertThat(user.state().isRegistered(added)).isTrue();
        assertThat(user.state().deadline()).isPresent();

        user.send(Registers.register().call("first", 3).isProtected()).hssGivesVectors();
        user.send(
                Registers.register()
                        .call("first", 4)
                        .isProtected()
                        .answering(Vectors.nonce(11), Vectors.numbered(11).xres()));
        assertThat(user.answer(Outcome.Confirmed.class).associated())
                .containsExactly(Registers.IMPU, added);
    }

    @Test
    void aPprForAnotherImplicitSetChangesNothing() {
        user.registered();
        user.push(
                UserProfile.of(
                        Registers.IMPI,
                        List.of(new Identity("sip:work@" + Registers.DOMAIN, false))));

        assertThat(user.effects()).isEmpty();
        assertThat(user.state().isRegistered("sip:work@" + Registers.DOMAIN)).isFalse();
    }
}
