package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.registration.RegistrationState.Role;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** Registration, current and old sets (TS 33.203 clause 7.4.2a). */
class RolloverTest {
    private final Bench bench = new Bench();

    private static UeMessages sm1(int n) {
        return UeMessages.sm1(
                UeMessages.offer(1111111111L + 2L * n, 1111111112L + 2L * n, 30000 + n, 31000));
    }

    private SetId first() {
        return bench.registered(sm1(1), bench.bare, "nonce1");
    }

    private SetId outbound() {
        return bench.state.outbound().orElseThrow().id();
    }

    @Test
    @Requirement("rereg-pcscf-sa-steps")
    void sm6GoesOverTheOldSetIfSm1CameOverItAndBareOtherwise() {
        SetId old = first();
        bench.challenged(sm1(2), bench.over(old), "nonce2");
        assertThat(bench.answer().over()).isNull();
        assertThat(bench.answer().exchange()).isEqualTo(bench.forward().exchange());
    }

    @Test
    @Requirement("rereg-pcscf-sa-steps")
    void otherTrafficUsesTheOldSetWhileTheNewOneIsAuthenticating() {
        SetId old = first();
        SetId fresh = bench.challenged(sm1(2), bench.over(old), "nonce2");
        assertThat(outbound()).isEqualTo(old);
        assertThat(Admission.of(bench.state, bench.over(old), null)).isEqualTo(Admission.ADMITTED);
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(fresh));
        assertThat(outbound()).isEqualTo(old);
    }

    @Test
    @Requirement("rereg-pcscf-unprotected-sm1")
    void afterABareSm1TheOldSetsGoWithSm12() {
        SetId old = first();
        SetId fresh = bench.registered(sm1(2), bench.bare, "nonce2");
        assertThat(bench.removed()).containsExactly(old);
        assertThat(bench.all(RegistrationEffect.Remove.class).getFirst().reason())
                .isEqualTo(RemovalReason.REPLACED);
        assertThat(bench.effects.getFirst()).isInstanceOf(RegistrationEffect.Answer.class);
        assertThat(bench.role(fresh)).isEqualTo(Role.CURRENT);
        assertThat(bench.all(RegistrationEffect.MovedHere.class)).hasSize(1);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void afterAProtectedSm1TheOldSetCarriesOnUntilTheNewOneIsUsed() {
        SetId old = first();
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        assertThat(bench.removed()).isEmpty();
        assertThat(bench.role(old)).isEqualTo(Role.OLD);
        assertThat(outbound()).isEqualTo(old);
        bench.feed(new RegistrationEvent.TrafficCame(fresh, true));
        assertThat(outbound()).isEqualTo(fresh);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).containsExactly(old);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void theOldSetStaysUntilItsPendingTransactionsAreOver() {
        SetId old = first();
        bench.feed(new RegistrationEvent.TrafficCame(old, true));
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        bench.feed(new RegistrationEvent.TrafficCame(fresh, false));
        assertThat(outbound()).isEqualTo(fresh);
        bench.pass(Duration.ofSeconds(20));
        assertThat(bench.role(old)).isEqualTo(Role.OLD);
        assertThat(Admission.of(bench.state, bench.over(old), null)).isEqualTo(Admission.ADMITTED);
        bench.feed(new RegistrationEvent.TransactionOver(old));
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).containsExactly(old);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void theNewSetIsTakenWhenTheOldOneIsAboutToExpireAndTheOldOneGoesAtItsExpiry() {
        SetId old = first();
        Instant oldExpiry = bench.expires(old);
        bench.pass(Duration.ofMinutes(30));
        bench.feed(new RegistrationEvent.TrafficCame(old, true));
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        bench.now = oldExpiry.minusSeconds(31);
        bench.pass(Duration.ZERO);
        assertThat(outbound()).isEqualTo(old);
        bench.pass(Duration.ofSeconds(1));
        assertThat(outbound()).isEqualTo(fresh);
        assertThat(bench.role(old)).isEqualTo(Role.OLD);
        bench.pass(Duration.ofSeconds(30));
        assertThat(bench.removed()).containsExactly(old);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void sm1OverTheOlderOfTwoSetsKeepsThatOneAndDeletesTheOther() {
        SetId oldest = first();
        SetId unused = bench.registered(sm1(2), bench.over(oldest), "nonce2");
        SetId fresh = bench.registered(sm1(3), bench.over(oldest), "nonce3");
        assertThat(bench.removed()).containsExactly(unused);
        assertThat(bench.role(oldest)).isEqualTo(Role.OLD);
        assertThat(bench.role(fresh)).isEqualTo(Role.CURRENT);
    }

    @Test
    @Requirement("fail-incomplete-pcscf")
    void aNewChallengeDeletesTheSetOfAnUnfinishedRegistration() {
        SetId unfinished = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(sm1(2), bench.bare);
        assertThat(bench.removed()).isEmpty();
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce2"));
        assertThat(bench.removed()).containsExactly(unfinished);
        assertThat(bench.state.sets()).hasSize(1);
        assertThat(bench.admission(bench.sm7(sm1(1), "nonce1"), bench.over(unfinished)))
                .isEqualTo(Admission.UNKNOWN_SET);
    }

    @Test
    @Requirement({"ind-protected", "reg-reauth-policy"})
    void aReRegisterOverTheLatestSetIsProtectedAndOneOverAnOlderSetIsNot() {
        SetId older = first();
        SetId latest = bench.registered(sm1(2), bench.over(older), "nonce2");
        bench.register(sm1(3), bench.over(older));
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"no\"");
        bench.register(sm1(4), bench.over(latest));
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"yes\"");
        bench.register(sm1(5), bench.bare);
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"no\"");
    }

    @Test
    @Requirement("ind-protected")
    void aRefreshThatRepeatsTheAnswerOfItsOwnSetIsProtectedAndOneWithAnotherAnswerIsNot() {
        SetId set = first();
        UeMessages repeated = sm1(2);
        repeated.nonce = "nonce1";
        repeated.response = "0123456789abcdef0123456789abcdef";
        bench.register(repeated, bench.over(set));
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"yes\"");
        repeated.nonce = "of-another-challenge";
        bench.register(repeated, bench.over(set));
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"no\"");
    }

    @Test
    @Requirement("tbl-via-check")
    void aReRegisterWhoseViaNamesAnotherAddressIsRefusedAndTheSetStays() {
        SetId set = first();
        UeMessages wrong = sm1(2);
        wrong.viaHost = "192.0.2.1:31000";
        bench.register(wrong, bench.over(set));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.role(set)).isEqualTo(Role.CURRENT);
    }

    @Test
    void aUserWhoRegistersElsewhereLosesTheSetsHereButNotAnAttemptUnderWay() {
        SetId old = first();
        SetId trying = bench.challenged(sm1(2), bench.over(old), "nonce2");
        bench.feed(new RegistrationEvent.Moved());
        assertThat(bench.removed()).containsExactly(old);
        assertThat(bench.role(trying)).isEqualTo(Role.REGISTRATION);
        assertThat(bench.state.isRegistered()).isFalse();
    }
}
