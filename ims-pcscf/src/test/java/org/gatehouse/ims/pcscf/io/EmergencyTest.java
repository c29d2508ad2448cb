package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** Emergency requests go to the one next hop for them, and nothing else does. */
class EmergencyTest {
    private static final InetSocketAddress HOP = Lab.address("127.0.0.9", 5060);

    private final List<SipRequest> atHop = new ArrayList<>();

    private Lab lab(boolean answers) throws Exception {
        Lab lab = new Lab(2, "emergency=127.0.0.9:5060");
        Network.Datagrams[] hop = new Network.Datagrams[1];
        hop[0] =
                lab.network
                        .host(HOP.getAddress())
                        .openDatagrams(
                                HOP,
                                (from, octets) -> {
                                    SipMessage message = UeMessages.parse(octets);
                                    if (message instanceof SipRequest request) {
                                        atHop.add(request);
                                        int status = answers ? 200 : 180;
                                        hop[0].send(
                                                from,
                                                HomeMessages.failure(request, status).encode());
                                    }
                                });
        return lab;
    }

    private static UeMessages request(String method, String uri) {
        UeMessages message = new UeMessages();
        message.method = method;
        message.requestUri = uri;
        message.viaHost = "127.0.1.1:5060";
        message.authorization = false;
        message.secAgree = false;
        return message;
    }

    @Test
    @Requirement("unprot-pcscf-filter")
    void anUnprotectedEmergencyRequestOfAStrangerGoesToTheEmergencyHopAlone() throws Exception {
        Lab lab = lab(true);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.sendBare(
                request("INVITE", "urn:service:sos.police")
                        .extra("Route: <sip:203.0.113.66;lr>")
                        .extra("P-Asserted-Identity: <sip:boss@home.test>")
                        .extra("P-Preferred-Identity: <sip:boss@home.test>")
                        .octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(lab.atHome).isEmpty();
        SipRequest arrived = atHop.getFirst();
        assertThat(arrived.requestUri()).isEqualTo("urn:service:sos.police");
        assertThat(arrived.headerValues("Route")).containsExactly("<sip:127.0.0.9:5060;lr>");
        assertThat(arrived.header("P-Asserted-Identity")).isNull();
        assertThat(arrived.header("P-Preferred-Identity")).isNull();
        assertThat(arrived.header("Record-Route")).isNull();
    }

    @Test
    @Requirement("unprot-pcscf-filter")
    void nothingElseOfAStrangerGoesThereWhateverItSaysOfItself() throws Exception {
        Lab lab = lab(true);
        ScriptedUe ue = lab.ue("127.0.1.1");
        for (String uri : List.of("sip:bob@home.test", "tel:1123", "urn:service:sosig")) {
            ue.sendBare(
                    request("INVITE", uri)
                            .extra("Priority: emergency")
                            .extra("Route: <sip:127.0.0.9:5060;lr>, <urn:service:sos>")
                            .octets());
            lab.settle();
            assertThat(ue.lastResponse().status()).isEqualTo(403);
        }
        assertThat(atHop).isEmpty();
        assertThat(lab.atHome).isEmpty();
    }

    @Test
    void aRegisteredUserAsksOverHisAssociationAndIsNamed() throws Exception {
        Lab lab = lab(true);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        int atHome = lab.atHome.size();
        ue.sendOver(set, request("INVITE", "tel:112").octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        assertThat(ue.lastFlow().protectedBy()).isEqualTo(set);
        assertThat(lab.atHome).hasSize(atHome);
        assertThat(atHop.getFirst().header("P-Asserted-Identity"))
                .isEqualTo("<" + UeMessages.IMPU + ">");
    }

    @Test
    void aCallerWhoHangsUpBeforeTheAnswerIsHeardAtTheHop() throws Exception {
        Lab lab = lab(false);
        ScriptedUe ue = lab.ue("127.0.1.1");
        String invite = request("INVITE", "urn:service:sos").text();
        ue.sendBare(invite.getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(180);
        ue.sendBare(invite.replace("INVITE", "CANCEL").getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(atHop).extracting(SipRequest::method).contains("INVITE", "CANCEL");
        SipRequest cancel = atHop.getLast();
        assertThat(cancel.topVia().branch()).isEqualTo(atHop.getFirst().topVia().branch());
        assertThat(cancel.cseq().number()).isEqualTo(atHop.getFirst().cseq().number());
    }

    @Test
    void withoutANextHopTheUeIsToldToTryElsewhere() throws Exception {
        Lab lab = new Lab(1);
        ScriptedUe ue = lab.ue("127.0.1.1");
        ue.sendBare(request("MESSAGE", "urn:service:sos").octets());
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(380);
        assertThat(ue.lastResponse().header("Content-Type")).isEqualTo("application/3gpp-ims+xml");
        assertThat(new String(ue.lastResponse().encode(), StandardCharsets.UTF_8))
                .contains("<type>emergency</type>");
        assertThat(lab.atHome).isEmpty();
    }

    @Test
    void theAckOfARefusedInviteEndsItWhateverItsRequestUri() throws Exception {
        Lab lab = new Lab(1);
        ScriptedUe ue = lab.ue("127.0.1.1");
        String invite = request("INVITE", "urn:service:sos").text();
        ue.sendBare(invite.getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(380);
        String ack = invite.replace("INVITE", "ACK").replace("urn:service:sos", "sip:home.test");
        ue.sendBare(ack.getBytes(StandardCharsets.UTF_8));
        lab.run(40);
        assertThat(ue.heard).hasSize(1);
    }

    @Test
    void anEmergencyRegistrationIsARegistrationLikeAnyOther() throws Exception {
        Lab lab = lab(true);
        ScriptedUe ue = lab.ue("127.0.1.1");
        UeMessages sm1 = lab.sm1(ue, ScriptedUe.offer(1));
        String text = sm1.text().replace("5060>;expires", "5060;sos>;expires");
        assertThat(text).contains(";sos>");
        ue.sendBare(text.getBytes(StandardCharsets.UTF_8));
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(401);
        assertThat(lab.atHome.getFirst().header("Contact")).contains(";sos>");
        assertThat(atHop).isEmpty();
    }
}
