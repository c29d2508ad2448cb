package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** Which mode SM6 names, which keys are taken, and how a set ends that is used up. */
class ModeAndKeyTest {
    private static final IpsecMode TRANS = IpsecMode.TRANSPORT;
    private static final IpsecMode ENCAPSULATED = IpsecMode.UDP_ENCAPSULATED_TUNNEL;
    private static final String TRANS_ONLY = offer("trans");
    private static final String ENCAPSULATED_ONLY = offer("UDP-enc-tun");
    private static final String BOTH = TRANS_ONLY + ", " + ENCAPSULATED_ONLY;

    /** Both halves are the same but for a parity bit. */
    private static final String WEAK_CK = "00112233445566770011223344556676";

    private static String offer(String mode) {
        return UeMessages.offer(mode, 1111111111, 1111111112, 30000, 30001);
    }

    private static IpsecMode modeOf(Bench bench, String offers) {
        return modeOf(bench, UeMessages.sm1(offers));
    }

    private static IpsecMode modeOf(Bench bench, UeMessages sm1) {
        bench.challenged(sm1, bench.bare, "nonce1");
        Challenged challenged = Objects.requireNonNull(bench.state.challenged());
        assertThat(challenged.server().mechanisms())
                .extracting(m -> Objects.requireNonNull(m.ipsec()).mode())
                .containsOnly(challenged.info().mode());
        return challenged.info().mode();
    }

    @Test
    @Requirement("nat-mode-list")
    void withoutANatTransportModeFollowsWhereBothCanCarryIt() {
        assertThat(modeOf(new Bench(Bench.policy(TRANS, ENCAPSULATED)), BOTH)).isEqualTo(TRANS);
        assertThat(modeOf(new Bench(Bench.policy(TRANS, ENCAPSULATED)), ENCAPSULATED_ONLY))
                .isEqualTo(ENCAPSULATED);
        assertThat(modeOf(new Bench(Bench.policy(ENCAPSULATED)), BOTH)).isEqualTo(ENCAPSULATED);
        assertThat(modeOf(new Bench(Bench.policy(TRANS)), BOTH)).isEqualTo(TRANS);
    }

    @Test
    void forcedEncapsulationLeavesTransportModeToAUeThatHasNoOther() {
        assertThat(modeOf(new Bench(Bench.policy(ENCAPSULATED, TRANS)), BOTH))
                .isEqualTo(ENCAPSULATED);
        assertThat(modeOf(new Bench(Bench.policy(ENCAPSULATED, TRANS)), TRANS_ONLY))
                .isEqualTo(TRANS);
    }

    @Test
    @Requirement("nat-mode-list")
    void behindANatThereIsNoTransportMode() {
        UeMessages natted = UeMessages.sm1(BOTH);
        natted.viaHost = "10.9.8.7:5060";
        assertThat(modeOf(new Bench(Bench.policy(TRANS, ENCAPSULATED)), natted))
                .isEqualTo(ENCAPSULATED);
        UeMessages named = UeMessages.sm1(BOTH);
        named.viaHost = "ue.example.org:5060";
        assertThat(modeOf(new Bench(Bench.policy(TRANS, ENCAPSULATED)), named)).isEqualTo(TRANS);
        Bench bench = new Bench(Bench.policy(TRANS, ENCAPSULATED));
        bench.viaName = Set.of(InetAddress.ofLiteral("10.9.8.7"));
        assertThat(modeOf(bench, named)).isEqualTo(ENCAPSULATED);
        bench = new Bench(Bench.policy(TRANS, ENCAPSULATED));
        bench.viaName = Set.of(InetAddress.ofLiteral("10.9.8.7"), Bench.UE);
        assertThat(modeOf(bench, named)).isEqualTo(TRANS);
    }

