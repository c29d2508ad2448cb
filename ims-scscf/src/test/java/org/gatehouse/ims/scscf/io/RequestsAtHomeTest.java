package org.gatehouse.ims.scscf.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.testbed.HomeBed;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.TestHss;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests other than REGISTER through I-CSCF and S-CSCF, as octets. */
class RequestsAtHomeTest {
    private static final String ORIG = "Route: <sip:orig@127.0.0.1:5082;lr>";
    private static final String ASSERTED = "P-Asserted-Identity: <" + Registers.IMPU + ">";

    private HomeBed home;
    private int serial;

    @BeforeEach
    void register() throws IOException, DigestSyntaxException {
        home = new HomeBed(1);
        home.hss.subscriber(Registers.IMPI, Registers.IMPU, Registers.TEL);
        home.hss.subscriber("other", "sip:other@" + Registers.DOMAIN, "tel:+15550000002");
        SipResponse challenge = home.register(Registers.register().expires("3600").call("a", 1));
        String nonce =
                DigestChallenge.parse(String.valueOf(challenge.header("WWW-Authenticate"))).nonce();
        AkaNonce aka = AkaNonce.decode(nonce).orElseThrow();
        Isim isim = new SoftIsim(new Milenage(TestHss.K, TestHss.OPC), SqnArray.fresh());
        Isim.Result.Accepted accepted =
                (Isim.Result.Accepted) isim.authenticate(aka.rand(), aka.autn());
        SipResponse confirmed =
                home.register(
                        Registers.register()
                                .expires("3600")
                                .isProtected()
                                .answering(nonce, accepted.res())
                                .call("a", 2));
        assertThat(confirmed.status()).isEqualTo(200);
    }

    private int send(InetSocketAddress to, String method, String uri, String... fields) {
        serial++;
        StringBuilder text = new StringBuilder();
        text.append(method).append(' ').append(uri).append(" SIP/2.0\r\n");
        text.append("Via: SIP/2.0/UDP 127.0.0.1:5070;branch=z9hG4bKr").append(serial);
        text.append("\r\nMax-Forwards: 70\r\nFrom: <sip:x@y>;tag=f\r\nTo: <sip:x@y>\r\n");
        text.append("Call-ID: r").append(serial).append("\r\nCSeq: 1 ").append(method);
        for (String field : fields) {
            text.append("\r\n").append(field);
        }
        text.append("\r\nContent-Length: 0\r\n\r\n");
        String callId = "r" + serial;
        return home.send(to, text.toString().getBytes(US_ASCII)).stream()
                // an INVITE's refusal comes again until it is acknowledged
                .filter(answer -> answer.callId().equals(callId))
                .reduce((one, other) -> other)
                .orElseThrow()
                .status();
    }

    private SipRequest delivered() {
        return home.delivered.getLast();
    }

    @Test
    void aRequestForARegisteredUserComesFromTheIcscfToHisContact() {
        assertThat(send(HomeBed.ICSCF, "SUBSCRIBE", Registers.IMPU, "Event: x")).isEqualTo(200);
        assertThat(delivered().requestUri()).isEqualTo("sip:001010000000001@127.0.1.1:50611");
        assertThat(delivered().headers("Route")).containsExactly(Registers.PATH);
        assertThat(delivered().header("P-Called-Party-ID")).isEqualTo("<" + Registers.IMPU + ">");
        assertThat(delivered().headers("Record-Route"))
                .as("the S-CSCF stays in the dialogue, the I-CSCF does not")
                .containsExactly("<sip:dialog@127.0.0.1:5082;lr>");
        assertThat(delivered().maxForwards()).isEqualTo(68);
        assertThat(home.hss.requests(LocationInfo.class))
                .containsExactly(new LocationInfo(Registers.IMPU, false));
    }

    @Test
    @Requirement("aka-implicit-set")
    void aUsersRequestForAUserOfTheSameScscfNeedsNoHss() {
        assertThat(send(HomeBed.SCSCF, "MESSAGE", Registers.TEL, ORIG, ASSERTED)).isEqualTo(200);
        assertThat(delivered().header("P-Asserted-Identity")).isEqualTo("<" + Registers.IMPU + ">");
        assertThat(home.hss.requests(LocationInfo.class)).isEmpty();
    }

    @Test
    void aUserWhoIsNotRegisteredIs480AndOneWhoDoesNotExist404() {
        String domain = Registers.DOMAIN;
        assertThat(send(HomeBed.SCSCF, "MESSAGE", "sip:other@" + domain, ORIG, ASSERTED))
                .isEqualTo(480);
        assertThat(send(HomeBed.SCSCF, "MESSAGE", "sip:nobody@" + domain, ORIG, ASSERTED))
                .isEqualTo(404);
        assertThat(home.delivered).isEmpty();
    }

    @Test
    @Requirement({"arch-home-control", "bypass-protection"})
    void whoIsNotRegisteredSendsNothing() {
        assertThat(
                        send(
                                HomeBed.SCSCF,
                                "MESSAGE",
                                Registers.IMPU,
                                ORIG,
                                "P-Asserted-Identity: <sip:other@" + Registers.DOMAIN + ">"))
                .isEqualTo(403);
        assertThat(home.delivered).isEmpty();
    }

    @Test
    void afterTheRegistrationRanOutNobodyIsReached() {
        home.time.advance(Duration.ofSeconds(3601));
        assertThat(send(HomeBed.SCSCF, "MESSAGE", Registers.IMPU)).isEqualTo(480);
        assertThat(send(HomeBed.ICSCF, "MESSAGE", Registers.IMPU)).isEqualTo(480);
    }

    @Test
    void whatTheIcscfCanNotServeItRefuses() {
        assertThat(send(HomeBed.ICSCF, "INVITE", Registers.IMPU)).isEqualTo(501);
        assertThat(
                        send(
                                HomeBed.ICSCF,
                                "MESSAGE",
                                Registers.IMPU,
                                "Route: <sip:127.0.0.1:5081;lr>, <sip:203.0.113.66;lr>"))
                .isEqualTo(400);
        assertThat(send(HomeBed.ICSCF, "MESSAGE", Registers.IMPU, "Route: <sip:127.0.0.1:5081;lr>"))
                .isEqualTo(200);
    }
}
