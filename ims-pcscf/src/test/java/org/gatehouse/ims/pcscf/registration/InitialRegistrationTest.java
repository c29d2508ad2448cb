package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** SM1 to SM12 of a first registration. */
class InitialRegistrationTest {
    private static final String OFFER = UeMessages.offer(1111111111, 1111111112, 30000, 30001);
    private final Bench bench = new Bench();
    private final UeMessages sm1 = UeMessages.sm1(OFFER);

    @Test
    void sm2CarriesNothingOfTheSecurityAgreement() {
        bench.register(sm1, bench.bare);
        SipRequest sm2 = bench.forwarded();
        assertThat(sm2.headers("Security-Client")).isEmpty();
        assertThat(sm2.headers("Proxy-Require")).isEmpty();
        assertThat(sm2.headerValues("Require")).containsExactly("path");
        assertThat(sm2.headerValues("Supported")).containsExactly("path");
    }

    @Test
    void sm2NamesThisPcscfTheVisitedNetworkAndACharge() {
        bench.register(sm1, bench.bare);
        SipRequest sm2 = bench.forwarded();
        assertThat(sm2.headers("Path")).containsExactly("<sip:ue0-token@127.0.0.1:5070;lr>");
        assertThat(sm2.header("P-Visited-Network-ID")).isEqualTo("\"visited.test\"");
        assertThat(sm2.header("P-Charging-Vector")).contains("icid-value=\"icid0\"");
        assertThat(sm2.maxForwards()).isEqualTo(69);
        assertThat(sm2.header("Contact")).isEqualTo(sm1.build().header("Contact"));
    }

    @Test
    @Requirement("ind-protected")
    void whatTheUeSaysOfItsOwnProtectionIsOverwritten() {
        UeMessages liar = UeMessages.sm1(OFFER);
        liar.authorization = false;
        liar.extra(
                "Authorization: Digest username=\"%s\", realm=\"r\", nonce=\"\", uri=\"sip:r\", response=\"\", integrity-protected=\"yes\""
                        .formatted(UeMessages.IMPI));
        bench.register(liar, bench.bare);
        assertThat(bench.forwarded().header("Authorization"))
                .contains("integrity-protected=\"no\"")
                .doesNotContain("yes");
    }

    @Test
    void identitiesAndRoutesThatAUeMakesUpDoNotGoOn() {
        sm1.extra("P-Asserted-Identity: <sip:president@home>")
                .extra("P-Charging-Vector: icid-value=mine")
                .extra("Path: <sip:me@192.0.2.66;lr>")
                .extra("Service-Route: <sip:me@192.0.2.66;lr>")
                .extra("Route: <sip:127.0.0.1:5060;lr>")
                .extra("P-Visited-Network-ID: elsewhere");
        bench.register(sm1, bench.bare);
        String text = new String(bench.forwarded().encode(), StandardCharsets.UTF_8);
        assertThat(text)
                .doesNotContain("president")
                .doesNotContain("192.0.2.66")
                .doesNotContain("mine")
                .doesNotContain("elsewhere")
                .doesNotContain("Route:");
    }

    @Test
    @Requirement({"aka-pcscf-strips-keys", "arch-key-stays"})
    void theKeysOfSm5StayHereAndTheRestOfItGoesOn() {
        bench.challenged(sm1, bench.bare, "nonce1");
        SipResponse sm6 = bench.answered();
        assertThat(sm6.status()).isEqualTo(401);
        assertThat(sm6.header("WWW-Authenticate"))
                .isEqualTo(
                        "Digest realm=\"%s\", nonce=\"nonce1\", algorithm=AKAv1-MD5, qop=\"auth\""
                                .formatted(UeMessages.DOMAIN));
        assertThat(new String(sm6.encode(), StandardCharsets.UTF_8))
                .doesNotContain(HomeMessages.CK)
                .doesNotContain(HomeMessages.IK);
        assertThat(bench.all(RegistrationEffect.Install.class).getFirst().challenge().keys().ck())
                .isEqualTo(HexFormat.of().parseHex(HomeMessages.CK));
    }

    @Test
    void noKeyIsInWhatTheMachineSaysOfItself() {
        bench.challenged(sm1, bench.bare, "nonce1");
        assertThat(bench.state + bench.effects.toString())
                .doesNotContain(HomeMessages.CK)
                .doesNotContain(HomeMessages.IK);
    }

    @Test
    @Requirement("esp-four-sas")
    void theNewSetIsInstalledBeforeSm6Leaves() {
        bench.challenged(sm1, bench.bare, "nonce1");
        List<Class<?>> order =
                List.copyOf(bench.effects.stream().<Class<?>>map(Object::getClass).toList());
        assertThat(order.indexOf(RegistrationEffect.Install.class))
                .isGreaterThanOrEqualTo(0)
                .isLessThan(order.indexOf(RegistrationEffect.Answer.class));
    }

