package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is tolerated of a REGISTER, and of whom; the UE of the bench is at 127.0.1.1. */
class ToleranceTest {
    private static final String OFFER = UeMessages.offer(1111111111, 1111111112, 30000, 30001);
    private static final UeMessages SM1 = UeMessages.sm1(OFFER);

    /** Rules that say nothing of this UE, and rules that keep it strict. */
    private static Bench strict(String tolerance) {
        return new Bench(
                Bench.tolerating("10.0.0.0/8=" + tolerance, "127.0.1.0/24=none", all(tolerance)));
    }

    private static Bench tolerant(String tolerance) {
        return new Bench(Bench.tolerating("10.0.0.0/8=none", all(tolerance)));
    }

    private static String all(String tolerance) {
        return "0.0.0.0/0=" + tolerance;
    }

    @Test
    void aUeThatAnswersNoQopIsChallengedWithoutItAndAnotherIsNot() {
        Bench bench = tolerant("no-qop");
        bench.challenged(SM1, bench.bare, "nonce1");
        assertThat(bench.answered().header("WWW-Authenticate"))
                .doesNotContainIgnoringCase("qop")
                .doesNotContain("ck=", "ik=")
                .contains("nonce=\"nonce1\"", "algorithm=AKAv1-MD5", "realm=");
        assertThat(bench.tolerated()).containsExactly(Tolerance.NO_QOP);

        Bench strict = strict("no-qop");
        strict.challenged(SM1, strict.bare, "nonce1");
        assertThat(strict.answered().header("WWW-Authenticate")).contains("qop=\"auth\"");
        assertThat(strict.tolerated()).isEmpty();
    }

    @Test
    void aChallengeWithoutQopIsNoReasonToCountATolerance() {
        Bench bench = tolerant("no-qop");
        bench.register(SM1, bench.bare);
        var challenge = HomeMessages.challenge(bench.forwarded(), "nonce1");
        String without =
                String.valueOf(challenge.header("WWW-Authenticate")).replace(", qop=\"auth\"", "");
        bench.home(challenge.edit().set("WWW-Authenticate", without).build());
        assertThat(bench.answered().status()).isEqualTo(401);
        assertThat(bench.tolerated()).isEmpty();
    }

    @Test
    @Requirement("neg-pcscf-select")
    void aShortListNamesTheChosenCombinationAloneAndIsVerifiedAsTheWholeOne() {
        Bench bench = tolerant("short-list");
        SetId set = bench.challenged(SM1, bench.bare, "nonce1");
        String server = String.join(", ", bench.answered().headers("Security-Server"));
        assertThat(server).contains("alg=hmac-sha-1-96", "ealg=aes-cbc").doesNotContain(",");
        assertThat(bench.tolerated()).containsExactly(Tolerance.SHORT_LIST);
        UeMessages sm7 = bench.sm7(SM1, "nonce1");
        sm7.verify = server;
        bench.register(sm7, bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.outcomes()).containsExactly(Outcome.REGISTERED);

        Bench strict = strict("short-list");
        strict.challenged(SM1, strict.bare, "nonce1");
        assertThat(strict.answered().headerValues("Security-Server")).hasSize(6);
        assertThat(strict.tolerated()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,1", "0,3", "0,6"})
    @Requirement("neg-pcscf-check")
    void aPartOfTheListThatHasTheCombinationInUseRegistersWhereItIsTolerated(int from, int to) {
        Bench bench = tolerant("partial-verify");
        answersWith(bench, from, to);
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.outcomes()).containsExactly(Outcome.REGISTERED);
        assertThat(bench.state.agreed()).hasSize(1);

        Bench strict = strict("partial-verify");
        answersWith(strict, from, to);
        assertThat(strict.outcomes())
                .isEqualTo(to == 6 ? List.of() : List.of(Outcome.AGREEMENT_DIFFERS));
        assertThat(strict.tolerated()).isEmpty();
    }

    @Test
    void aPartOfTheListIsCountedAndTheWholeListIsNot() {
        Bench bench = tolerant("partial-verify");
        answersWith(bench, 0, 2);
        assertThat(bench.tolerated()).containsExactly(Tolerance.PARTIAL_VERIFY);
        Bench whole = tolerant("partial-verify");
        answersWith(whole, 0, 6);
        assertThat(whole.tolerated()).isEmpty();
    }

    /** Without the combination in use, and with one that was never listed. */
    @ParameterizedTest
    @ValueSource(strings = {"0 lost", "1 alone", "2 strange", "3 twice"})
    @Requirement("neg-pcscf-check")
    void whatIsNoPartWithTheCombinationInUseIs494AlsoWhereAPartIsTolerated(String change) {
        Bench bench = tolerant("partial-verify");
        SetId set = bench.challenged(SM1, bench.bare, "nonce1");
        List<String> list = listed(bench);
        UeMessages sm7 = bench.sm7(SM1, "nonce1");
        sm7.verify =
                switch (change.charAt(0)) {
                    case '0' -> String.join(", ", list.subList(1, 6));
                    case '1' -> list.get(5);
                    case '2' -> list.getFirst() + ", " + list.get(1).replace("spi-c=2", "spi-c=3");
                    default -> list.getFirst() + ", " + list.getFirst();
                };
        bench.register(sm7, bench.over(set));
        assertThat(bench.answered().status()).isEqualTo(494);
        assertThat(bench.outcomes()).containsExactly(Outcome.AGREEMENT_DIFFERS);
        assertThat(bench.tolerated()).isEmpty();
    }

    @Test
    @Requirement("neg-pcscf-check")
    void aChangedOfferIs494AlsoWhereAPartOfTheListIsTolerated() {
        Bench bench = tolerant("partial-verify");
        SetId set = bench.challenged(SM1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(SM1, "nonce1");
        sm7.verify = listed(bench).getFirst();
        sm7.client = OFFER.substring(0, OFFER.lastIndexOf(','));
        bench.register(sm7, bench.over(set));
        assertThat(bench.answered().status()).isEqualTo(494);
        assertThat(bench.answered().header("Warning")).contains("Security-Client");
        assertThat(bench.tolerated()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"5061, 5060", "5061, 40000", "40000, 5060"})
    @Requirement("port-not-sip")
    void protectedPortsOfBareSipAre400WhereTheyAreNotTolerated(int portC, int portS) {
        UeMessages sm1 = UeMessages.sm1(UeMessages.offer(1111111111, 1111111112, portC, portS));
        Bench strict = strict("sip-ports");
        strict.register(sm1, strict.bare);
        assertThat(strict.answered().status()).isEqualTo(400);
        assertThat(strict.answered().reason()).contains("expected: neither 5060 nor 5061");
        assertThat(strict.outcomes()).containsExactly(Outcome.MALFORMED);
        assertThat(strict.all(RegistrationEffect.Forward.class)).isEmpty();

        Bench bench = tolerant("sip-ports");
        bench.register(sm1, bench.bare);
        assertThat(bench.tolerated()).containsExactly(Tolerance.SIP_PORTS);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce1"));
        assertThat(bench.answered().status()).isEqualTo(401);
    }

    private static List<String> listed(Bench bench) {
        return Objects.requireNonNull(bench.state.challenged()).server().formatEach();
    }

    /** SM7 with this part of the list in Security-Verify. */
    private static void answersWith(Bench bench, int from, int to) {
        SetId set = bench.challenged(SM1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(SM1, "nonce1");
        sm7.verify = String.join(", ", listed(bench).subList(from, to));
        bench.register(sm7, bench.over(set));
    }
}
