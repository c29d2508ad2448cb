package org.gatehouse.ims.pcscf.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;

/** What people without a subscription, or with a false one, can do to others: nothing much. */
class StrangersTest {
    /** A REGISTER whose CSeq names another method; no phone sends it. */
    private static String broken(String method) {
        return method
                + " sip:home.test SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.1.1:5060;branch=z9hG4bKx\r\n"
                + "Max-Forwards: 70\r\nFrom: <sip:a@home.test>;tag=1\r\nTo: <sip:a@home.test>\r\n"
                + "Call-ID: x\r\nCSeq: 1 NOTIFY\r\nContact: <sip:a@127.0.1.1>\r\n"
                + "Supported: path, sec-agree\r\nContent-Length: 0\r\n\r\n";
    }

    @Test
    void aBrokenRegisterIsAnsweredWithNoMoreOctetsThanItHadAndOtherThingsNotAtAll()
            throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        List<Datagram> sent = new ArrayList<>();
        lab.network.adversary(datagram -> {
            sent.add(datagram);
            return List.of(datagram);
        });
        ue.sendBare(broken("REGISTER").getBytes(StandardCharsets.UTF_8));
        ue.sendBare(broken("OPTIONS").getBytes(StandardCharsets.UTF_8));
        ue.sendBare(broken("ACK").getBytes(StandardCharsets.UTF_8));
        ue.sendBare("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        ue.sendBare(new byte[0]);
        lab.run(33);
        assertThat(ue.heard).hasSize(1);
        assertThat(ue.lastResponse().status()).isEqualTo(400);
        assertThat(sent.getLast().payload().length)
                .isLessThanOrEqualTo(broken("REGISTER").length());
        assertThat(lab.atHome).isEmpty();
    }

    @Test
    void aBrokenRequestOfTheCoreIsAnswered() throws Exception {
        Lab lab = new Lab(2);
        List<String> answers = new ArrayList<>();
        InetSocketAddress core = Lab.address("127.0.0.1", 5099);
        lab.network
                .host(core.getAddress())
                .openDatagrams(
                        core,
                        (from, octets) -> answers.add(new String(octets, StandardCharsets.UTF_8)));
        byte[] request =
                broken("MESSAGE")
                        .replace("127.0.1.1:5060", "127.0.0.1:5099")
                        .getBytes(StandardCharsets.UTF_8);
        lab.network.inject(new Datagram(core, Lab.MW, request));
        lab.settle();
        assertThat(answers).singleElement().asString().startsWith("SIP/2.0 400 ");
    }

    @Test
    @Requirement("ind-protected")
    void whatAUeSaysOfItselfInTheNameOfTheNetworkDoesNotReachTheHome() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        UeMessages sm1 = lab.sm1(ue, ScriptedUe.offer(1));
        sm1.extra("P-Asserted-Identity: <sip:boss@home.test>")
                .extra("P-Charging-Vector: icid-value=\"mine\"")
                .extra("p-charging-vector : icid-value=\"mine too\"")
                .extra("Path: <sip:evil@203.0.113.66;lr>")
                .extra("Path: <sip:evil@203.0.113.67;lr>, ;;; not even a URI")
                .extra("Route: <sip:203.0.113.66;lr>")
                .extra("P-Visited-Network-ID: elsewhere")
                .extra("Service-Route: <sip:203.0.113.66;lr>");
        String text =
                sm1.text().replace("response=\"\"", "response=\"\", integrity-protected=\"yes\"");
        assertThat(text).contains("integrity-protected");
        ue.sendBare(text.getBytes(StandardCharsets.UTF_8));
        lab.settle();

