package org.gatehouse.ims.scscf.subscriber;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.auth.Challenge;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds whatever happens: long runs of events in an order that a seed picks. */
class SubscriberPropertiesTest {
    private static final int EVENTS = 3_000;
    private static final String AUTS = Base64.getEncoder().encodeToString(new byte[14]);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    @Requirement({"aka-av-fifo-once", "aka-no-dos-dereg", "reg-initial-authenticated"})
    void noNonceComesTwiceEachRegisterIsAnsweredOnceAndOnlyRightAnswersRegister(long seed) {
        Run run = new Run(seed);
        for (int i = 0; i < EVENTS; i++) {
            run.event();
        }
        run.settle();

        assertThat(run.answered).as("seed %d", seed).isEqualTo(run.sent);
        assertThat(run.registrations).as("registrations seen, seed %d", seed).isPositive();
        assertThat(run.nonces).as("challenges seen, seed %d", seed).hasSizeGreaterThan(100);
    }

    /** One run: plays UE, attacker, HSS and clock, and checks each step. */
    private static final class Run {
        /** Kinds of REGISTER from here on have the right answer. */
        private static final int RIGHT = 4;

        private final Random random;
        private final SubscriberDriver user;
        private final Set<String> nonces = new HashSet<>();
        private int sent;
        private int answered;
        private int registrations;
        private boolean rightAnswerPending;
        private boolean removalPending;

        Run(long seed) {
            random = new Random(seed);
            user =
                    new SubscriberDriver(
                            SubscriberDriver.policy(
                                    Reauthentication.ALWAYS, 1 + random.nextInt(5), false),
                            SubscriberDriver.registrar());
        }

        void event() {
            boolean before = user.state().isRegistered(Registers.IMPU);
            boolean expired = false;
            int kind = random.nextInt(10);
            if (hssIsAsked() && kind < 6) {
                hss();
            } else if (kind == 9) {
                user.advance(Duration.ofSeconds(random.nextInt(400)));
                expired = user.assignments().contains(AssignmentType.TIMEOUT_DEREGISTRATION);
                user.toHss().clear();
            } else {
                register();
            }
            check(before, expired);
        }

        /** Answers for the HSS until nobody waits for it. */
        void settle() {
            while (hssIsAsked()) {
                boolean before = user.state().isRegistered(Registers.IMPU);
                hss();
                check(before, false);
            }
        }

        private boolean hssIsAsked() {
            return user.pending() != null;
        }

        private void hss() {
            if (random.nextInt(8) == 0) {
                user.hss(new CxOutcome.TimedOut());
            } else if (user.pending() instanceof MultimediaAuth) {
                user.hssGivesVectors();
            } else if (user.pending() instanceof ServerAssignment sar
                    && sar.type() == AssignmentType.REGISTRATION) {
                user.hssGivesProfile();
            } else {
                user.hssAgrees();
            }
        }

        private void register() {
            sent++;
            boolean removes = random.nextInt(5) == 0;
            Registers register =
                    Registers.register()
                            .call("c" + random.nextInt(3), sent)
                            .expires(removes ? "0" : "300");
            boolean isProtected = random.nextBoolean();
            Challenge challenge = user.state().auth().outstanding().orElse(null);
            int kind = random.nextInt(6);
            if (challenge != null && kind > 0) {
                answer(register, challenge, kind);
                rightAnswerPending |= kind >= RIGHT && isProtected;
                removalPending |= kind >= RIGHT && isProtected && removes;
            }
            user.send(isProtected ? register.isProtected() : register);
        }

        private void answer(Registers register, Challenge challenge, int kind) {
            AuthenticationVector vector = challenge.vector();
            switch (kind) {
                case 1 -> register.answering(challenge.nonce(), new byte[8]);
                case 2 -> register.reportingNetworkFailure(challenge.nonce());
                case 3 -> register.reportingSyncFailure(challenge.nonce(), AUTS);
                default -> register.answering(challenge.nonce(), vector.xres());
            }
        }

        private void check(boolean before, boolean expired) {
            List<Outcome> outcomes = user.answers();
            answered += outcomes.size();
            for (Outcome outcome : outcomes) {
                if (outcome instanceof Outcome.Challenged challenged) {
                    assertThat(nonces.add(challenged.challenge().nonce()))
                            .as("a vector in one challenge only")
                            .isTrue();
                }
            }
            assertThat(user.effects().stream().filter(SubscriberEffect.Ask.class::isInstance))
                    .as("one question to the HSS at a time")
                    .hasSizeLessThanOrEqualTo(1);
            assertThat(user.state().isBusy()).isEqualTo(hssIsAsked());
            boolean after = user.state().isRegistered(Registers.IMPU);
            if (!before && after) {
                registrations++;
                assertThat(rightAnswerPending).as("registered by a right answer").isTrue();
            }
            if (before && !after && !expired) {
                assertThat(removalPending).as("deregistered by the user alone").isTrue();
            }
            if (!hssIsAsked()) {
                rightAnswerPending = false;
                removalPending = false;
            }
        }
    }
}