    @Test
    @Requirement("nat-unsupported")
    void aPcscfWithoutEncapsulationRefusesAUeBehindANat() {
        Bench bench = new Bench(Bench.policy(TRANS));
        UeMessages natted = UeMessages.sm1(BOTH);
        natted.viaHost = "10.9.8.7:5060";
        bench.register(natted, bench.bare);
        assertThat(bench.answered().status()).isEqualTo(494);
        assertThat(bench.answered().header("Warning")).contains("NAT").contains("no UDP-enc-tun");
        assertThat(bench.outcomes()).containsExactly(Outcome.UNACCEPTABLE_OFFER);
        assertThat(bench.all(RegistrationEffect.Forward.class)).isEmpty();
    }

    @Test
    @Requirement("nat-rereg")
    void aReRegistrationOverEncapsulatedSasMakesSuchAgain() {
        Bench bench = new Bench(Bench.policy(TRANS, ENCAPSULATED));
        SetId first = bench.registered(UeMessages.sm1(ENCAPSULATED_ONLY), bench.bare, "nonce1");
        UeMessages again =
                UeMessages.sm1(
                        UeMessages.offer("trans", 1111111113, 1111111114, 30002, 30001)
                                + ", "
                                + UeMessages.offer(
                                        "UDP-enc-tun", 1111111113, 1111111114, 30002, 30001));
        bench.challenged(again, bench.over(first), "nonce2");
        assertThat(Objects.requireNonNull(bench.state.challenged()).info().mode())
                .isEqualTo(ENCAPSULATED);
    }

    @Test
    void aReRegistrationOverTransportModeMakesTransportModeAgain() {
        Bench bench = new Bench(Bench.policy(TRANS, ENCAPSULATED));
        SetId first = bench.registered(UeMessages.sm1(BOTH), bench.bare, "nonce1");
        UeMessages again =
                UeMessages.sm1(UeMessages.offer("trans", 1111111113, 1111111114, 30002, 30001));
        bench.challenged(again, bench.over(first), "nonce2");
        assertThat(Objects.requireNonNull(bench.state.challenged()).info().mode()).isEqualTo(TRANS);
    }

    @Test
    void aPolicyLosesTheModesThatNothingCarries() {
        RegistrationPolicy all = Bench.policy(TRANS, ENCAPSULATED);
        assertThat(all.carrying(Set.of(Carrier.values())).modes())
                .containsExactly(TRANS, ENCAPSULATED);
        assertThat(all.carrying(Set.of(Carrier.UDP)).modes()).containsExactly(ENCAPSULATED);
        assertThat(all.carrying(Set.of(Carrier.IP)).modes()).containsExactly(TRANS);
        assertThat(all.carrying(Set.of()).modes()).isEmpty();
        assertThat(all.carrying(Set.of(Carrier.IP)).grace()).isEqualTo(all.grace());
    }

    // ---- weak keys

    private static UeMessages offering(String... ealgs) {
        StringBuilder offers = new StringBuilder();
        for (String ealg : ealgs) {
            offers.append(offers.isEmpty() ? "" : ", ")
                    .append("ipsec-3gpp;alg=hmac-sha-1-96;prot=esp;mod=UDP-enc-tun;ealg=")
                    .append(ealg)
                    .append(";spi-c=1111111111;spi-s=1111111112;port-c=30000;port-s=30001");
        }
        return UeMessages.sm1(offers.toString());
    }

    private static void challengedWith(Bench bench, UeMessages sm1, String ck) {
        bench.register(sm1, bench.bare);
        bench.home(
                HomeMessages.challenge(
                        bench.forwarded(),
                        "nonce1",
                        ", ck=\"" + ck + "\", ik=\"" + HomeMessages.IK + "\""));
    }

    private static List<String> listed(SecurityList server) {
        return server.mechanisms().stream()
                .map(m -> Objects.requireNonNull(m.ipsec()).algorithms().toString())
                .toList();
    }

