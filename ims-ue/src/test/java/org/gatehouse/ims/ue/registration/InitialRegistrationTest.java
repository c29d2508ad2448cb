package org.gatehouse.ims.ue.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.digest.VerifiedResponse;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingConfirmation;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.gatehouse.ims.ue.sa.SaTable;
import org.junit.jupiter.api.Test;

class InitialRegistrationTest {
    private final Gm gm = Gm.bench().on(new Register());

    @Test
    @Requirement({"neg-client", "conf-ue-offers-ealg", "esp-int-algs", "esp-enc-algs"})
    void theFirstRegisterOffersEveryCombinationOfAlgorithms() throws SecAgreeSyntaxException {
        SecurityList list = SecurityList.parse(gm.register().headers("Security-Client"));

        assertThat(list.mechanisms())
                .map(mechanism -> Objects.requireNonNull(mechanism.ipsec()).algorithms())
                .containsExactlyInAnyOrderElementsOf(
                        UeConfig.pairs(
                                List.of(IntegrityAlgorithm.values()),
                                List.of(EncryptionAlgorithm.values())));
        assertThat(list.spis()).hasSize(2);
        assertThat(gm.register().headerValues("Require")).containsExactly("sec-agree");
        assertThat(gm.register().headerValues("Proxy-Require")).containsExactly("sec-agree");
    }

    @Test
    @Requirement("nat-mode-list")
    void theFirstRegisterListsEveryModeTheUeCanCarry() throws SecAgreeSyntaxException {
        Profile both = Gm.profile(List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL));
        SipRequest sm1 = Gm.of(both).on(new Register()).register();

        SecurityList list = SecurityList.parse(sm1.headers("Security-Client"));

