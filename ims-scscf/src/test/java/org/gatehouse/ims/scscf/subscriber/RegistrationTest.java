package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.RegistrarPolicy;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.gatehouse.ims.scscf.testbed.Vectors;
import org.junit.jupiter.api.Test;

/** Bindings of an authenticated user (TS 33.203 clause 6.1.1, RFC 3261 clause 10.3). */
class RegistrationTest {
    private static final String OTHER_CONTACT = "<sip:001010000000001@127.0.1.1:7777>";

    @Test
    @Requirement({"aka-response-check", "arch-home-control"})
    void aRightAnswerRegistersAfterTheHssWasToldAndGaveTheProfile() {
        SubscriberDriver user = answered(new SubscriberDriver(), Registers.register());

        ServerAssignment asked = user.lastAsked(ServerAssignment.class);
        assertThat(asked.type()).isEqualTo(AssignmentType.REGISTRATION);
        assertThat(asked.impi()).isEqualTo(Registers.IMPI);
        assertThat(asked.impus()).containsExactly(Registers.IMPU);
        assertThat(asked.serverName()).isEqualTo(SubscriberDriver.SERVER);
        assertThat(user.answers()).isEmpty();
        user.hssGivesProfile();

        Outcome.Confirmed confirmed = user.answer(Outcome.Confirmed.class);
        assertThat(confirmed.bindings().list()).hasSize(1);
        Binding binding = confirmed.bindings().list().getFirst();
        assertThat(binding.contact()).isEqualTo(Registers.CONTACT);
        assertThat(binding.path()).containsExactly(Registers.PATH);
        assertThat(binding.secondsLeft(user.now())).isEqualTo(600_000);
    }

    @Test
    @Requirement("aka-implicit-set")
    void theWholeImplicitSetCountsAsRegisteredAndIsNamedWithoutBarredIdentities() {
        SubscriberDriver user = answered(new SubscriberDriver(), Registers.register());

        user.hssGivesProfile();

        assertThat(user.answer(Outcome.Confirmed.class).associated())
                .containsExactly(Registers.IMPU, Registers.TEL);
        assertThat(user.state().isRegistered(Registers.TEL)).isTrue();
    }

    @Test
    @Requirement("aka-response-check")
    void ifTheHssDoesNotTakeTheRegistrationThereIsNone() {
        for (CxOutcome outcome :
                List.of(
                        new CxOutcome.TimedOut(),
                        new CxOutcome.Answered(
                                ServerAssignmentAnswer.of(
                                        CxResult.DIAMETER_UNABLE_TO_COMPLY, null)),
                        new CxOutcome.Answered(
                                ServerAssignmentAnswer.of(CxResult.DIAMETER_SUCCESS, null)))) {
            SubscriberDriver user = answered(new SubscriberDriver(), Registers.register());

            user.hss(outcome);

            user.answer(Outcome.Refused.class);
            assertThat(user.state().isForgettable()).isTrue();
        }
    }

