package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.registration.RegistrationState.Role;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** Lifetimes of sets, kept by SIP (TS 33.203 clause 7.4.2a). */
class LifetimeTest {
    private final Bench bench = new Bench();

    private static UeMessages sm1(int n) {
        return UeMessages.sm1(
                UeMessages.offer(1111111111L + 2L * n, 1111111112L + 2L * n, 30000 + n, 31000));
    }

    private SetId registered(UeMessages sm1, Flow flow, int expires) {
        String nonce = "nonce-" + expires + "-" + bench.now;
        SetId set = bench.challenged(sm1, flow, nonce);
        bench.register(bench.sm7(sm1, nonce), bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), expires));
        return set;
    }

    @Test
    @Requirement({"rereg-pcscf-lifetime", "sa-lifetime-sip"})
    void aNewSetLivesFourMinutesUntilSm12() {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        assertThat(bench.expires(set)).isEqualTo(bench.now.plusSeconds(240));
        assertThat(bench.all(RegistrationEffect.WakeAt.class).getLast().at())
                .isEqualTo(bench.now.plusSeconds(240));
    }

    @Test
    @Requirement({"fail-user-bad-key", "fail-incomplete-pcscf"})
    void anUnansweredChallengeTakesItsSetAlongAndIsCounted() {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.pass(Duration.ofSeconds(239));
        assertThat(bench.removed()).isEmpty();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.outcomes()).containsExactly(Outcome.CHALLENGE_UNANSWERED);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement({"rereg-pcscf-lifetime", "sa-lifetime-sip"})
    void afterSm12TheSetOutlivesTheRegistrationByThirtySeconds() {
        SetId set = registered(sm1(1), bench.bare, 600_000);
        assertThat(bench.expires(set)).isEqualTo(bench.now.plusSeconds(600_030));
    }

    @Test
    @Requirement({"rereg-pcscf-lifetime", "sa-lifetime-sip"})
    void aNewSetLivesAtLeastAsLongAsTheOldOneHadLeft() {
        SetId old = registered(sm1(1), bench.bare, 600_000);
        var oldExpiry = bench.expires(old);
        bench.pass(Duration.ofSeconds(100));
        SetId fresh = registered(sm1(2), bench.over(old), 3600);
        assertThat(bench.expires(fresh)).isEqualTo(oldExpiry);
    }

    @Test
    @Requirement("rereg-pcscf-lifetime")
    void aRefreshWithoutChallengeExtendsTheSetAndNeverShortensIt() {
        SetId set = registered(sm1(1), bench.bare, 3600);
        bench.pass(Duration.ofMinutes(30));
        bench.register(sm1(2), bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.outcomes()).containsExactly(Outcome.REFRESHED);
        var extended = bench.now.plusSeconds(3630);
        assertThat(bench.expires(set)).isEqualTo(extended);
        bench.register(sm1(3), bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 60));
        assertThat(bench.expires(set)).isEqualTo(extended);
    }

    @Test
    @Requirement("rereg-delete-all")
    void aSetWhoseLifetimeIsOverGoes() {
        SetId set = registered(sm1(1), bench.bare, 3600);
        bench.pass(Duration.ofSeconds(3629));
        assertThat(bench.removed()).isEmpty();
        assertThat(bench.state.isRegistered()).isTrue();
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement("rereg-delete-all")
    void whenTheLastIdentityIsDeregisteredTheAnswerLeavesFirstAndThenAllSetsGo() {
        SetId old = registered(sm1(1), bench.bare, 3600);
        SetId set = registered(sm1(2), bench.over(old), 3600);
        UeMessages end = sm1(3);
        end.expires = 0;
        bench.register(end, bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 0));
        assertThat(bench.answered().status()).isEqualTo(200);
        assertThat(bench.answer().over()).isNull();
        assertThat(bench.outcomes()).containsExactly(Outcome.DEREGISTERED);
        assertThat(bench.removed()).isEmpty();
        assertThat(bench.role(set)).isEqualTo(Role.ENDING);
        assertThat(bench.state.outbound()).isEmpty();
        assertThat(Admission.of(bench.state, bench.over(set), null))
                .isEqualTo(Admission.SET_IS_ENDING);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).contains(set);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement("rereg-delete-all")
    void aDeregistrationTakesAnUnansweredChallengeAlong() {
        SetId set = registered(sm1(1), bench.bare, 3600);
        SetId unanswered = bench.challenged(sm1(2), bench.over(set), "nonce2");
        UeMessages end = sm1(3);
        end.expires = 0;
        bench.register(end, bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 0));
        assertThat(bench.removed()).containsExactly(unanswered);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement("rereg-delete-all")
    void setsWithALongerLifeGoWhenTheLastRegistrationRunsOut() {
        SetId set = registered(sm1(1), bench.bare, 3600);
        bench.register(sm1(2), bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 60));
        bench.pass(Duration.ofSeconds(89));
        assertThat(bench.removed()).isEmpty();
        assertThat(bench.state.nextDeadline(Bench.POLICY)).contains(bench.now.plusSeconds(1));
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    void setsStayWhileAnotherPublicIdentityIsRegistered() {
        SetId set = registered(sm1(1), bench.bare, 3600);
        UeMessages second = sm1(2);
        second.impu = "sip:second@" + UeMessages.DOMAIN;
        bench.register(second, bench.over(set));
        bench.home(
                HomeMessages.ok(bench.forwarded(), 3600)
                        .edit()
                        .set("P-Associated-URI", "<" + second.impu + ">")
                        .build());
        UeMessages end = sm1(3);
        end.expires = 0;
        bench.register(end, bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 0));
        assertThat(bench.role(set)).isEqualTo(Role.CURRENT);
        assertThat(bench.state.impus()).containsExactly(second.impu);
    }
}