    @Test
    @Requirement("neg-server")
    void sm6ListsAllThatThisPcscfCanDoWhateverTheUeOffered() throws Exception {
        sm1.client =
                "ipsec-3gpp;alg=hmac-md5-96;mod=UDP-enc-tun;spi-c=1111111111;spi-s=1111111112;port-c=30000;port-s=30001";
        bench.challenged(sm1, bench.bare, "nonce1");
        SecurityList server = SecurityList.parse(bench.answered().headers("Security-Server"));
        assertThat(server.mechanisms())
                .extracting(SecurityMechanism::ipsec)
                .extracting(Ipsec3gpp::algorithms)
                .containsExactlyElementsOf(Bench.ALL);
        assertThat(server.mechanisms())
                .extracting(SecurityMechanism::ipsec)
                .extracting(Ipsec3gpp::end)
                .containsOnly(Objects.requireNonNull(server.mechanisms().getFirst().ipsec()).end());
    }

    @Test
    @Requirement("spi-unique")
    void theOwnSpisAreToDifferFromAllThatTheUeSent() {
        sm1.client =
                OFFER
                        + ", ipsec-3gpp;alg=hmac-sha2-256-128;mod=UDP-enc-tun;spi-c=1222222222;spi-s=1222222223;port-c=1;port-s=2";
        bench.challenged(sm1, bench.bare, "nonce1");
        Set<Long> avoided = new HashSet<>();
        bench.all(RegistrationEffect.Reserve.class)
                .getFirst()
                .avoid()
                .forEach(spi -> avoided.add(spi.value()));
        assertThat(avoided).contains(1111111111L, 1111111112L, 1222222222L, 1222222223L);
    }

    @Test
    @Requirement({"ind-protected", "neg-pcscf-check"})
    void sm7OverTheNewSetGoesOnAsIntegrityProtected() {
        SetId set = bench.challenged(sm1, bench.bare, "nonce1");
        bench.register(bench.sm7(sm1, "nonce1"), bench.over(set));
        SipRequest sm8 = bench.forwarded();
        assertThat(sm8.header("Authorization")).contains("integrity-protected=\"yes\"");
        assertThat(sm8.headers("Security-Verify")).isEmpty();
        assertThat(sm8.headers("Security-Client")).isEmpty();
        assertThat(sm8.headers("Path")).containsExactly("<sip:ue0-token@127.0.0.1:5070;lr>");
    }

    @Test
    @Requirement({"neg-confirm", "aka-implicit-set"})
    void sm12ConfirmsWithoutASecuritySetUpLineAndBringsTheImplicitSet() {
        SetId set = bench.registered(sm1, bench.bare, "nonce1");
        SipResponse sm12 = bench.answered();
        assertThat(sm12.status()).isEqualTo(200);
        assertThat(sm12.headers("Security-Server")).isEmpty();
        assertThat(sm12.headers("P-Charging-Vector")).isEmpty();
        assertThat(sm12.vias()).hasSize(1);
        assertThat(bench.answer().over()).isNull();
        assertThat(bench.role(set)).isEqualTo(RegistrationState.Role.CURRENT);
        assertThat(bench.state.impus()).containsExactly(UeMessages.IMPU, "tel:+00101000000001");
        assertThat(bench.state.serviceRoute()).containsExactly(HomeMessages.SERVICE_ROUTE);
        assertThat(bench.outcomes()).contains(Outcome.REGISTERED);
    }

    @Test
    void aChallengeWithoutKeysMakesNoSetAndDoesNotGoOn() {
        bench.register(sm1, bench.bare);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce1", ""));
        assertThat(bench.answered().status()).isEqualTo(500);
        assertThat(bench.state.sets()).isEmpty();
        assertThat(bench.outcomes()).contains(Outcome.NO_KEYS);
    }

    @Test
    void aSetThatCannotBeInstalledEndsTheAttempt() {
        bench.installFails = true;
        bench.register(sm1, bench.bare);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce1"));
        assertThat(bench.answered().status()).isEqualTo(500);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    @Requirement("reg-initial-authenticated")
    void anUnprotectedRegisterThatTheCoreTakesWithoutChallengeRegistersNobody() {
        bench.register(sm1, bench.bare);
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.answered().status()).isEqualTo(500);
        assertThat(bench.state.isRegistered()).isFalse();
    }

    @Test
    void aSilentHomeNetworkIsATimeOut() {
        bench.register(sm1, bench.bare);
        bench.feed(new RegistrationEvent.HomeSilent(bench.forward().exchange()));
        assertThat(bench.answered().status()).isEqualTo(504);
        assertThat(bench.state.isIdle()).isTrue();
    }
}