    @Test
    @Requirement("esp-key-expansion")
    void aWeakCkIsNotGivenTo3DesButToTheNextCombinationAndTheListStaysWhole() {
        Bench bench = new Bench();
        challengedWith(bench, offering("des-ede3-cbc", "null"), WEAK_CK);
        Challenged challenged = Objects.requireNonNull(bench.state.challenged());
        assertThat(challenged.info().algorithms())
                .isEqualTo(AlgorithmPair.parse("hmac-sha-1-96/null"));
        assertThat(bench.answered().status()).isEqualTo(401);
        assertThat(listed(challenged.server()))
                .containsExactly(
                        "hmac-sha-1-96/aes-cbc",
                        "hmac-md5-96/aes-cbc",
                        "hmac-sha-1-96/null",
                        "hmac-md5-96/null",
                        "hmac-sha-1-96/des-ede3-cbc",
                        "hmac-md5-96/des-ede3-cbc");
    }

    @Test
    void anyOtherCkLeavesChoiceAndOrderAsTheyAre() {
        Bench bench = new Bench();
        challengedWith(bench, offering("des-ede3-cbc", "null"), HomeMessages.CK);
        Challenged challenged = Objects.requireNonNull(bench.state.challenged());
        assertThat(challenged.info().algorithms())
                .isEqualTo(AlgorithmPair.parse("hmac-sha-1-96/des-ede3-cbc"));
        assertThat(listed(challenged.server()))
                .containsExactlyElementsOf(
                        Bench.ALL.stream().map(AlgorithmPair::toString).toList());
    }

    @Test
    void aWeakCkChangesNothingForAes() {
        Bench bench = new Bench();
        challengedWith(bench, offering("des-ede3-cbc", "aes-cbc"), WEAK_CK);
        assertThat(Objects.requireNonNull(bench.state.challenged()).info().algorithms())
                .isEqualTo(AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"));
    }

    @Test
    void aWeakCkWithNothingElseInCommonAsksTheUeToTryAgain() {
        for (Bench bench :
                List.of(
                        new Bench(),
                        new Bench(
                                Bench.policy(
                                        SecAgreePolicy.REQUIRED,
                                        ConfidentialityPolicy.REQUIRED,
                                        Bench.ALL)))) {
            challengedWith(bench, offering("des-ede3-cbc"), WEAK_CK);
            assertThat(bench.answered().status()).isEqualTo(503);
            assertThat(bench.answered().header("Retry-After")).isNotNull();
            assertThat(bench.outcomes()).containsExactly(Outcome.WEAK_KEY);
            assertThat(bench.state.challenged()).isNull();
            assertThat(bench.state.pending()).isEmpty();
            assertThat(bench.all(RegistrationEffect.Install.class)).isEmpty();
        }
    }

    // ---- used up

    private static List<RemovalReason> removals(Bench bench) {
        return bench.all(RegistrationEffect.Remove.class).stream()
                .map(RegistrationEffect.Remove::reason)
                .toList();
    }

    @Test
    @Requirement("esp-anti-replay")
    void aSetWhoseSequenceNumbersAreUsedUpEndsAndTheRegistrationStays() {
        Bench bench = new Bench();
        SetId set = bench.registered(UeMessages.sm1(ENCAPSULATED_ONLY), bench.bare, "nonce1");
        bench.feed(new RegistrationEvent.SetExhausted(new SetId(99)));
        assertThat(bench.effects).isEmpty();
        bench.feed(new RegistrationEvent.SetExhausted(set));
        assertThat(bench.removed()).containsExactly(set);
        assertThat(removals(bench)).containsExactly(RemovalReason.SEQUENCE_EXHAUSTED);
        assertThat(bench.state.outbound()).isEmpty();
        assertThat(bench.state.isRegistered()).isTrue();
        bench.feed(new RegistrationEvent.SetExhausted(set));
        assertThat(bench.removed()).isEmpty();
    }

    @Test
    void anUnfinishedAuthenticationEndsWithItsSet() {
        Bench bench = new Bench();
        SetId set = bench.challenged(UeMessages.sm1(ENCAPSULATED_ONLY), bench.bare, "nonce1");
        bench.feed(new RegistrationEvent.SetExhausted(set));
        assertThat(bench.removed()).containsExactly(set);
        assertThat(bench.state.challenged()).isNull();
    }
}
