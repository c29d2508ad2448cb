package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.regwatch.EndDialog;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** UEs that talk to each other through the whole core, every hop as octets. */
class MessagesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final InetSocketAddress EVIL = socket("203.0.113.66", 5060);

    @SuppressWarnings("NullAway.Init") // each test begins with it
    private SimulatedLab lab;

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    private static InetSocketAddress socket(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    /** A lab with so many registered UEs. */
    private void start(long seed, int ues, NetworkFaults faults, String... settings)
            throws Exception {
        lab = new SimulatedLab(seed, ues, faults, settings);
        lab.ues.forEach(ue -> ue.node.register());
        assertThat(lab.runUntilAll(ue -> ue.count(Outcome.Registered.class) > 0, PATIENCE))
                .as("all register; seed %d", seed)
                .isTrue();
    }

    private SimulatedUe alice() {
        return lab.ues.get(0);
    }

    private SimulatedUe bob() {
        return lab.ues.get(1);
    }

    private static String impu(int n) {
        return SimulatedUe.config(n, socket("10.0.0.3", 5060), InetAddress.ofLiteral("10.1.0.1"))
                .impu();
    }

    private int send(SimulatedUe from, Outgoing outgoing) {
        int before = from.answers.size();
        from.node.send(outgoing);
        lab.time.runUntil(() -> from.answers.size() > before, PATIENCE);
        assertThat(from.answers).as("answers; unsent %s", from.unsent).hasSizeGreaterThan(before);
        return from.lastStatus();
    }

    private static String body(SipRequest request) {
        return new String(request.body(), UTF_8);
    }

    @Test
    @Requirement({"arch-gm-protected", "neg-verify"})
    void twoUesExchangeTextsInsideTheirAssociations() throws Exception {
        start(1, 2, NetworkFaults.NONE);

        assertThat(send(alice(), Outgoing.message(impu(2), "grüezi"))).isEqualTo(200);
        assertThat(send(bob(), Outgoing.message(impu(1), "hoi"))).isEqualTo(200);

        assertThat(body(bob().requested.getFirst())).isEqualTo("grüezi");
        assertThat(bob().requested.getFirst().header("P-Asserted-Identity"))
                .isEqualTo("<" + impu(1) + ">");
        assertThat(bob().requested.getFirst().header("P-Called-Party-ID"))
                .isEqualTo("<" + impu(2) + ">");
        assertThat(body(alice().requested.getFirst())).isEqualTo("hoi");
        assertThat(alice().messages)
                .filteredOn(seen -> new String(seen.octets(), ISO_8859_1).contains("MESSAGE"))
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(SimulatedUe.Seen::isProtected);
        assertThat(
                        lab.core
                                .meters()
                                .get("pcscf.requests")
                                .tag("fate", "from-ue-verify-missing")
                                .counter()
                                .count())
                .isZero();
    }

    @Test
    @Requirement("aka-implicit-set")
    void aUserIsReachedUnderTheNumberOfHisImplicitSet() throws Exception {
        start(1, 2, NetworkFaults.NONE);
        String number =
                ((Outcome.Registered) bob().outcomes.getFirst())
                        .standing().associatedUris().stream()
                                .filter(uri -> uri.contains("tel:"))
                                .findFirst()
                                .orElseThrow()
                                .replaceAll("[<>]", "");
        assertThat(send(alice(), Outgoing.message(number, "hoi"))).isEqualTo(200);
        assertThat(bob().requested).hasSize(1);
    }

    @Test
    @Requirement({
        "rereg-ue-switch",
        "rereg-ue-sa-steps",
        "rereg-ue-old-delete",
        "rereg-pcscf-protected-sm1"
    })
    void textsCrossWhileBothUesChangeTheirAssociations() throws Exception {
        start(7, 2, NetworkFaults.NONE);
        for (int round = 0; round < 20; round++) {
            alice().node.register();
            bob().node.register();
            for (int i = 0; i < 6; i++) {
                alice().node.message(impu(2), "a" + round + "." + i);
                bob().node.message(impu(1), "b" + round + "." + i);
                lab.time.advance(Duration.ofMillis(1));
            }
            lab.time.advance(Duration.ofSeconds(1 + round % 3));
        }
        lab.time.advance(Duration.ofMinutes(5));

        for (SimulatedUe ue : lab.ues) {
            assertThat(ue.answers)
                    .hasSize(120)
                    .allMatch(answer -> answer != null && answer.status() == 200);
            assertThat(ue.requested.stream().map(MessagesTest::body).distinct()).hasSize(120);
            assertThat(ue.node.state().sets()).hasSizeLessThanOrEqualTo(2);
            assertThat(ue.count(Outcome.Registered.class)).isEqualTo(21);
        }
        assertThat(lab.core.meters().get("pcscf.sets").gauge().value()).isLessThanOrEqualTo(4);
    }

    @Test
    void textsGetThroughANetworkThatLosesDoublesAndReorders() throws Exception {
        long seed = 33_203;
        start(seed, 4, new NetworkFaults(0.1, 0.1, 0.1, Duration.ofMillis(20)));
        for (int i = 0; i < 25; i++) {
            for (int n = 0; n < 4; n++) {
                lab.ues.get(n).node.message(impu(1 + (n + 1) % 4), n + "." + i);
            }
            lab.time.advance(Duration.ofSeconds(2));
        }
        lab.time.advance(Duration.ofMinutes(5));

        for (int n = 0; n < 4; n++) {
            SimulatedUe ue = lab.ues.get(n);
            long delivered =
                    ue.answers.stream().filter(a -> a != null && a.status() == 200).count();
            assertThat(ue.answers).as("seed %d", seed).hasSize(25);
            assertThat(delivered).as("seed %d", seed).isGreaterThanOrEqualTo(24);
            List<String> texts =
                    lab.ues.get((n + 1) % 4).requested.stream().map(MessagesTest::body).toList();
            assertThat(texts).as("seed %d: nothing twice", seed).doesNotHaveDuplicates();
            assertThat(texts.size()).isGreaterThanOrEqualTo((int) delivered);
        }
    }

    @Test
    void aUserWhoIsNotRegisteredOrNotOfThisNetworkIsNotReached() throws Exception {
        start(1, 1, NetworkFaults.NONE);
        assertThat(send(alice(), Outgoing.message("sip:bob@elsewhere.test", "hoi"))).isEqualTo(404);
        assertThat(send(alice(), Outgoing.message(impu(2), "hoi"))).isBetween(400, 499);
    }

    @Test
    void aUeThatIsNotRegisteredSendsNothing() throws Exception {
        start(1, 1, NetworkFaults.NONE);
        alice().node.deregister();
        lab.time.advance(Duration.ofSeconds(5));
        alice().node.message(impu(2), "hoi");
        lab.time.advance(Duration.ofSeconds(1));
        assertThat(alice().unsent).hasSize(1);
        assertThat(alice().answers).isEmpty();
    }

    @Test
    void aUeThatVanishedIsNotReached() throws Exception {
        start(1, 2, NetworkFaults.NONE);
        bob().close();
        assertThat(send(alice(), Outgoing.message(impu(2), "hoi"))).isIn(408, 504);
    }

    @Test
    void whatAUeDoesNotServeItRefusesAndOptionsItAnswers() throws Exception {
        start(1, 2, NetworkFaults.NONE);
        assertThat(send(alice(), Outgoing.of("OPTIONS", impu(2)))).isEqualTo(200);
        assertThat(Objects.requireNonNull(alice().answers.getLast()).header("Allow"))
                .isEqualTo("MESSAGE, NOTIFY, OPTIONS");
        assertThat(send(alice(), Outgoing.of("PUBLISH", impu(2), "Event: presence")))
                .isEqualTo(405);
        assertThat(send(alice(), Outgoing.of("INVITE", impu(2)))).isEqualTo(501);
    }

    @Test
    @Requirement("tbl-user-match")
    void aNotifyBeginsADialogueInWhichItsReceiverAloneMaySend() throws Exception {
        start(1, 3, NetworkFaults.NONE);
        assertThat(
                        send(
                                alice(),
                                Outgoing.of(
                                        "NOTIFY",
                                        impu(2),
                                        "Event: x",
                                        "Subscription-State: active")))
                .isEqualTo(200);
        SipRequest notify = bob().requested.getFirst();
        String tag = Objects.requireNonNull(alice().answers.getLast()).to().tag();
        EndDialog bobs = EndDialog.accepted(notify, Objects.requireNonNull(tag)).orElseThrow();
        EndDialog alices =
                EndDialog.begun(
                                alice().asked.getLast(),
                                Objects.requireNonNull(alice().answers.getLast()))
                        .orElseThrow();

        assertThat(send(bob(), Outgoing.in(bobs, "NOTIFY", "Event: x"))).isEqualTo(200);
        assertThat(send(alice(), Outgoing.in(alices, "NOTIFY", "Event: x"))).isEqualTo(200);
        assertThat(alice().requested).hasSize(1);
        assertThat(bob().requested).hasSize(2);
        assertThat(alice().requested.getFirst().headers("Route")).isEmpty();

        SimulatedUe carol = lab.ues.get(2);
        assertThat(send(carol, Outgoing.in(bobs, "NOTIFY", "Event: x"))).isEqualTo(403);
        assertThat(send(carol, Outgoing.in(alices, "MESSAGE"))).isEqualTo(403);
        assertThat(alice().requested).hasSize(1);
        assertThat(bob().requested).hasSize(2);
    }

    @Test
    @Requirement({"bypass-protection", "tbl-user-match"})
    void aUeIsWhoItRegisteredAsWhateverItWritesIntoItsRequests() throws Exception {
        start(1, 3, NetworkFaults.NONE);
        assertThat(
                        send(
                                alice(),
                                Outgoing.of(
                                        "MESSAGE",
                                        impu(2),
                                        "P-Asserted-Identity: <" + impu(3) + ">",
                                        "P-Preferred-Identity: <" + impu(3) + ">",
                                        "Path: <sip:ue0-x@203.0.113.66;lr>",
                                        "P-Charging-Vector: icid-value=\"mine\"",
                                        "Route: <sip:orig@203.0.113.66;lr>",
                                        "Record-Route: <sip:203.0.113.66;lr>",
                                        "P-Called-Party-ID: <" + impu(3) + ">")))
                .isEqualTo(200);
        SipRequest heard = bob().requested.getFirst();
        assertThat(heard.headers("P-Asserted-Identity")).containsExactly("<" + impu(1) + ">");
        assertThat(heard.headers("P-Called-Party-ID")).containsExactly("<" + impu(2) + ">");
        assertThat(heard.headers("Record-Route")).isEmpty();
        assertThat(heard.headers("Path")).isEmpty();
        assertThat(heard.headers("P-Charging-Vector")).isEmpty();
        assertThat(lab.ues.get(2).requested).isEmpty();
    }

    @Test
    @Requirement("privacy-withhold")
    void aUserWhoAsksForPrivacyIsNotNamedToTheOther() throws Exception {
        start(1, 2, NetworkFaults.NONE);
        assertThat(send(alice(), Outgoing.of("MESSAGE", impu(2), "Privacy: id"))).isEqualTo(200);
        assertThat(bob().requested.getFirst().headers("P-Asserted-Identity")).isEmpty();
        assertThat(send(alice(), Outgoing.of("MESSAGE", impu(2)))).isEqualTo(200);
        assertThat(bob().requested.getLast().headers("P-Asserted-Identity")).hasSize(1);
    }

    @Test
    @Requirement("bypass-protection")
    void aUeThatSendsItsTextsStraightToTheCoreOrToAnotherPcscfPortReachesNobody() throws Exception {
        start(1, 2, NetworkFaults.NONE);
        assertThat(send(alice(), Outgoing.message(impu(2), "hoi"))).isEqualTo(200);
        String text =
                new String(alice().asked.getLast().encode(), ISO_8859_1)
                        .replaceFirst("\r\nVia: [^;]*", "\r\nVia: SIP/2.0/UDP 203.0.113.66:5060")
                        .replaceFirst(
                                "\r\nMax-Forwards",
                                "\r\nP-Asserted-Identity: <" + impu(1) + ">\r\nMax-Forwards")
                        .replaceAll("\r\n(Proxy-)?Require: [^\r]*", "")
                        .replaceFirst(
                                "\r\nRoute: [^\r]*\r\nRoute: [^\r]*",
                                "\r\nRoute: <sip:orig@10.0.0.2:5082;lr>");
        List<String> answers = new ArrayList<>();
        lab.network
                .host(EVIL.getAddress())
                .openDatagrams(EVIL, (from, octets) -> answers.add(new String(octets, ISO_8859_1)));
        List<InetSocketAddress> ports =
                List.of(
                        socket("10.0.0.2", 5081),
                        socket("10.0.0.2", 5082),
                        socket("10.0.0.3", 5060),
                        socket("10.0.0.3", 5070));
        for (InetSocketAddress port : ports) {
            lab.network.inject(new Datagram(EVIL, port, text.getBytes(ISO_8859_1)));
        }
        lab.time.advance(Duration.ofSeconds(40));
        assertThat(answers).hasSize(4).allMatch(answer -> answer.startsWith("SIP/2.0 403 "));
        assertThat(bob().requested).hasSize(1);
    }

    @Test
    void manyUesTalkInACircle() throws Exception {
        start(5, 60, NetworkFaults.NONE);
        IntStream.range(0, 60)
                .forEach(n -> lab.ues.get(n).node.message(impu(1 + (n + 7) % 60), "to " + n));
        assertThat(lab.runUntilAll(ue -> !ue.answers.isEmpty(), PATIENCE)).isTrue();
        assertThat(lab.ues).allMatch(ue -> ue.lastStatus() == 200 && ue.requested.size() == 1);
    }

    @Test
    void aUeWithoutIpsecTalksBareWhereThePcscfLetsIt() throws Exception {
        lab =
                new SimulatedLab(
                        1,
                        1,
                        NetworkFaults.NONE,
                        "pcscf.sec-agree=optional",
                        "scscf.accept-unprotected-answer=true");
        lab.add(2, config -> config.withModes(List.of()), SimulatedUe.card(SqnArray.fresh()));
        lab.ues.forEach(ue -> ue.node.register());
        assertThat(lab.runUntilAll(ue -> ue.count(Outcome.Registered.class) > 0, PATIENCE))
                .isTrue();
        assertThat(send(alice(), Outgoing.message(impu(2), "hoi"))).isEqualTo(200);
        assertThat(send(bob(), Outgoing.message(impu(1), "hoi"))).isEqualTo(200);
    }
}