    @Test
    @Requirement({"aka-registration-timers", "aka-response-check"})
    void aRefreshExtendsTheRegistrationOfAllIdentitiesAndLeavesTheFlagInTheHss() {
        SubscriberDriver user = lenient(600).registered();
        user.advance(Duration.ofSeconds(500));

        user.send(Registers.register().call("first", 3).isProtected());
        user.advance(Duration.ofSeconds(599));

        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
        assertThat(user.state().isRegistered(Registers.TEL)).isTrue();
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    @Requirement({"aka-registration-timers", "aka-implicit-set"})
    void aRefreshThroughAnImplicitIdentityRefreshesTheSameSet() {
        SubscriberDriver user = lenient(600).registered();

        user.send(Registers.register().impu(Registers.TEL).call("first", 3).isProtected());

        user.answer(Outcome.Confirmed.class);
        assertThat(user.state().sets()).hasSize(1);
    }

    @Test
    @Requirement({"aka-registration-timers", "aka-implicit-set"})
    void aSetThatIsNotRefreshedExpiresAsAWholeAndTheHssIsTold() {
        SubscriberDriver user = lenient(600).registered();

        user.advance(Duration.ofMinutes(10));

        assertThat(user.assignments()).containsExactly(AssignmentType.TIMEOUT_DEREGISTRATION);
        assertThat(user.effects())
                .contains(new SubscriberEffect.RegistrationExpired(Registers.IMPI, Registers.IMPU));
        assertThat(user.state().isRegistered(Registers.TEL)).isFalse();
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    void aChallengeThatLapsesInTheSameMomentAsTheRegistrationFindsTheUserGone() {
        SubscriberDriver user = lenient(240).registered();
        user.send(Registers.register().call("attack", 1)).hssGivesVectors();
        user.toHss().clear();

        user.advance(Duration.ofMinutes(4));

        assertThat(user.assignments())
                .containsExactly(
                        AssignmentType.TIMEOUT_DEREGISTRATION,
                        AssignmentType.AUTHENTICATION_TIMEOUT);
    }

    @Test
    void expiresZeroDeregistersAndTellsTheHss() {
        SubscriberDriver user = lenient(600).registered();

        user.send(Registers.register().call("first", 3).isProtected().expires("0"));

        assertThat(user.assignments()).containsExactly(AssignmentType.USER_DEREGISTRATION);
        user.hssAgrees();
        assertThat(user.answer(Outcome.Confirmed.class).bindings().isEmpty()).isTrue();
        assertThat(user.state().isForgettable()).isTrue();
    }

    @Test
    void aContactWithExpiresZeroAndTheStarDeregisterToo() {
        SubscriberDriver one = lenient(600).registered();
        SubscriberDriver other = lenient(600).registered();

        one.send(
                Registers.register()
                        .call("first", 3)
                        .isProtected()
                        .contacts(Registers.CONTACT + ";expires=0"));
        other.send(Registers.register().call("first", 3).isProtected().contacts("*").expires("0"));

        assertThat(one.assignments()).containsExactly(AssignmentType.USER_DEREGISTRATION);
        assertThat(other.assignments()).containsExactly(AssignmentType.USER_DEREGISTRATION);
    }

    @Test
    void aDeregistrationThatTheHssDoesNotTakeIsOneAllTheSame() {
        SubscriberDriver user = lenient(600).registered();

        user.send(Registers.register().call("first", 3).isProtected().expires("0"))
                .hss(new CxOutcome.Unreachable("no peer"));

        user.answer(Outcome.Confirmed.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isFalse();
    }

    @Test
    void anUnprotectedDeregistrationIsChallengedFirst() {
        SubscriberDriver user = lenient(600).registered();

        user.send(Registers.register().call("attack", 1).expires("0")).hssGivesVectors();

        user.answer(Outcome.Challenged.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    void aUserWithoutBindingWhoDeregistersIsForgottenByTheHssToo() {
        SubscriberDriver user = answered(new SubscriberDriver(), Registers.register().expires("0"));

        assertThat(user.assignments()).containsExactly(AssignmentType.USER_DEREGISTRATION);
        user.hssAgrees();
        user.answer(Outcome.Confirmed.class);
    }

    @Test
    void severalContactsAreKeptAndTheOneOfThisRegisterStandsFirst() {
        SubscriberDriver user = lenient(600).registered();

        user.send(Registers.register().call("second", 1).isProtected().contacts(OTHER_CONTACT));

        assertThat(contacts(user)).containsExactly(OTHER_CONTACT, Registers.CONTACT);
    }

    @Test
    void oneOfSeveralContactsCanGoAloneAndTheOthersStay() {
        SubscriberDriver user = lenient(600).registered();
        user.send(Registers.register().call("second", 1).isProtected().contacts(OTHER_CONTACT));

        user.send(
                Registers.register()
                        .call("second", 2)
                        .isProtected()
                        .contacts(OTHER_CONTACT)
                        .expires("0"));

        assertThat(contacts(user)).containsExactly(Registers.CONTACT);
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    void contactsExpireOneByOne() {
        SubscriberDriver user = lenient(600).registered();
        user.send(
                Registers.register()
                        .call("second", 1)
                        .isProtected()
                        .contacts(OTHER_CONTACT)
                        .expires("100"));

        user.advance(Duration.ofSeconds(100));
        user.send(Registers.register().call("third", 1).isProtected().contacts());

        assertThat(contacts(user)).containsExactly(Registers.CONTACT);
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    void aContactMoreThanTheMaximumReplacesTheOneRefreshedLongestAgo() {
        SubscriberDriver user = lenient(600).registered();
        for (int i = 1; i <= 3; i++) {
            user.advance(Duration.ofSeconds(1));
            user.send(
                    Registers.register()
                            .call("more", i)
                            .isProtected()
                            .contacts("<sip:u@127.0.1.1:600" + i + ">"));
        }

        assertThat(contacts(user))
                .containsExactly(
                        "<sip:u@127.0.1.1:6003>",
                        "<sip:u@127.0.1.1:6002>",
                        "<sip:u@127.0.1.1:6001>");
    }

    @Test
    void anExpiryThatIsTooBriefGets423WithTheMinimum() {
        SubscriberDriver user = new SubscriberDriver().send(Registers.register().expires("59"));

        assertThat(user.answer(Outcome.Refused.class).refusal())
                .isEqualTo(new Refusal.IntervalTooBrief(Duration.ofSeconds(60)));
        assertThat(user.toHss()).isEmpty();
    }

    @Test
    void anExpiryThatIsTooLongIsCutAndWithoutOneTheDefaultHolds() {
        SubscriberDriver cut =
                answered(new SubscriberDriver(), Registers.register().expires("4294967295"))
                        .hssGivesProfile();
        SubscriberDriver usual =
                answered(new SubscriberDriver(), Registers.register().expires(null))
                        .hssGivesProfile();

        assertThat(secondsLeft(cut)).isEqualTo(600_000);
        assertThat(secondsLeft(usual)).isEqualTo(3_600);
    }

    @Test
    void aRegisterThatALaterOneHasOvertakenChangesNothing() {
        SubscriberDriver user = lenient(600).registered();
        user.send(Registers.register().call("first", 5).isProtected());

        user.send(Registers.register().call("first", 4).isProtected().expires("0"));

        assertThat(user.answer(Outcome.Refused.class).refusal())
                .isInstanceOf(Refusal.OutOfOrder.class);
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    @Test
    @Requirement("aka-impu-auth-policy")
    void aFurtherIdentityOfTheSameImpiHasARegistrationOfItsOwn() {
        String other = "sip:work@" + Registers.DOMAIN;
        SubscriberDriver user = lenient(600).registered();
        user.send(Registers.register().impu(other).call("work", 1).isProtected()).hssGivesVectors();
        user.send(
                        Registers.register()
                                .impu(other)
                                .call("work", 2)
                                .isProtected()
                                .answering(Vectors.nonce(11), Vectors.numbered(11).xres()))
                .hss(
                        new CxOutcome.Answered(
                                new ServerAssignmentAnswer(
                                        CxResult.DIAMETER_SUCCESS,
                                        Registers.IMPI,
                                        "<IMSSubscription><PrivateID>p</PrivateID><ServiceProfile>"
                                                + "<PublicIdentity><Identity>"
                                                + other
                                                + "</Identity></PublicIdentity></ServiceProfile>"
                                                + "</IMSSubscription>")));

        assertThat(user.answer(Outcome.Confirmed.class).associated()).containsExactly(other);
        assertThat(user.state().sets()).hasSize(2);
        assertThat(user.state().isRegistered(Registers.IMPU)).isTrue();
    }

    /**
     * A user whose protected REGISTERs pass unchallenged, and whose registrations are this long.
     */
    private static SubscriberDriver lenient(long seconds) {
        return new SubscriberDriver(
                SubscriberDriver.policy(SubscriberDriver.NEVER_WHEN_PROTECTED, 1, false),
                new RegistrarPolicy(
                        SubscriberDriver.SERVER,
                        Duration.ofSeconds(60),
                        Duration.ofSeconds(seconds),
                        Duration.ofSeconds(seconds),
                        3));
    }

    /** A user who was challenged and gave the right answer; the HSS is being told. */
    private static SubscriberDriver answered(SubscriberDriver user, Registers register) {
        user.send(register).hssGivesVectors();
        return user.send(
                register.call("call-1", 2)
                        .isProtected()
                        .answering(Vectors.nonce(10), Vectors.numbered(10).xres()));
    }

    private static List<String> contacts(SubscriberDriver user) {
        return user.answer(Outcome.Confirmed.class).bindings().list().stream()
                .map(Binding::contact)
                .toList();
    }

    private static long secondsLeft(SubscriberDriver user) {
        return user.answer(Outcome.Confirmed.class)
                .bindings()
                .list()
                .getFirst()
                .secondsLeft(user.now());
    }
}
