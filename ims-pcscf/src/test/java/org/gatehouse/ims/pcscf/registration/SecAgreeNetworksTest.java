package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreeRules;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Security agreement by source network; the UE of the bench is at 127.0.1.1. */
class SecAgreeNetworksTest {
    private static final String OFFER = UeMessages.offer(1111111111, 1111111112, 30000, 30001);

    private static Bench bench(SecAgreePolicy elsewhere, String... rules) {
        return new Bench(
                Bench.policy(
                        new SecAgreeRules(
                                List.of(rules).stream()
                                        .map(rule -> SecAgreeRules.Rule.parse(rule).orElseThrow())
                                        .toList(),
                                elsewhere),
                        ConfidentialityPolicy.WHEN_SUPPORTED,
                        Bench.ALL));
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void whereAgreementIsRefusedAnOfferGets406AndNoChallengeIsAskedFor() {
        Bench bench = bench(SecAgreePolicy.REQUIRED, "127.0.0.0/8=refused");
        bench.register(UeMessages.sm1(OFFER), bench.bare);
        assertThat(bench.answered().status()).isEqualTo(406);
        assertThat(bench.answered().header("Warning")).contains("register without");
        assertThat(bench.answered().headers("Security-Server")).isEmpty();
        assertThat(bench.outcomes()).containsExactly(Outcome.AGREEMENT_REFUSED);
        assertThat(bench.all(RegistrationEffect.Forward.class)).isEmpty();
        assertThat(bench.state.isIdle()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.0/8=refused", "127.0.0.0/8=optional"})
    void withoutAnOfferAUeOfSuchANetworkRegistersBareAlsoThroughAChallenge(String rule) {
        Bench bench = bench(SecAgreePolicy.REQUIRED, rule);
        UeMessages sm1 = new UeMessages();
        sm1.secAgree = false;
        bench.register(sm1, bench.bare);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce1"));
        assertThat(bench.answered().status()).isEqualTo(401);
        assertThat(bench.answered().header("WWW-Authenticate")).doesNotContain("ck=", "ik=");
        assertThat(bench.state.sets()).isEmpty();
        bench.register(sm1, bench.bare);
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.outcomes()).contains(Outcome.REGISTERED_UNPROTECTED);
    }

    @Test
    void whereAgreementIsOptionalAnOfferMakesAssociations() {
        Bench bench = bench(SecAgreePolicy.REQUIRED, "127.0.0.0/8=optional");
        bench.challenged(UeMessages.sm1(OFFER), bench.bare, "nonce1");
        assertThat(bench.state.sets()).hasSize(1);
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void whereAgreementIsRequiredAUeWithoutItGets421ThoughItIsOptionalElsewhere() {
        Bench bench = bench(SecAgreePolicy.OPTIONAL, "127.0.0.0/8=required");
        UeMessages sm1 = new UeMessages();
        sm1.secAgree = false;
        bench.register(sm1, bench.bare);
        assertThat(bench.answered().status()).isEqualTo(421);
        assertThat(bench.answered().headers("Security-Server")).isNotEmpty();
        assertThat(bench.outcomes()).containsExactly(Outcome.NO_AGREEMENT);
    }

    @Test
    void theFirstNetworkThatHoldsTheAddressDecides() {
        Bench bench =
                bench(
                        SecAgreePolicy.REQUIRED,
                        "10.0.0.0/8=refused",
                        "127.0.1.1/32=optional",
                        "127.0.0.0/8=refused");
        bench.register(UeMessages.sm1(OFFER), bench.bare);
        assertThat(bench.all(RegistrationEffect.Forward.class)).hasSize(1);
    }
}