        SipRequest sm2 = lab.atHome.getFirst();
        assertThat(Lab.credentials(sm2).integrityProtected()).isEqualTo("no");
        assertThat(sm2.header("P-Asserted-Identity")).isNull();
        assertThat(sm2.headers("P-Charging-Vector"))
                .singleElement()
                .asString()
                .doesNotContain("mine");
        assertThat(sm2.headers("Path")).singleElement().asString().contains("127.0.0.1:5070");
        assertThat(sm2.header("Route")).isNull();
        assertThat(sm2.header("Service-Route")).isNull();
        assertThat(sm2.headers("P-Visited-Network-ID"))
                .singleElement()
                .asString()
                .doesNotContain("elsewhere");
    }

    @Test
    void challengesThatStrangersHaveMadeForAUserDoNotUseUpHisAssociations() throws Exception {
        Lab lab = new Lab(4);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId first = lab.register(ue, ScriptedUe.offer(1), null);
        for (int n = 2; n < 12; n++) {
            stranger(lab, "127.0.2." + n, UeMessages.IMPI);
        }
        lab.register(ue, ScriptedUe.offer(2), first);
        assertThat(ue.lastResponse().status()).isEqualTo(200);
        List<RegistrationRow> registrations = lab.api("registrations");
        assertThat(registrations)
                .singleElement()
                .matches(row -> row.ueAddress().equals("127.0.1.1"));
    }

    @Test
    @Requirement("fail-incomplete-pcscf")
    void aLaterChallengeOfTheSameUserTakesThePlaceOfTheEarlierOneWhereverItWent() throws Exception {
        Lab lab = new Lab(4);
        for (int n = 2; n < 12; n++) {
            stranger(lab, "127.0.2." + n, UeMessages.IMPI);
        }
        assertThat(lab.meters.get("pcscf.sets").gauge().value()).isEqualTo(1);
        assertThat(lab.count("pcscf.sets.removed", "reason", "new-challenge")).isEqualTo(9);
        lab.run(300);
        assertThat(lab.meters.get("pcscf.sets").gauge().value()).isZero();
        assertThat(lab.meters.get("pcscf.users").gauge().value()).isZero();
    }

    @Test
    void aFloodOfUnfinishedRegistersIsBoundedAndHonestUsersAreServedMeanwhile() throws Exception {
        Lab lab = new Lab(1);
        int flood = SetStore.MOST_HALF_OPEN + 500;
        for (int n = 0; n < flood; n++) {
            String address = "127." + (3 + n % 7) + "." + n / 250 % 250 + "." + (1 + n % 250);
            stranger(lab, address, "flood" + n + "@" + UeMessages.DOMAIN);
        }
        assertThat(lab.meters.get("pcscf.sets").gauge().value()).isEqualTo(SetStore.MOST_HALF_OPEN);
        assertThat(lab.count("pcscf.sets.removed", "reason", "too-many-unanswered")).isEqualTo(500);

        ScriptedUe ue = lab.ue("127.0.1.1");
        lab.register(ue, ScriptedUe.offer(1), null);
        assertThat(ue.lastResponse().status()).isEqualTo(200);

        lab.run(300);
        assertThat(lab.meters.get("pcscf.sets").gauge().value()).isEqualTo(1);
        assertThat(lab.meters.get("pcscf.users").gauge().value()).isEqualTo(1);
    }

    /** SM1 with any source address, and nothing more. */
    private static void stranger(Lab lab, String address, String impi) {
        UeMessages sm1 = UeMessages.sm1(ScriptedUe.offerText("UDP-enc-tun", ScriptedUe.offer(1)));
        sm1.viaHost = address + ":5060";
        sm1.impi = impi;
        sm1.impu = "sip:" + impi;
        InetSocketAddress from = new InetSocketAddress(InetAddress.ofLiteral(address), 5060);
        lab.network.inject(new Datagram(from, Lab.GM, sm1.octets()));
        lab.time.advance(Duration.ofMillis(20));
    }

    @Test
    @Requirement("bypass-protection")
    void aGrantFromAnotherHostThanTheOneThatWasAskedIsNotBelieved() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        lab.homeAnswers = request -> null;
        ue.sendBare(lab.sm1(ue, ScriptedUe.offer(1)).octets());
        lab.settle();
        byte[] grant = HomeMessages.challenge(lab.atHome.getFirst(), "nonce-of-mine").encode();
        lab.network.inject(new Datagram(Lab.address("203.0.113.66", 5081), Lab.MW, grant));
        lab.settle();
        assertThat(ue.heard).isEmpty();
        assertThat(lab.count("pcscf.discarded", "reason", "stray-response")).isEqualTo(1);

        lab.network.inject(new Datagram(Lab.address("127.0.0.1", 5081), Lab.MW, grant));
        lab.settle();
        assertThat(ue.lastResponse().status()).isEqualTo(401);
    }

    @Test
    @Requirement("aka-no-dos-dereg")
    void aBareRegisterInAUsersNameFromHisOwnAddressLeavesHisAssociationsAtWork() throws Exception {
        Lab lab = new Lab(2);
        ScriptedUe ue = lab.ue("127.0.1.1");
        SetId set = lab.register(ue, ScriptedUe.offer(1), null);
        for (int i = 0; i < 20; i++) {
            UeMessages spoofed = lab.sm1(ue, ScriptedUe.offer(7));
            lab.network.inject(new Datagram(ue.local(), Lab.GM, spoofed.octets()));
            lab.settle();
        }
        UeMessages message = new UeMessages();
        message.method = "MESSAGE";
        message.viaHost = "127.0.1.1:31000";
        message.authorization = false;
        message.verify = lab.agreed();
        ue.sendOver(set, message.octets());
        lab.settle();
        assertThat(lab.atHome.getLast().method()).isEqualTo("MESSAGE");
        assertThat(Objects.requireNonNull(ue.lastFlow().protectedBy())).isEqualTo(set);
        lab.run(300);
        assertThat(lab.meters.get("pcscf.sets").gauge().value()).isEqualTo(1);
    }
}
