package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks of SM7 (TS 33.203 clauses 7.1, 7.2, 7.3.2.3). */
class AgreementTest {
    private final UeMessages sm1 =
            UeMessages.sm1(UeMessages.offer(1111111111, 1111111112, 30000, 30001));
    private final Bench bench = new Bench();

    @ParameterizedTest
    @CsvSource({
        "spi-c=2000000002, spi-c=2000000009",
        "spi-s=2000000003, spi-s=2000000009",
        "port-c=6061, port-c=6069",
        "port-s=6060, port-s=6069",
        "ealg=aes-cbc, ealg=null",
        "alg=hmac-sha-1-96, alg=hmac-md5-96",
        "mod=UDP-enc-tun, mod=trans"
    })
    @Requirement("neg-pcscf-check")
    void aSecurityVerifyThatSaysOtherThanSm6EndsTheRegistration(String sent, String tampered) {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        String verify = Objects.requireNonNull(sm7.verify);
        assertThat(verify).contains(sent);
        sm7.verify = verify.replaceFirst(sent, tampered);
        assertAborted(sm7, set, 494, Outcome.AGREEMENT_DIFFERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spi-c=1111111111", "spi-s=1111111112", "port-c=30000", "port-s=30001"})
    @Requirement("neg-pcscf-check")
    void aSecurityClientThatSaysOtherThanSm1EndsTheRegistration(String sent) {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.client =
                Objects.requireNonNull(sm7.client)
                        .replaceFirst(sent, sent.substring(0, sent.length() - 1) + "7");
        assertAborted(sm7, set, 494, Outcome.AGREEMENT_DIFFERS);
    }

    @Test
    @Requirement("neg-pcscf-check")
    void aListBidDownToItsLastMechanismEndsTheRegistration() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        String verify = Objects.requireNonNull(sm7.verify);
        sm7.verify = verify.substring(verify.lastIndexOf("ipsec-3gpp"));
        assertAborted(sm7, set, 494, Outcome.AGREEMENT_DIFFERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"spi-c=none", "port-s=78952", "q=2", "=", "spi-c=1;spi-c=2"})
    @Requirement("neg-pcscf-check")
    void aSecurityVerifyThatCanNotBeReadEndsTheRegistration(String tampered) {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.verify = "ipsec-3gpp;" + tampered;
        assertAborted(sm7, set, 494, Outcome.AGREEMENT_DIFFERS);
    }

    @Test
    @Requirement("neg-pcscf-check")
    void sm7WithoutSecurityVerifyOrWithoutSecurityClientEndsTheRegistration() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.verify = null;
        assertAborted(sm7, set, 494, Outcome.AGREEMENT_DIFFERS);
        Bench other = new Bench();
        SetId otherSet = other.challenged(sm1, other.bare, "nonce1");
        UeMessages bare = other.sm7(sm1, "nonce1");
        bare.client = null;
        other.register(bare, other.over(otherSet));
        assertThat(other.all(RegistrationEffect.Forward.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aListWrittenAnewByThePhoneIsTheSameAgreement(boolean withoutDefaults) {
        UnaryOperator<String> rewrite =
                value ->
                        withoutDefaults
                                ? value.replace("prot=esp;", "").replaceAll("q=[0-9.]+;", "")
                                : value.replaceAll(
                                        "(alg=[^;]+);prot=esp;mod=([^;]+);(ealg=[^;]+);spi-c=0*([0-9]+)",
                                        "mod=$2; prot=ESP; spi-c=$4; $3; $1");
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.verify = rewrite.apply(Objects.requireNonNull(sm7.verify));
        bench.register(sm7, bench.over(set));
        assertThat(bench.all(RegistrationEffect.Forward.class)).hasSize(1);
    }

    @Test
    @Requirement({"tbl-via-check", "sel-addresses"})
    void sm7WhoseViaNamesAnotherAddressThanThePacketIsRefused() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.viaHost = "127.0.1.9:30001";
        assertAborted(sm7, set, 403, Outcome.VIA_MISMATCH);
    }

    @Test
    @Requirement("tbl-via-check")
    void aNameInViaStandsForItsAddresses() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.viaHost = "ue.example.org:30001";
        bench.viaName = Set.of(InetAddress.ofLiteral("2001:db8::7"), Bench.UE);
        bench.register(sm7, bench.over(set));
        assertThat(bench.all(RegistrationEffect.Forward.class)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Requirement("tbl-via-check")
    void sm7WhoseViaHasANameOfSomebodyElseOrOfNobodyIsRefused(boolean known) {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.viaHost = "ue.example.org:30001";
        bench.viaName = known ? Set.of(InetAddress.ofLiteral("127.0.1.9")) : Set.of();
        assertAborted(sm7, set, 403, Outcome.VIA_MISMATCH);
    }

    @Test
    @Requirement("tbl-user-match")
    void sm7OfAnotherPublicIdentityThanSm1IsRefused() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        UeMessages sm7 = bench.sm7(sm1, "nonce1");
        sm7.impu = "sip:somebody-else@" + UeMessages.DOMAIN;
        assertAborted(sm7, set, 403, Outcome.USER_MISMATCH);
    }

    @Test
    @Requirement("tbl-user-match")
    void aRegisterOfAnotherPrivateIdentityOverAUsersSetIsRefused() {
        SetId set = bench.registered(sm1, bench.bare, "nonce1");
        UeMessages other = UeMessages.sm1(UeMessages.offer(1111111113, 1111111114, 30002, 30001));
        other.impi = "somebody-else@" + UeMessages.DOMAIN;
        bench.register(other, bench.over(set));
        assertThat(bench.answered().status()).isEqualTo(403);
        assertThat(bench.all(RegistrationEffect.Forward.class)).isEmpty();
        assertThat(bench.role(set)).isEqualTo(RegistrationState.Role.CURRENT);
    }

    @Test
    @Requirement("tbl-correct-sa")
    void sm7MayNotComeBareNorOverAnOldSet() {
        SetId old = bench.registered(sm1, bench.bare, "nonce1");
        UeMessages again = UeMessages.sm1(UeMessages.offer(1111111113, 1111111114, 30002, 30001));
        bench.challenged(again, bench.over(old), "nonce2");
        UeMessages sm7 = bench.sm7(again, "nonce2");
        assertThat(bench.admission(sm7, bench.bare)).isEqualTo(Admission.ANSWER_NOT_OVER_NEW_SET);
        assertThat(bench.admission(sm7, bench.over(old)))
                .isEqualTo(Admission.ANSWER_NOT_OVER_NEW_SET);
    }

    @Test
    @Requirement({"tbl-correct-sa", "rereg-pcscf-sa-steps"})
    void theNewSetCarriesNothingButTheAuthenticationUntilSm12() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        assertThat(Admission.of(bench.state, bench.over(set), null))
                .isEqualTo(Admission.NOT_AUTHENTICATION);
        assertThat(bench.admission(sm1, bench.over(set))).isEqualTo(Admission.NOT_AUTHENTICATION);
        assertThat(bench.admission(bench.sm7(sm1, "nonce1"), bench.over(set)))
                .isEqualTo(Admission.ADMITTED);
        bench.register(bench.sm7(sm1, "nonce1"), bench.over(set));
        assertThat(Admission.of(bench.state, bench.over(set), null))
                .isEqualTo(Admission.NOT_AUTHENTICATION);
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(Admission.of(bench.state, bench.over(set), null)).isEqualTo(Admission.ADMITTED);
    }

    @Test
    @Requirement("tbl-correct-sa")
    void aMessageOverASetThatIsGoneIsDiscarded() {
        assertThat(Admission.of(bench.state, bench.over(new SetId(77)), null))
                .isEqualTo(Admission.UNKNOWN_SET);
        assertThat(Admission.of(null, bench.over(new SetId(77)), null))
                .isEqualTo(Admission.UNKNOWN_SET);
    }

    private void assertAborted(UeMessages sm7, SetId set, int status, Outcome outcome) {
        bench.register(sm7, bench.over(set));
        assertThat(bench.answered().status()).isEqualTo(status);
        assertThat(bench.outcomes()).containsExactly(outcome);
        assertThat(bench.all(RegistrationEffect.Forward.class)).isEmpty();
        assertThat(bench.role(set)).isEqualTo(RegistrationState.Role.ENDING);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.state.isIdle()).isTrue();
    }
}
