package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HexFormat;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.gatehouse.ims.scscf.testbed.Vectors;
import org.junit.jupiter.api.Test;

/** Who is challenged, with what, and who need not be (TS 33.203 clauses 5.1.2 and 6.1.1). */
class ChallengeTest {
    private static final byte[] RES_10 = Vectors.numbered(10).xres();

    @Test
    @Requirement("reg-initial-authenticated")
    void aFirstRegisterIsChallenged() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register());

        assertThat(user.answers()).isEmpty();
        user.hssGivesVectors();

        user.answer(Outcome.Challenged.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    @Test
    @Requirement("reg-initial-authenticated")
    void anUnprotectedRegisterOfARegisteredUserIsChallengedWhateverThePolicy() {
        SubscriberDriver user = lenient().registered();

        user.send(Registers.register().call("second", 1)).hssGivesVectors();

        user.answer(Outcome.Challenged.class);
    }

    @Test
    @Requirement({"reg-initial-authenticated", "ind-protected"})
    void aRightAnswerThatCameUnprotectedIsChallengedAgain() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register()).hssGivesVectors();

        user.send(Registers.register().call("call-1", 2).answering(Vectors.nonce(10), RES_10))
                .hssGivesVectors();

        assertThat(user.answer(Outcome.Challenged.class).challenge().nonce())
                .isEqualTo(Vectors.nonce(11));
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    @Test
    @Requirement("ind-protected")
    void withoutTheMarkARegisterCountsAsUnprotected() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register()).hssGivesVectors();

        user.send(
                Registers.register()
                        .call("call-1", 2)
                        .answering(Vectors.nonce(10), RES_10)
                        .integrity(null));

        user.lastAsked(MultimediaAuth.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    @Test
    void aPlainUeRegistersOnlyWhereTheSettingLetsItIn() {
        SubscriberDriver user =
                new SubscriberDriver(
                                SubscriberDriver.policy(Reauthentication.ALWAYS, 1, true),
                                SubscriberDriver.registrar())
                        .send(Registers.register())
                        .hssGivesVectors();

        user.send(Registers.register().call("call-1", 2).answering(Vectors.nonce(10), RES_10))
                .hssGivesProfile();

        user.answer(Outcome.Confirmed.class);
    }

    @Test
    void lettingPlainUesInDoesNotLetAWrongAnswerIn() {
        SubscriberDriver user =
                new SubscriberDriver(
                                SubscriberDriver.policy(Reauthentication.ALWAYS, 1, true),
                                SubscriberDriver.registrar())
                        .send(Registers.register())
                        .hssGivesVectors();

        user.send(
                        Registers.register()
                                .call("call-1", 2)
                                .answering(Vectors.nonce(10), Vectors.numbered(99).xres()))
                .hssAgrees();

        user.answer(Outcome.Refused.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    @Test
    @Requirement("reg-reauth-policy")
    void aProtectedReRegisterIsChallengedIfThePolicySaysSo() {
        SubscriberDriver user = new SubscriberDriver().registered();

        user.send(Registers.register().call("first", 3).isProtected()).hssGivesVectors();

        user.answer(Outcome.Challenged.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    @Requirement("reg-reauth-policy")
    void aProtectedReRegisterPassesUnchallengedIfThePolicySaysSo() {
        SubscriberDriver user = lenient().registered();

        user.send(Registers.register().call("first", 3).isProtected());

        user.answer(Outcome.Confirmed.class);
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    @Requirement("reg-initial-authenticated")
    void aProtectedRegisterOfAnIdentityNotRegisteredIsChallengedWhateverThePolicy() {
        SubscriberDriver user = lenient().registered();

        user.send(
                Registers.register()
                        .impu("sip:other@" + Registers.DOMAIN)
                        .call("second", 1)
                        .isProtected());

        assertThat(user.lastAsked(MultimediaAuth.class).impu())
                .isEqualTo("sip:other@" + Registers.DOMAIN);
    }

    @Test
    @Requirement("aka-challenge")
    void theChallengeCarriesRandAndAutnInItsNonceAndTheKeysForThePcscf() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register()).hssGivesVectors();

        DigestChallenge challenge = user.answer(Outcome.Challenged.class).challenge();
        AuthenticationVector vector = Vectors.numbered(10);
        assertThat(challenge.nonce()).isEqualTo(Vectors.nonce(10));
        assertThat(challenge.realm()).isEqualTo(Registers.DOMAIN);
        assertThat(challenge.algorithm()).isEqualTo("AKAv1-MD5");
        assertThat(challenge.qop()).containsExactly("auth");
        assertThat(challenge.parameter("ck")).isEqualTo(HexFormat.of().formatHex(vector.ck()));
        assertThat(challenge.parameter("ik")).isEqualTo(HexFormat.of().formatHex(vector.ik()));
    }

    @Test
    @Requirement({"aka-av-batch", "aka-pending-flag"})
    void withoutAVectorTheHssIsAskedForTheConfiguredNumberUnderTheServersName() {
        SubscriberDriver user = batching(3).send(Registers.register());

        MultimediaAuth asked = user.lastAsked(MultimediaAuth.class);
        assertThat(asked.items()).isEqualTo(3);
        assertThat(asked.impi()).isEqualTo(Registers.IMPI);
        assertThat(asked.impu()).isEqualTo(Registers.IMPU);
        assertThat(asked.serverName()).isEqualTo(SubscriberDriver.SERVER);
        assertThat(asked.resync()).isNull();
    }

    @Test
    @Requirement("aka-av-fifo-once")
    void vectorsAreUsedInTheOrderOfTheHssAndEachOnce() {
        SubscriberDriver user =
                batching(3).send(Registers.register().call("a", 1)).hssGivesVectors();

        assertThat(nonceOf(user)).isEqualTo(Vectors.nonce(10));
        assertThat(nonceOf(user.send(Registers.register().call("b", 1))))
                .isEqualTo(Vectors.nonce(11));
        assertThat(nonceOf(user.send(Registers.register().call("c", 1))))
                .isEqualTo(Vectors.nonce(12));
        assertThat(user.toHss()).hasSize(1);
        user.send(Registers.register().call("d", 1)).hssGivesVectors();
        assertThat(nonceOf(user)).isEqualTo(Vectors.nonce(13));
        assertThat(user.toHss()).hasSize(2);
    }

    @Test
    @Requirement({"aka-av-batch", "aka-av-fifo-once"})
    void aRegisteredUserIsChallengedFromTheStoreWithoutAskingTheHss() {
        SubscriberDriver user = batching(2).registered();

        user.send(Registers.register().call("first", 3).isProtected());

        assertThat(nonceOf(user)).isEqualTo(Vectors.nonce(11));
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    @Requirement("aka-pending-flag")
    void forAnIdentityNotRegisteredTheHssIsToldThroughAMarThoughVectorsAreLeft() {
        SubscriberDriver user =
                batching(3).send(Registers.register().call("a", 1)).hssGivesVectors();
        user.advance(Duration.ofMinutes(5));
        assertThat(user.lastAsked(ServerAssignment.class)).isNotNull();

        user.send(Registers.register().call("b", 1));

        user.lastAsked(MultimediaAuth.class);
    }

    @Test
    @Requirement("fail-incomplete-new-register")
    void anAnswerToAnEarlierChallengeNoLongerRegisters() {
        SubscriberDriver user =
                new SubscriberDriver().send(Registers.register().call("a", 1)).hssGivesVectors();
        user.send(Registers.register().call("b", 1)).hssGivesVectors();

        user.send(
                        Registers.register()
                                .call("a", 2)
                                .isProtected()
                                .answering(Vectors.nonce(10), RES_10))
                .hssGivesVectors();

        assertThat(nonceOf(user)).isEqualTo(Vectors.nonce(12));
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    @Test
    void anAnswerCountsOnce() {
        SubscriberDriver user = new SubscriberDriver().registered();

        user.send(
                Registers.register()
                        .call("again", 9)
                        .isProtected()
                        .answering(Vectors.nonce(10), RES_10));

        user.lastAsked(MultimediaAuth.class);
    }

    @Test
    void anAnswerForAnotherIdentityThanTheOneChallengedIsChallengedAnew() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register()).hssGivesVectors();

        user.send(
                Registers.register()
                        .impu("sip:boss@" + Registers.DOMAIN)
                        .isProtected()
                        .answering(Vectors.nonce(10), RES_10));

        assertThat(user.lastAsked(MultimediaAuth.class).impu())
                .isEqualTo("sip:boss@" + Registers.DOMAIN);
        assertThat(user.state().sets()).isEmpty();
    }

    private static SubscriberDriver lenient() {
        return new SubscriberDriver(
                SubscriberDriver.policy(SubscriberDriver.NEVER_WHEN_PROTECTED, 1, false),
                SubscriberDriver.registrar());
    }

    private static SubscriberDriver batching(int batch) {
        return new SubscriberDriver(
                SubscriberDriver.policy(Reauthentication.ALWAYS, batch, false),
                SubscriberDriver.registrar());
    }

    private static String nonceOf(SubscriberDriver user) {
        return user.answer(Outcome.Challenged.class).challenge().nonce();
    }

    @Test
    @Requirement("aka-pending-flag")
    void anIdentityThatIsNotRegisteredIsAskedForThoughAnotherOneIsBeingChallenged() {
        SubscriberDriver user =
                new SubscriberDriver(
                                SubscriberDriver.policy(Reauthentication.ALWAYS, 2, false),
                                SubscriberDriver.registrar())
                        .send(Registers.register())
                        .hssGivesVectors();
        user.toHss().clear();

        user.send(Registers.register().impu(Registers.TEL).call("other", 1));

        assertThat(user.lastAsked(MultimediaAuth.class).impu()).isEqualTo(Registers.TEL);
    }

    @Test
    void aSubscriberIsForgottenOnlyWhenNothingOfHimIsLeft() {
        SubscriberDriver user = new SubscriberDriver();
        assertThat(user.state().isForgettable()).isTrue();
        user.send(Registers.register());
        assertThat(user.state().isForgettable()).isFalse();
        user.hssGivesVectors();
        assertThat(user.state().isForgettable()).isFalse();
        assertThat(new SubscriberDriver().registered().state().isForgettable()).isFalse();
    }

    @Test
    void anAnswerOfTheHssThatNobodyWaitsForChangesNothing() {
        SubscriberDriver user = new SubscriberDriver().registered();
        SubscriberState before = user.state();

        user.hssAgrees();

        assertThat(user.effects()).isEmpty();
        assertThat(user.state()).isEqualTo(before);
    }
}