        assertThat(list.mechanisms())
                .hasSize(12)
                .map(mechanism -> Objects.requireNonNull(mechanism.ipsec()).mode())
                .containsOnly(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    @Test
    void theFirstRegisterNamesTheIdentitiesAndCarriesNoAnswer() throws DigestSyntaxException {
        SipRequest sm1 = gm.register();

        DigestCredentials credentials = gm.credentials();
        assertThat(credentials.username()).isEqualTo("001010000000001@" + Gm.DOMAIN);
        assertThat(credentials.realm()).isEqualTo(Gm.DOMAIN);
        assertThat(credentials.uri()).isEqualTo("sip:" + Gm.DOMAIN).isEqualTo(sm1.requestUri());
        assertThat(credentials.text()).contains("nonce=\"\"").contains("response=\"\"");
        assertThat(sm1.to().uri()).isEqualTo("sip:001010000000001@" + Gm.DOMAIN);
        assertThat(sm1.headerValues("Supported")).contains("path");
        assertThat(sm1.header("P-Access-Network-Info")).isEqualTo("IEEE-802.11");
        assertThat(sm1.header("Expires")).isEqualTo("3600");
    }

    @Test
    void theFirstRegisterGoesBareAndAsksForTheResponseOnTheUnprotectedPort() {
        assertThat(gm.sent().over()).isNull();
        assertThat(gm.register().topVia().port()).isEqualTo(Gm.UE.getPort());
        assertThat(gm.register().topVia().hasRport()).isTrue();
        assertThat(gm.register().header("Contact"))
                .isEqualTo("<sip:001010000000001@192.0.2.7:40000>");
    }

    @Test
    @Requirement({"aka-two-sa-pairs", "esp-four-sas", "sel-addresses"})
    void anAcceptedChallengeMakesTwoPairsOfSasBetweenTheAddressesOfTheFirstRegister() {
        gm.challenge().isim(Gm.ACCEPTED);

        AssociationSet set = gm.installed();
        assertThat(set.local().address()).isEqualTo(Gm.UE.getAddress());
        assertThat(set.remote().address()).isEqualTo(Gm.PCSCF.getAddress());
        assertThat(set.keys().ck()).isEqualTo(Gm.CK);
        assertThat(set.keys().ik()).isEqualTo(Gm.IK);
        assertThat(SaTable.rows(gm.state().sets()))
                .hasSize(4)
                .filteredOn(SaTable.Row::inbound)
                .hasSize(2);
    }

    @Test
    @Requirement({"neg-ue-select", "syntax-annex-h"})
    void theFirstAlternativeOfThePcscfThatTheUeSupportsIsTaken() {
        AlgorithmPair only =
                Gm.pair(IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.DES_EDE3_CBC);
        Profile profile = Gm.profile();
        Gm picky =
                Gm.of(
                                new Profile(
                                        profile.impi(),
                                        profile.impu(),
                                        profile.homeDomain(),
                                        profile.addresses(),
                                        profile.transports(),
                                        List.of(only),
                                        profile.modes(),
                                        profile.expires(),
                                        profile.accessNetworkInfo(),
                                        profile.attempts(),
                                        profile.bareOn406(),
                                        profile.shape()))
                        .on(new Register());

        picky.challenge().isim(Gm.ACCEPTED);
        gm.challenge().isim(Gm.ACCEPTED);

        assertThat(picky.installed().integrity()).isEqualTo(only.integrity());
        assertThat(picky.installed().encryption()).isEqualTo(only.encryption());
        assertThat(gm.installed().encryption()).isEqualTo(EncryptionAlgorithm.AES_CBC);
    }

    @Test
    @Requirement("neg-ue-select")
    void anAlternativeWithoutEncryptionAlgorithmMeansNull() {
        String server = "ipsec-3gpp;q=0.1;alg=hmac-md5-96;mod=UDP-enc-tun;spi-c=1111111111;";
        gm.answer(
                gm.challengeAlone()
                        .add("Security-Server", server + "spi-s=1111111112;port-c=7000;port-s=7001")
                        .build(),
                Gm.bare());
        gm.isim(Gm.ACCEPTED);

        assertThat(gm.installed().encryption()).isEqualTo(EncryptionAlgorithm.NULL);
        assertThat(gm.installed().integrity()).isEqualTo(IntegrityAlgorithm.HMAC_MD5_96);
    }

    @Test
    @Requirement({"neg-verify", "arch-gm-protected"})
    void theAnswerGoesOverTheNewSasWithBothSecurityHeaders() {
        String securityClient = gm.header("Security-Client");
        String server = gm.securityServer(Gm.NETWORK_ORDER, IpsecMode.UDP_ENCAPSULATED_TUNNEL);
        gm.answer(gm.challengeAlone().add("Security-Server", server).build(), Gm.bare());
        gm.isim(Gm.ACCEPTED);

        assertThat(gm.sent().over()).isEqualTo(gm.installed().id());
        assertThat(gm.register().headers("Security-Client")).containsExactly(securityClient);
        assertThat(gm.register().headers("Security-Verify")).containsExactly(server);
        assertThat(gm.register().headerValues("Require")).containsExactly("sec-agree");
    }

    @Test
    @Requirement({"aka-ue-checks", "arch-mutual-auth"})
    void theAnswerIsProvedWithRes() throws DigestSyntaxException {
        gm.challenge().isim(Gm.ACCEPTED);

        DigestCredentials answer = gm.credentials();
        Optional<VerifiedResponse> verified =
                AkaDigest.verify(answer, "REGISTER", new byte[0], Gm.RES);
        assertThat(verified).isPresent();
        assertThat(answer.qop()).isEqualTo("auth");
        assertThat(answer.nc()).isEqualTo("00000001");
    }

    @Test
    @Requirement("port-udp-use")
    void theAnswerNamesTheProtectedServerPortInViaAndContact() {
        gm.challenge().isim(Gm.ACCEPTED);

        int serverPort = gm.installed().local().ports().server();
        assertThat(gm.register().topVia().port()).isEqualTo(serverPort);
        assertThat(gm.register().topVia().hasRport()).isFalse();
        assertThat(gm.register().header("Contact")).endsWith("@192.0.2.7:" + serverPort + ">");
    }

    @Test
    @Requirement({"neg-confirm", "aka-registration-timers"})
    void aSuccessOverTheNewSasRegistersAndSetsATimerEarlierThanTheNetworks() {
        gm.challenge().isim(Gm.ACCEPTED).ok(1800);

        assertThat(gm.state()).isInstanceOf(Registered.class);
        Standing standing = gm.standing();
        assertThat(standing.ends()).isEqualTo(gm.now().plusSeconds(1800));
        assertThat(standing.refreshAt()).isEqualTo(gm.now().plusSeconds(1200));
        assertThat(standing.serviceRoute()).containsExactly("<sip:scscf.example;lr>");
        assertThat(standing.associatedUris()).containsExactly("<sip:a@example>", "<tel:+1>");
        assertThat(gm.outcome()).isInstanceOf(Outcome.Registered.class);
    }

    @Test
    @Requirement("sa-lifetime-sip")
    void theNewSasLiveForTheProcedureAndThenJustPastTheRegistration() {
        gm.challenge().isim(Gm.ACCEPTED);
        AwaitingConfirmation waiting = (AwaitingConfirmation) gm.state();
        assertThat(Objects.requireNonNull(waiting.fresh()).expires())
                .isEqualTo(gm.now().plus(Lifetimes.PROCEDURE));

        gm.ok(1800);
        assertThat(gm.table().current().expires()).isEqualTo(gm.now().plusSeconds(1830));
    }

    @Test
    void allRegistersShareACallIdAndCountUp() {
        SipRequest sm1 = gm.register();
        gm.challenge().isim(Gm.ACCEPTED);
        SipRequest sm7 = gm.register();

        assertThat(sm7.callId()).isEqualTo(sm1.callId());
        assertThat(sm7.cseq().number()).isEqualTo(sm1.cseq().number() + 1);
        assertThat(sm7.topVia().branch()).isNotEqualTo(sm1.topVia().branch());
    }

    @Test
    @Requirement("nat-public-contact")
    void behindANatSasViaAndContactHaveTheAddressTheNetworkSaw() {
        gm.answer(
                gm.sm6()
                        .replaceFirstValue(
                                "Via",
                                "SIP/2.0/UDP 192.0.2.7:40000;branch="
                                        + gm.register().topVia().branch()
                                        + ";received=198.51.100.9;rport=1234")
                        .build(),
                Gm.bare());
        gm.isim(Gm.ACCEPTED);

        AssociationSet set = gm.installed();
        assertThat(set.local().address()).isEqualTo(Gm.ip("198.51.100.9"));
        assertThat(set.localOuter()).isEqualTo(new InetSocketAddress(Gm.UE.getAddress(), 4500));
        assertThat(gm.register().topVia().host()).isEqualTo("198.51.100.9");
        assertThat(gm.register().header("Contact")).contains("@198.51.100.9:");
    }

    @Test
    void withoutIpsecThePlainAnswerGoesBare() {
        Gm plain = Gm.of(Gm.profile(List.of())).on(new Register());
        assertThat(plain.register().hasHeader("Security-Client")).isFalse();
        assertThat(plain.register().hasHeader("Require")).isFalse();

        plain.answer(plain.challengeAlone().build(), Gm.bare()).isim(Gm.ACCEPTED);
        assertThat(plain.sent().over()).isNull();
        plain.ok(600);

        assertThat(plain.state()).isInstanceOf(Registered.class);
        assertThat(plain.standing().table()).isNull();
    }

    @Test
    void theExpiresHeaderCountsWhereTheContactHasNone() {
        gm.challenge().isim(Gm.ACCEPTED);
        gm.answer(gm.response(200).add("Expires", "700").build(), gm.wayOf(gm.sent()));

        assertThat(gm.standing().granted()).isEqualTo(Duration.ofSeconds(700));
    }

    @Test
    @Requirement("isim-power-off")
    void powerOffDeletesTheSas() {
        gm.challenge().isim(Gm.ACCEPTED).ok(600).on(new RegistrationEvent.PowerOff());

        assertThat(gm.removed()).containsExactly(gm.installed().id());
        assertThat(gm.state()).isInstanceOf(Idle.class);
    }

    @Test
    @Requirement("arch-key-stays")
    void noKeyIsInAnyRegisterOrTextOfAState() {
        gm.challenge().isim(Gm.ACCEPTED);
        String everything =
                gm.state()
                        + gm.effects().toString()
                        + new String(gm.register().encode(), StandardCharsets.UTF_8);

        for (byte[] secret : List.of(Gm.RES, Gm.CK, Gm.IK)) {
            assertThat(everything)
                    .doesNotContain(HexFormat.of().formatHex(secret))
                    .doesNotContain(Arrays.toString(secret))
                    .doesNotContain(new String(secret, StandardCharsets.US_ASCII));
        }
    }
}
