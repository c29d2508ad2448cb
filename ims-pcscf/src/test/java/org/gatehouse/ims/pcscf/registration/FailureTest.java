package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.registration.RegistrationState.Role;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authentications that fail (TS 33.203 clauses 6.1.2, 6.1.3, 7.3.1, 7.4.2a). */
class FailureTest {
    private final Bench bench = new Bench();

    private static UeMessages sm1(int n) {
        return UeMessages.sm1(
                UeMessages.offer(1111111111L + 2L * n, 1111111112L + 2L * n, 30000 + n, 31000));
    }

    private static UeMessages report(String nonce, boolean sqn) {
        UeMessages report = sm1(7);
        report.nonce = nonce;
        report.auts = sqn ? "AAAAAAAAAAAAAAAAAAA=" : null;
        report.response = sqn ? "0123456789abcdef0123456789abcdef" : "";
        return report;
    }

    @Test
    @Requirement({"fail-user-bad-response", "rereg-pcscf-failure"})
    void aWrongAnswerIsRefusedOverTheNewSetIfSm1WasBareAndThenTheNewSetGoes() {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(bench.sm7(sm1(1), "nonce1"), bench.over(set));
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.answer().over()).isNull();
        assertThat(bench.role(set)).isEqualTo(Role.ENDING);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement({"fail-user-bad-response", "rereg-pcscf-failure", "aka-no-dos-dereg"})
    void aWrongAnswerIsRefusedOverTheOldSetIfSm1CameOverItAndTheOldSetIsKept() {
        SetId old = bench.registered(sm1(1), bench.bare, "nonce1");
        SetId fresh = bench.challenged(sm1(2), bench.over(old), "nonce2");
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(fresh));
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.answer().over()).isEqualTo(old);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).containsExactly(fresh);
        assertThat(bench.role(old)).isEqualTo(Role.CURRENT);
        assertThat(bench.state.isRegistered()).isTrue();
    }

    @Test
    @Requirement("aka-no-dos-dereg")
    void anAttackerWhoFailsWithABareSm1LeavesTheUsersSetInUse() {
        SetId old = bench.registered(sm1(1), bench.bare, "nonce1");
        SetId attack = bench.challenged(sm1(2), bench.bare, "nonce2");
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(attack));
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.state.outbound().orElseThrow().id()).isEqualTo(old);
        assertThat(bench.role(old)).isEqualTo(Role.CURRENT);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"sync-ue-auts", "fail-network-mac", "fail-report-unprotected", "ind-protected"})
    void aBareReportOfFailureDropsTheNewSetAndGoesOnUnprotected(boolean sqn) {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(report("nonce1", sqn), bench.bare);
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.outcomes()).contains(Outcome.FAILED_AT_UE);
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"no\"")
                .contains("nonce=\"nonce1\"");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement({"sync-ue-auts", "fail-network-mac", "rereg-pcscf-failure"})
    void aReportOfFailureOverTheOldSetDropsTheNewSetAndKeepsTheOld(boolean sqn) {
        SetId old = bench.registered(sm1(1), bench.bare, "nonce1");
        SetId fresh = bench.challenged(sm1(2), bench.over(old), "nonce2");
        bench.register(report("nonce2", sqn), bench.over(old));
        // "not containing an authentication response and [..] protected with an SA created by
        // latest successful authentication" (clause 6.1.5)
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"yes\"");
        assertThat(bench.removed()).containsExactly(fresh);
        assertThat(bench.role(old)).isEqualTo(Role.CURRENT);
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.state.isRegistered()).isTrue();
    }

    @Test
    @Requirement("tbl-correct-sa")
    void aReportThatDoesNotComeAsSm1CameIsDiscarded() {
        SetId old = bench.registered(sm1(1), bench.bare, "nonce1");
        SetId fresh = bench.challenged(sm1(2), bench.over(old), "nonce2");
        UeMessages report = report("nonce2", true);
        assertThat(bench.admission(report, bench.bare)).isEqualTo(Admission.REPORT_NOT_AS_OPENED);
        assertThat(bench.admission(report, bench.over(fresh)))
                .isEqualTo(Admission.NOT_AUTHENTICATION);
        assertThat(bench.admission(report, bench.over(old))).isEqualTo(Admission.ADMITTED);
    }

    @Test
    @Requirement({"sync-ue-auts", "sync-then-success"})
    void afterAResynchronisationASecondChallengeMakesASetAndEndsIn200() {
        bench.challenged(sm1(1), bench.bare, "nonce1");
        UeMessages report = report("nonce1", true);
        bench.register(report, bench.bare);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce2"));
        SetId second = bench.state.sets().getFirst().info().id();
        assertThat(bench.answered().headers("Security-Server")).isNotEmpty();
        bench.register(bench.sm7(sm1(7), "nonce2"), bench.over(second));
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.answered().status()).isEqualTo(200);
        assertThat(bench.role(second)).isEqualTo(Role.CURRENT);
        assertThat(bench.state.sets()).hasSize(1);
    }

    @Test
    void aReportOfAWrongMacNeedsNoOffer() {
        bench.challenged(sm1(1), bench.bare, "nonce1");
        UeMessages report = report("nonce1", false);
        report.client = null;
        bench.register(report, bench.bare);
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement({"fail-report-unprotected", "reg-initial-authenticated"})
    void aBareReportOfAWrongMacRegistersNothingWhateverTheHomeNetworkSays() {
        bench.challenged(sm1(1), bench.bare, "nonce1");
        UeMessages report = report("nonce1", false);
        report.client = null;
        bench.register(report, bench.bare);
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.answered().status()).isEqualTo(500);
        assertThat(bench.state.isRegistered()).isFalse();
    }

    @Test
    void aChallengeToAnAnswerBecomesARefusalForItsOfferIsUsedUp() {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(bench.sm7(sm1(1), "nonce1"), bench.over(set));
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce2"));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.role(set)).isEqualTo(Role.ENDING);
    }

    @Test
    void silenceToAnAnswerEndsTheAttemptWithATimeOut() {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(bench.sm7(sm1(1), "nonce1"), bench.over(set));
        bench.feed(new RegistrationEvent.HomeSilent(bench.forward().exchange()));
        assertThat(bench.answered().status()).isEqualTo(504);
        assertThat(bench.role(set)).isEqualTo(Role.ENDING);
    }

    /** SM7 over the new set of an SM1 that came over the old one. */
    private UeMessages sm7AfterProtectedSm1(SetId[] sets) {
        sets[0] = bench.registered(sm1(1), bench.bare, "nonce1");
        sets[1] = bench.challenged(sm1(2), bench.over(sets[0]), "nonce2");
        return bench.sm7(sm1(2), "nonce2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"via", "impi", "impu", "verify", "home", "silence", "time"})
    @Requirement({"rereg-pcscf-failure", "rereg-pcscf-sa-steps", "aka-no-dos-dereg"})
    void whateverIsWrongWithAnAnswerTheRefusalGoesOverTheOldSetAndTheNewOneEnds(String what) {
        SetId[] sets = new SetId[2];
        UeMessages sm7 = sm7AfterProtectedSm1(sets);
        switch (what) {
            case "via" -> sm7.viaHost = "192.0.2.1:31000";
            case "impi" -> sm7.impi = "001010000000002@" + UeMessages.DOMAIN;
            case "impu" -> sm7.impu = "sip:other@" + UeMessages.DOMAIN;
            case "verify" -> sm7.verify = null;
            default -> {
                // what is wrong comes later
            }
        }
        bench.register(sm7, bench.over(sets[1]));
        switch (what) {
            case "home" -> bench.home(HomeMessages.failure(bench.forwarded(), 403));
            case "silence" ->
                    bench.feed(new RegistrationEvent.HomeSilent(bench.forward().exchange()));
            case "time" -> bench.pass(RegistrationPolicy.REG_AWAIT_AUTH);
            default -> {
                // refused already
            }
        }
        assertThat(bench.answered().status()).isGreaterThanOrEqualTo(400);
        assertThat(bench.answer().over()).isEqualTo(sets[0]);
        assertThat(bench.state.challenged()).isNull();
        assertThat(bench.role(sets[0])).isEqualTo(Role.CURRENT);
        assertThat(bench.state.isRegistered()).isTrue();
    }

    @Test
    @Requirement("rereg-pcscf-failure")
    void aRefusalGoesOverTheNewSetWhereTheOldOneIsGoneMeanwhile() {
        SetId[] sets = new SetId[2];
        UeMessages sm7 = sm7AfterProtectedSm1(sets);
        bench.register(sm7, bench.over(sets[1]));
        SipResponse refusal = HomeMessages.failure(bench.forwarded(), 403);
        bench.feed(new RegistrationEvent.SetExhausted(sets[0]));
        bench.home(refusal);
        assertThat(bench.answer().over()).isNull();
    }

    @Test
    void aRefusalOfSm1GoesToTheUeAsItCame() {
        bench.register(sm1(1), bench.bare);
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.answered().vias()).hasSize(1);
        assertThat(bench.outcomes()).containsExactly(Outcome.REFUSED_BY_HOME);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    void moreRegistersAtOnceThanAUeSendsAreRefused() {
        for (int i = 0; i < Arrivals.MOST_PENDING; i++) {
            bench.register(sm1(i), bench.bare);
        }
        bench.register(sm1(20), bench.bare);
        assertThat(bench.answered().status()).isEqualTo(503);
        assertThat(bench.answered().header("Retry-After")).isNotNull();
    }
}
