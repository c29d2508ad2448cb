package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.policy.SecAgreePolicy;
import org.gatehouse.ims.pcscf.register.RegisterReading;
import org.gatehouse.ims.pcscf.table.PortHolder;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a Security-Client (TS 33.203 clauses 7.1 rule 3, 7.2 and 7.3.2.1). */
class OpeningCheckTest {
    private static final String OFFER = UeMessages.offer(1111111111, 1111111112, 30000, 30001);
    private final Bench bench = new Bench();

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void aUeThatDoesNotKnowSecAgreeIsAskedForItWith421() {
        UeMessages sm1 = new UeMessages();
        sm1.secAgree = false;
        bench.register(sm1, bench.bare);
        assertRefused(421, Outcome.NO_AGREEMENT);
        assertThat(bench.answered().headerValues("Require")).containsExactly("sec-agree");
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void aUeThatKnowsSecAgreeAndOffersNothingGetsTheListWith494() throws Exception {
        bench.register(new UeMessages(), bench.bare);
        assertRefused(494, Outcome.NO_AGREEMENT);
        SecurityList list = SecurityList.parse(bench.answered().headers("Security-Server"));
        assertThat(list.mechanisms()).hasSize(6).allMatch(m -> m.isIpsec3gpp());
        assertThat(list.spis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digest;q=0.5",
                "tls;q=0.2, digest",
                "ipsec-3gpp;alg=hmac-sha2-256-128;ealg=aes-gcm;mod=UDP-enc-tun;spi-c=1111;spi-s=1112;port-c=30000;port-s=30001",
                "ipsec-3gpp;alg=hmac-sha-1-96;prot=ah;mod=UDP-enc-tun;spi-c=1111;spi-s=1112;port-c=30000;port-s=30001",
                "ipsec-3gpp;alg=hmac-sha-1-96;mod=tun;spi-c=1111;spi-s=1112;port-c=30000;port-s=30001"
            })
    @Requirement("neg-unacceptable-pcscf")
    void anOfferWithoutACommonMechanismGets494AndNothingGoesOn(String offer) {
        bench.register(UeMessages.sm1(offer), bench.bare);
        assertRefused(494, Outcome.UNACCEPTABLE_OFFER);
    }

    @Test
    void aUeThatOnlyHasTransportModeIsToldTheReason() {
        String offer = UeMessages.offer("trans", 1111111111, 1111111112, 30000, 30001);
        bench.register(UeMessages.sm1(offer), bench.bare);
        assertRefused(494, Outcome.UNACCEPTABLE_OFFER);
        assertThat(bench.answered().header("Warning")).contains("mode").contains("UDP-enc-tun");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ipsec-3gpp;alg=hmac-sha-1-96;spi-c=4294967296;spi-s=1112;port-c=30000;port-s=30001",
                "ipsec-3gpp;alg=hmac-sha-1-96;spi-c=1111;spi-s=1112;port-c=78952;port-s=30001",
                "ipsec-3gpp;alg=hmac-sha-1-96;alg=hmac-md5-96;spi-c=1111;spi-s=1112;port-c=1;port-s=2"
            })
    @Requirement({"neg-unacceptable-pcscf", "syntax-annex-h"})
    void aBadValueInSecurityClientIsRefusedWith400(String offer) {
        RegisterReading reading = RegisterReading.of(UeMessages.sm1(offer).build());
        assertThat(reading)
                .isInstanceOfSatisfying(
                        RegisterReading.Refused.class,
                        refused -> assertThat(refused.fault().status()).isEqualTo(400));
    }

    @Test
    @Requirement("spi-unique")
    void anSpiBelow256IsRefused() {
        bench.register(UeMessages.sm1(UeMessages.offer(255, 1111111112, 30000, 30001)), bench.bare);
        assertRefused(400, Outcome.MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"SAME_USER, this user", "ANOTHER_USER, another user"})
    @Requirement("tbl-duplicate-port")
    void aProtectedClientPortThatIsInTheTableEndsTheRegistration(PortHolder who, String text) {
        bench.portUc = who;
        bench.register(UeMessages.sm1(OFFER), bench.bare);
        assertRefused(400, Outcome.PORT_IN_USE);
        assertThat(bench.answered().reason()).contains(" 30000 ").contains(text);
    }

