package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.secagree.UeChoice;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** First REGISTERs in the shapes that phones send, through the whole P-CSCF. */
class PhonesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "iphone-pidf-body",
                "samsung-3des-first",
                "samsung-mistyped-rport",
                "qualcomm-compact",
                "zte-no-user-in-contact",
                "aosp-field-for-each-pair",
                "odd-list-with-foreign-mechanisms"
            })
    @Requirement({"neg-pcscf-select", "neg-pcscf-check", "syntax-annex-h"})
    void aPhoneThatOffersUdpEncTunIsChallengedAndRegisters(String phone) throws Exception {
        registers(phone, IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iphone-pidf-body",
                "samsung-3des-first",
                "qualcomm-compact",
                "zte-no-user-in-contact",
                "aosp-field-for-each-pair"
            })
    @Requirement({"neg-pcscf-select", "nat-mode-list"})
    void aPhoneThatOffersTransportModeAloneRegistersOverIpProtocol50(String phone)
            throws Exception {
        registers(phone, IpsecMode.TRANSPORT);
    }

    private static void registers(String phone, IpsecMode mode) throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SipRequest sm1 = read(phone, mode.token());
        ue.sendBare(sm1.encode());
        lab.settle();
        SipResponse sm6 = ue.lastResponse();
        assertThat(sm6.startLine()).contains("401");
        assertThat(String.valueOf(sm6.header("WWW-Authenticate"))).doesNotContain("ck=");
        SpisAndPorts own = offers(sm1).findFirst().orElseThrow().end();
        SetId set = ue.install(own, choice(sm1, sm6, mode));
        ue.sendOver(set, sm7(sm1, sm6, own).encode());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(ue.ipPackets).isEqualTo(mode == IpsecMode.TRANSPORT ? 1 : 0);
        SipRequest atHome = lab.atHome.getLast();
        assertThat(atHome.body()).isEqualTo(sm1.body());
        assertThat(atHome.headers("Security-Client")).isEmpty();
        assertThat(atHome.headers("Security-Verify")).isEmpty();
        assertThat(atHome.headerValues("Require")).containsExactly("path");
        assertThat(atHome.headers("Proxy-Require")).isEmpty();
        assertThat(atHome.headers("Contact")).isEqualTo(sm1.headers("Contact"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iphone-pidf-body",
                "samsung-3des-first",
                "qualcomm-compact",
                "aosp-field-for-each-pair"
            })
    @Requirement("neg-unacceptable-pcscf")
    void aPhoneThatOffersTransportModeAloneIsToldWhatIsSpokenHere(String phone) throws Exception {
        Lab lab = new Lab(2, "ipsec=udp");
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.sendBare(read(phone, "trans").encode());
        lab.settle();
        SipResponse refusal = ue.lastResponse();
        assertThat(refusal.status()).isEqualTo(494);
        assertThat(refusal.header("Warning")).contains("trans").contains("UDP-enc-tun");
        assertThat(SecurityList.parse(refusal.headers("Security-Server")).mechanisms())
                .allMatch(m -> m.format().contains("mod=UDP-enc-tun"));
        assertThat(lab.atHome).isEmpty();
    }

    /** G5: an offer without spi-s and port-s; G8: a port beyond all ports. */
    @ParameterizedTest
    @CsvSource({
        "'ipsec-3gpp; alg=hmac-sha-1-96; ealg=aes-cbc; prot=esp; spi-c=300; port-c=13', 494",
        "'ipsec-3gpp;alg=hmac-md5-96;spi-c=1001;spi-s=1002;port-c=78952;port-s=5002', 400",
        "'ipsec-3gpp;alg=hmac-sha-1-96;prot=ah;spi-c=1001;spi-s=1002;port-c=5001;port-s=5002', 494",
        "'ipsec-3gpp;alg=hmac-sha2-256-128;ealg=aes-gcm;spi-c=1001;spi-s=1002;port-c=1;port-s=2',"
                + " 494",
        "'digest;q=0.9, tls, mediasec', 494"
    })
    @Requirement("neg-unacceptable-pcscf")
    void anOfferOfWhichNoAssociationCanBeMadeIsRefusedWithItsReason(String offer, int status)
            throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SipRequest sm1 =
                read("zte-no-user-in-contact", "trans")
                        .edit()
                        .set("Security-Client", offer)
                        .build();
        ue.sendBare(sm1.encode());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(status);
        assertThat(lab.atHome).isEmpty();
    }

    /** SM7 as phones write it: the list re-serialised in alphabetical order, without q. */
    private static SipRequest sm7(SipRequest sm1, SipResponse sm6, SpisAndPorts own) {
        RequestEditor sm7 = sm1.edit();
        String branch = Objects.requireNonNull(sm1.topVia().branch());
        sm7.set("Via", "SIP/2.0/UDP 127.0.1.1:" + own.portS() + ";branch=" + branch + "7");
        sm7.set("CSeq", (sm1.cseq().number() + 1) + " REGISTER");
        String nonce =
                String.valueOf(sm6.header("WWW-Authenticate"))
                        .replaceAll(".*nonce=\"([^\"]*)\".*", "$1");
        sm7.set(
                "Authorization",
                String.valueOf(sm1.header("Authorization"))
                        .replace("nonce=\"\"", "nonce=\"" + nonce + "\"")
                        .replace("response=\"\"", "response=\"6adb27c78ae901dd986cd61eb8de0b94\""));
        for (String value : sm6.headerValues("Security-Server")) {
            sm7.add(
                    "Security-Verify",
                    value.replaceAll("q=[0-9.]+;", "")
                            .replaceAll(
                                    "(alg=[^;]+);(prot=[^;]+);(mod=[^;]+);(ealg=[^;]+);(spi.*);(port.*)",
                                    "$1;$4;$3;$6;$2;$5")
                            .replaceAll("(port-c=\\d+);(spi-c=.*)", "$1;$2"));
        }
        return sm7.build();
    }

    /** "the first integrity and encryption algorithm combination [..] also supported by the UE". */
    private static Ipsec3gpp choice(SipRequest sm1, SipResponse sm6, IpsecMode mode)
            throws Exception {
        Set<AlgorithmPair> supported =
                offers(sm1).map(Ipsec3gpp::algorithms).collect(Collectors.toSet());
        SecurityList server = SecurityList.parse(sm6.headers("Security-Server"));
        return ((SecurityChoice.Chosen) UeChoice.choose(server, supported, Set.of(mode))).ipsec();
    }

    private static Stream<Ipsec3gpp> offers(SipRequest sm1) throws Exception {
        return SecurityList.parse(sm1.headers("Security-Client")).mechanisms().stream()
                .flatMap(mechanism -> Stream.ofNullable(mechanism.ipsec()));
    }

    private static SipRequest read(String phone, String mode) throws IOException {
        try (InputStream in = PhonesTest.class.getResourceAsStream("/phones/" + phone + ".txt")) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            String head = text.replaceAll("(?i)mod=trans", "mod=" + mode).replace("\n", "\r\n");
            String whole = head.contains("\r\n\r\n") ? head : head + "\r\n";
            return (SipRequest) UeMessages.parse(whole.getBytes(StandardCharsets.UTF_8));
        }
    }
}
