package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.auth.AuthState;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.gatehouse.ims.scscf.testbed.Vectors;
import org.junit.jupiter.api.Test;

/** Authentications that do not succeed (TS 33.203 clauses 6.1.2 and 6.1.3). */
class FailureTest {
    private static final byte[] AUTS = new byte[14];
    private static final String AUTS_TEXT = Base64.getEncoder().encodeToString(AUTS);

    @Test
    @Requirement("fail-user-bad-response")
    void aWrongResponseClearsTheNameInTheHssAndThenGets403() {
        SubscriberDriver user = challenged().send(wrongAnswer());

        ServerAssignment cleared = user.lastAsked(ServerAssignment.class);
        assertThat(cleared.type()).isEqualTo(AssignmentType.AUTHENTICATION_FAILURE);
        assertThat(cleared.impus()).containsExactly(Registers.IMPU);
        assertThat(user.answers()).isEmpty();
        user.hssAgrees();

        assertThat(statusOf(user)).isEqualTo(403);
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    @Requirement({"fail-user-bad-response", "aka-no-dos-dereg"})
    void aRegisteredUserStaysRegisteredWhenAResponseIsWrong() {
        SubscriberDriver user = new SubscriberDriver().registered();
        user.send(Registers.register().call("attack", 1)).hssGivesVectors();
        user.toHss().clear();

        user.send(
                Registers.register()
                        .call("attack", 2)
                        .isProtected()
                        .answering(Vectors.nonce(11), Vectors.numbered(99).xres()));

        assertThat(statusOf(user)).isEqualTo(403);
        assertThat(user.toHss()).isEmpty();
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    void the403FollowsThoughTheHssDoesNotAnswer() {
        SubscriberDriver user = challenged().send(wrongAnswer());

        user.hss(new CxOutcome.TimedOut());

        assertThat(statusOf(user)).isEqualTo(403);
    }

    @Test
    @Requirement("aka-only")
    void anAnswerOfAnAlgorithmNotAskedForDoesNotRegister() {
        SubscriberDriver user = challenged();

        user.send(rightAnswer().algorithm("MD5")).hssAgrees();

        assertThat(statusOf(user)).isEqualTo(403);
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    /** As in RFC 3310 clause 4, and as phones send it. */
    @Test
    @Requirement("aka-response-check")
    void aRightAnswerThatNamesNoAlgorithmRegisters() {
        SubscriberDriver user = challenged();

        user.send(rightAnswer().withoutAlgorithm());

        assertThat(user.assignments()).containsExactly(AssignmentType.REGISTRATION);
    }

    @Test
    @Requirement({"fail-network-mac", "fail-report-unprotected"})
    void anUnprotectedEmptyResponseIsANetworkFailure() {
        SubscriberDriver user =
                challenged()
                        .send(
                                Registers.register()
                                        .call("call-1", 2)
                                        .reportingNetworkFailure(Vectors.nonce(10)));

        assertThat(user.assignments()).containsExactly(AssignmentType.AUTHENTICATION_FAILURE);
        user.hssAgrees();
        assertThat(statusOf(user)).isEqualTo(403);
    }

    @Test
    @Requirement({"fail-network-mac", "aka-no-dos-dereg"})
    void aRegisteredUserStaysRegisteredWhenTheNetworkIsNotAuthenticated() {
        SubscriberDriver user = new SubscriberDriver().registered();
        user.send(Registers.register().call("first", 3).isProtected()).hssGivesVectors();
        user.toHss().clear();

        user.send(
                Registers.register()
                        .call("first", 4)
                        .isProtected()
                        .reportingNetworkFailure(Vectors.nonce(11)));

        assertThat(statusOf(user)).isEqualTo(403);
        assertThat(user.toHss()).isEmpty();
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    @Requirement("fail-report-unprotected")
    void aFailureReportForAnotherNonceIsNoOutcomeOfThisChallenge() {
        SubscriberDriver user = challenged();

        user.send(
                Registers.register().call("call-1", 2).reportingNetworkFailure(Vectors.nonce(77)));

        user.lastAsked(MultimediaAuth.class);
        assertThat(user.assignments()).isEmpty();
    }

    @Test
    @Requirement("fail-report-unprotected")
    void aFailureReportNeverChangesABindingThoughPolicyTrustsProtectedOnes() {
        SubscriberDriver user =
                new SubscriberDriver(
                                SubscriberDriver.policy(
                                        SubscriberDriver.NEVER_WHEN_PROTECTED, 1, false),
                                SubscriberDriver.registrar())
                        .registered();

        user.send(
                Registers.register()
                        .call("first", 3)
                        .expires("0")
                        .isProtected()
                        .reportingSyncFailure(Vectors.nonce(10), AUTS_TEXT));

        assertThat(user.assignments()).isEmpty();
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    @Requirement({"sync-scscf-av-req", "fail-report-unprotected"})
    void autsGoesToTheHssWithTheStoredRandAndTheOldVectorsGo() {
        SubscriberDriver user =
                new SubscriberDriver(
                                SubscriberDriver.policy(Reauthentication.ALWAYS, 3, false),
                                SubscriberDriver.registrar())
                        .send(Registers.register())
                        .hssGivesVectors();

        user.send(
                Registers.register()
                        .call("call-1", 2)
                        .reportingSyncFailure(Vectors.nonce(10), AUTS_TEXT));

        MultimediaAuth asked = user.lastAsked(MultimediaAuth.class);
        assertThat(asked.items()).isEqualTo(3);
        MultimediaAuth.Resync resync = Objects.requireNonNull(asked.resync());
        assertThat(resync.rand()).isEqualTo(Vectors.numbered(10).rand());
        assertThat(resync.auts()).isEqualTo(AUTS);
        user.hssGivesVectors();
        assertThat(user.answer(Outcome.Challenged.class).challenge().nonce())
                .isEqualTo(Vectors.nonce(13));
        assertThat(user.state().auth().store().size()).isEqualTo(2);
    }

    @Test
    @Requirement("sync-then-success")
    void afterAResynchronisationTheSecondChallengeEndsIn200() {
        SubscriberDriver user = challenged();
        user.send(
                        Registers.register()
                                .call("call-1", 2)
                                .reportingSyncFailure(Vectors.nonce(10), AUTS_TEXT))
                .hssGivesVectors();

        user.send(
                        Registers.register()
                                .call("call-1", 3)
                                .isProtected()
                                .answering(Vectors.nonce(11), Vectors.numbered(11).xres()))
                .hssGivesProfile();

        user.answer(Outcome.Confirmed.class);
    }

    @Test
    @Requirement("sync-then-success")
    void aSecondFailureAfterAResynchronisationIsHandledAsItsOwn() {
        SubscriberDriver user = challenged();
        user.send(
                        Registers.register()
                                .call("call-1", 2)
                                .reportingSyncFailure(Vectors.nonce(10), AUTS_TEXT))
                .hssGivesVectors();

        user.send(Registers.register().call("call-1", 3).reportingNetworkFailure(Vectors.nonce(11)))
                .hssAgrees();

        assertThat(user.assignments()).containsExactly(AssignmentType.AUTHENTICATION_FAILURE);
        assertThat(statusOf(user)).isEqualTo(403);
    }

    @Test
    void aMalformedAutsIsAFailureOfTheUser() {
        SubscriberDriver user =
                challenged()
                        .send(
                                Registers.register()
                                        .call("call-1", 2)
                                        .reportingSyncFailure(Vectors.nonce(10), "c2hvcnQ="))
                        .hssAgrees();

        assertThat(statusOf(user)).isEqualTo(403);
    }

    @Test
    @Requirement("fail-incomplete-timeout")
    void anUnansweredChallengeClearsTheNameInTheHss() {
        SubscriberDriver user = challenged().advance(Duration.ofMinutes(4));

        assertThat(user.assignments()).containsExactly(AssignmentType.AUTHENTICATION_TIMEOUT);
        assertThat(user.effects()).anyMatch(SubscriberEffect.ChallengeAbandoned.class::isInstance);
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    @Requirement("fail-incomplete-timeout")
    void aChallengeWaitsForItsAnswerUntilTheTimeIsOver() {
        SubscriberDriver user = challenged().advance(Duration.ofMinutes(4).minusMillis(1));

        user.send(rightAnswer()).hssGivesProfile();

        user.answer(Outcome.Confirmed.class);
    }

    @Test
    @Requirement({"fail-incomplete-timeout", "aka-no-dos-dereg"})
    void anUnansweredChallengeLeavesARegisteredUserRegistered() {
        SubscriberDriver user = new SubscriberDriver().registered();
        user.send(Registers.register().call("attack", 1)).hssGivesVectors();
        user.toHss().clear();

        user.advance(Duration.ofMinutes(5));

        assertThat(user.toHss()).isEmpty();
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
        assertThat(user.state().auth()).isInstanceOf(AuthState.Idle.class);
    }

    @Test
    void whatTheHssRefusesIsRefused() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register());

        user.hss(
                MultimediaAuthAnswer.refused(
                        CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH,
                        user.lastAsked(MultimediaAuth.class)));

        assertThat(statusOf(user)).isEqualTo(403);
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    void anHssThatIsAwayOrSilentOrOutOfVectorsLeavesNothingBehind() {
        assertThat(statusOf(asking().hss(new CxOutcome.Unreachable("no peer")))).isEqualTo(503);
        assertThat(statusOf(asking().hss(new CxOutcome.TimedOut()))).isEqualTo(504);
        SubscriberDriver user = asking();
        user.hss(
                MultimediaAuthAnswer.refused(
                        CxResult.DIAMETER_SUCCESS, user.lastAsked(MultimediaAuth.class)));
        assertThat(statusOf(user)).isEqualTo(500);
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    void registersThatComeWhileTheHssIsAskedWaitTheirTurn() {
        SubscriberDriver user = asking();

        user.send(Registers.register().call("b", 1));
        assertThat(user.effects()).isEmpty();
        user.hssGivesVectors();

        assertThat(user.answers()).hasSize(1);
        user.hssGivesVectors();
        assertThat(user.answer(Outcome.Challenged.class).challenge().nonce())
                .isEqualTo(Vectors.nonce(11));
    }

    @Test
    void moreRegistersThanCanWaitAreTurnedAway() {
        SubscriberDriver user = asking();
        for (int i = 0; i < SubscriberMachine.MAX_PARKED; i++) {
            assertThat(user.send(Registers.register().call("b", i + 1)).answers()).isEmpty();
        }

        user.send(Registers.register().call("c", 1));

        assertThat(statusOf(user)).isEqualTo(503);
    }

    @Test
    void noStateOrEffectShowsAKeyWhenPrinted() {
        SubscriberDriver user = challenged();

        String printed = user.state().toString() + user.effects();

        AuthenticationVector vector = Vectors.numbered(10);
        for (byte[] secret : List.of(vector.xres(), vector.ck(), vector.ik())) {
            assertThat(printed).doesNotContain(HexFormat.of().formatHex(secret));
        }
    }

    private static SubscriberDriver asking() {
        return new SubscriberDriver().send(Registers.register());
    }

    private static SubscriberDriver challenged() {
        SubscriberDriver user = asking().hssGivesVectors();
        user.answer(Outcome.Challenged.class);
        return user;
    }

    private static Registers rightAnswer() {
        return Registers.register()
                .call("call-1", 2)
                .isProtected()
                .answering(Vectors.nonce(10), Vectors.numbered(10).xres());
    }

    private static Registers wrongAnswer() {
        return Registers.register()
                .call("call-1", 2)
                .isProtected()
                .answering(Vectors.nonce(10), Vectors.numbered(99).xres());
    }

    private static int statusOf(SubscriberDriver user) {
        Refusal refusal = user.answer(Outcome.Refused.class).refusal();
        return SipStatus.of(refusal).code();
    }
}