    /** Rule 3 of clause M.7.1; the own port_us stays at a re-registration. */
    @ParameterizedTest
    @CsvSource({
        "UDP-enc-tun, ANOTHER_USER, true",
        "UDP-enc-tun, SAME_USER, false",
        "trans, ANOTHER_USER, false"
    })
    @Requirement("nat-duplicate-server-port")
    void aProtectedServerPortOfAnotherUserEndsARegistrationThroughANat(
            String mode, PortHolder who, boolean refused) {
        Bench both =
                new Bench(Bench.policy(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL));
        both.portUs = who;
        both.register(
                UeMessages.sm1(UeMessages.offer(mode, 1111111111, 1111111112, 30000, 30001)),
                both.bare);
        assertThat(both.all(RegistrationEffect.Forward.class)).hasSize(refused ? 0 : 1);
        if (refused) {
            assertThat(both.answered().status()).isEqualTo(400);
            assertThat(both.answered().reason()).contains("server port 30001 ");
            assertThat(both.outcomes()).containsExactly(Outcome.PORT_IN_USE);
        }
    }

    @ParameterizedTest
    @CsvSource({"2, true", "3, false"})
    @Requirement("tbl-six-sas")
    void aFourthSetOfOneUserIsRefused(int elsewhere, boolean goesOn) {
        bench.setsElsewhere = elsewhere;
        bench.register(UeMessages.sm1(OFFER), bench.bare);
        assertThat(bench.all(RegistrationEffect.Forward.class)).hasSize(goesOn ? 1 : 0);
        if (!goesOn) {
            assertRefused(480, Outcome.TOO_MANY_SETS);
        }
    }

    @Test
    @Requirement("neg-pcscf-select")
    void thePcscfTakesTheFirstCombinationOfItsOwnListThatTheUeHas() {
        bench.challenged(UeMessages.sm1(md5Only()), bench.bare, "nonce1");
        assertThat(bench.state.sets().getFirst().info().algorithms())
                .isEqualTo(AlgorithmPair.parse("hmac-md5-96/aes-cbc"));
    }

    @Test
    @Requirement({"conf-pcscf-decides", "neg-server"})
    void withConfidentialityNeverNoEncryptionIsTakenNorListed() throws Exception {
        Bench never =
                new Bench(
                        Bench.policy(
                                SecAgreePolicy.REQUIRED, ConfidentialityPolicy.NEVER, Bench.ALL));
        never.challenged(UeMessages.sm1(OFFER), never.bare, "nonce1");
        assertThat(never.state.sets().getFirst().info().algorithms())
                .isEqualTo(AlgorithmPair.parse("hmac-sha-1-96/null"));
        assertThat(SecurityList.parse(never.answered().headers("Security-Server")).mechanisms())
                .extracting(SecurityMechanism::ipsec)
                .extracting(ipsec -> Objects.requireNonNull(ipsec).algorithms().encrypts())
                .containsOnly(false);
    }

    @Test
    @Requirement({"conf-pcscf-decides", "neg-pcscf-select"})
    void withConfidentialityRequiredAUeWithoutEncryptionIsRefused() {
        Bench strict =
                new Bench(
                        Bench.policy(
                                SecAgreePolicy.REQUIRED,
                                ConfidentialityPolicy.REQUIRED,
                                Bench.ALL));
        strict.register(UeMessages.sm1(nullOnly()), strict.bare);
        assertThat(strict.answered().status()).isEqualTo(494);
        assertThat(strict.all(RegistrationEffect.Forward.class)).isEmpty();
    }

    @Test
    @Requirement("neg-pcscf-select")
    void aUeWithoutEncryptionGetsNullWherePolicyAllows() {
        bench.challenged(UeMessages.sm1(nullOnly()), bench.bare, "nonce1");
        assertThat(bench.state.sets().getFirst().info().algorithms())
                .isEqualTo(AlgorithmPair.parse("hmac-sha-1-96/null"));
    }

    @Test
    @Requirement("esp-int-algs")
    void anAlgorithmThatTheOperatorWithdrewIsNotTaken() {
        Bench sha =
                new Bench(
                        Bench.policy(
                                SecAgreePolicy.REQUIRED,
                                ConfidentialityPolicy.WHEN_SUPPORTED,
                                List.of(AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"))));
        sha.register(UeMessages.sm1(md5Only()), sha.bare);
        assertThat(sha.answered().status()).isEqualTo(494);
    }

    @Test
    void severalHeaderFieldsAndForeignMechanismsInThemAreOneOffer() {
        UeMessages sm1 = UeMessages.sm1("digest;q=0.9, mediasec;x=1");
        sm1.extra("Security-Client: tls").extra("security-client: " + OFFER);
        bench.challenged(sm1, bench.bare, "nonce1");
        assertThat(bench.answered().status()).isEqualTo(401);
    }

    @Test
    void anUnknownProxyRequireIsRefusedWith420AndNamed() {
        UeMessages sm1 = UeMessages.sm1(OFFER).extra("Proxy-Require: teleportation");
        assertThat(RegisterReading.of(sm1.build()))
                .isInstanceOfSatisfying(
                        RegisterReading.Refused.class,
                        refused ->
                                assertThat(refused.fault())
                                        .isEqualTo(
                                                new RequestFault.UnsupportedExtensions(
                                                        List.of("teleportation"))));
    }

    @Test
    void twoAuthorizationFieldsAreRefused() {
        UeMessages sm1 =
                UeMessages.sm1(OFFER)
                        .extra("Authorization: Digest username=\"x\", integrity-protected=\"yes\"");
        assertThat(RegisterReading.of(sm1.build())).isInstanceOf(RegisterReading.Refused.class);
    }

    @Test
    void withOptionalPolicyARegisterWithoutOfferGoesOnUnprotected() {
        Bench optional =
                new Bench(
                        Bench.policy(
                                SecAgreePolicy.OPTIONAL,
                                ConfidentialityPolicy.WHEN_SUPPORTED,
                                Bench.ALL));
        UeMessages register = new UeMessages();
        optional.register(register, optional.bare);
        assertThat(optional.forwarded().header("Authorization"))
                .contains("integrity-protected=\"no\"");
        optional.home(HomeMessages.ok(optional.forwarded(), 3600));
        assertThat(optional.state.isRegistered()).isTrue();
        assertThat(optional.state.unprotectedFrom()).isEqualTo(optional.bare);
        assertThat(optional.outcomes()).contains(Outcome.REGISTERED_UNPROTECTED);
    }

    @Test
    void aRegisterWithoutHopsLeftGoesNoFurther() {
        var request = UeMessages.sm1(OFFER).build().edit().set("Max-Forwards", "0").build();
        assertThat(RegisterReading.of(request))
                .isEqualTo(new RegisterReading.Refused(new RequestFault.TooManyHops()));
    }

    private void assertRefused(int status, Outcome outcome) {
        assertThat(bench.answered().status()).isEqualTo(status);
        assertThat(bench.answered().to().tag()).isNotNull();
        assertThat(bench.outcomes()).containsExactly(outcome);
        assertThat(bench.all(RegistrationEffect.Forward.class)).isEmpty();
        assertThat(bench.state.isIdle()).isTrue();
    }

    private static String md5Only() {
        return only("alg=hmac-md5-96");
    }

    private static String nullOnly() {
        return only("ealg=null");
    }

    private static String only(String text) {
        return String.join(
                ", ", List.of(OFFER.split(", ")).stream().filter(o -> o.contains(text)).toList());
    }
}
