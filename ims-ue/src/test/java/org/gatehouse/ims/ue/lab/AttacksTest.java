package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody in the path, and somebody beside it, against the whole core. */
class AttacksTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int ESP_PORT = 4500;
    private static final InetSocketAddress EVIL = socket("203.0.113.66", 5060);
    private static final String IMPI = "001010000000001@" + LabCore.HOME_DOMAIN;

    private SimulatedLab lab;

    @BeforeEach
    void startCore() throws Exception {
        lab = new SimulatedLab(1, 0, NetworkFaults.NONE);
    }

    @AfterEach
    void stopCore() throws Exception {
        lab.close();
    }

    private static InetSocketAddress socket(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }

    private SimulatedUe victim() throws Exception {
        return lab.add(1, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
    }

    private Outcome outcome(SimulatedUe ue, Runnable procedure) {
        int before = ue.outcomes.size();
        procedure.run();
        lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE);
        assertThat(ue.outcomes).hasSizeGreaterThan(before);
        return ue.outcomes.getLast();
    }

    private void assertRegisters(SimulatedUe ue) {
        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
    }

    private List<RegistrationView> registrations() {
        CompletableFuture<List<RegistrationView>> all =
                lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runUntil(all::isDone, PATIENCE);
        return all.join();
    }

    private double dropped(String reason) {
        return lab.core.meters().get("pcscf.esp.dropped").tag("reason", reason).counter().count();
    }

    private double registers() {
        return lab.core.meters().find("scscf.registers").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    @Test
    @Requirement({"arch-gm-protected", "esp-anti-replay", "spi-unique"})
    void replayedReflectedChangedCutAndReorderedPacketsAreNeverTakenForTheUsers() throws Exception {
        Random random = new Random(1);
        List<Datagram> all = new ArrayList<>();
        lab.network.adversary(datagram -> {
            boolean esp = datagram.to().getPort() == ESP_PORT && datagram.payload().length > 8;
            return esp ? attacked(datagram, all, random) : List.of(datagram);
        });
        SimulatedUe ue = victim();
        assertRegisters(ue);
        assertRegisters(ue);
        assertThat(outcome(ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);

        // three procedures, a 401 and a 200 each: what was repeated never reached the S-CSCF
        assertThat(registers()).isEqualTo(6);
        assertThat(dropped("replayed")).isPositive();
        assertThat(dropped("bad-icv")).isPositive();
        assertThat(dropped("unknown-spi")).isPositive();
        assertThat(ue.outcomes).hasSize(3);
        assertThat(registrations()).isEmpty();
    }

    /** The packet, twice, with others from before, sent back, cut, and with one bit changed. */
    private static List<Datagram> attacked(Datagram packet, List<Datagram> all, Random random) {
        byte[] changed = packet.payload().clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        List<Datagram> result = new ArrayList<>();
        result.add(new Datagram(packet.from(), packet.to(), changed));
        byte[] cut = Arrays.copyOf(packet.payload(), random.nextInt(packet.payload().length));
        result.add(new Datagram(packet.from(), packet.to(), cut));
        result.add(new Datagram(packet.to(), packet.from(), packet.payload()));
        result.add(packet);
        result.add(packet);
        if (!all.isEmpty()) {
            result.add(all.get(random.nextInt(all.size())));
        }
        all.add(packet);
        return result;
    }

    @Test
    @Requirement({"aka-no-dos-dereg", "reg-initial-authenticated"})
    void aUserStaysRegisteredWhileSomeoneElseTriesHisIdentityWithAnotherCard() throws Exception {
        SimulatedUe ue = victim();
        assertRegisters(ue);
        List<RegistrationView> before = registrations();
        Isim wrongKey = new SoftIsim(new Milenage(new byte[16], new byte[16]), SqnArray.fresh());
        Isim wrongAnswer =
                (rand, autn) -> new Isim.Result.Accepted(new byte[8], new byte[16], new byte[16]);
        for (Isim card : List.of(wrongKey, wrongAnswer)) {
            SimulatedUe thief = thief(IMPI, "sip:" + IMPI, card);
            assertThat(outcome(thief, thief.node::register))
                    .isNotInstanceOf(Outcome.Registered.class);
            assertThat(thief.node.state().sets()).isEmpty();
            lab.time.advance(Duration.ofMinutes(5));
        }
        assertThat(registrations()).hasSameSizeAs(before);
        assertThat(registrations().getFirst().contacts().getFirst().contact())
                .isEqualTo(before.getFirst().contacts().getFirst().contact());
        assertRegisters(ue);
    }

    private int thieves;

    private SimulatedUe thief(String impi, String impu, Isim card) throws Exception {
        InetAddress address = InetAddress.ofLiteral("10.66.0." + ++thieves);
        UeConfig config = UeConfig.of(impi, impu, LabCore.HOME_DOMAIN, lab.core.gm(), address);
        return lab.add(config, card);
    }

    @Test
    @Requirement({"aka-impi-impu-match", "tbl-user-match"})
    void aSubscriberCannotRegisterThePublicIdentityOfAnother() throws Exception {
        SimulatedUe ue = victim();
        assertRegisters(ue);
        SimulatedUe thief =
                thief(
                        "001010000000002@" + LabCore.HOME_DOMAIN,
                        "sip:" + IMPI,
                        SimulatedUe.card(SqnArray.fresh()));
        assertThat(outcome(thief, thief.node::register)).isInstanceOf(Outcome.Refused.class);
        assertThat(registrations()).singleElement().matches(view -> view.impi().equals(IMPI));
        assertRegisters(ue);
    }

    @Test
    void registersThatStrangersLeaveUnfinishedKeepNoUserOut() throws Exception {
        SimulatedUe ue = victim();
        assertRegisters(ue);
        String sm1 = firstBareRegister(ue);
        for (int i = 1; i <= 200; i++) {
            inject(sm1, "10.77.0." + i, i);
            lab.time.advance(Duration.ofMillis(100));
        }
        assertRegisters(ue);
        assertThat(lab.core.meters().get("pcscf.sets").gauge().value()).isLessThanOrEqualTo(6);
        SimulatedUe other = lab.add(2, config -> config, SimulatedUe.card(SqnArray.fresh()));
        assertRegisters(other);
        lab.time.advance(Duration.ofMinutes(10));
        assertThat(registrations()).hasSize(2);
    }

    private static String firstBareRegister(SimulatedUe ue) {
        return ue.messages.stream()
                .filter(seen -> seen.sent() && !seen.isProtected())
                .map(seen -> new String(seen.octets(), ISO_8859_1))
                .findFirst()
                .orElseThrow();
    }

    /** The same REGISTER as if another had sent it. */
    private void inject(String register, String address, int serial) {
        String other =
                register.replaceAll("10\\.2\\.0\\.1\\b", address)
                        .replaceFirst("branch=[^;\r]*", "branch=z9hG4bKevil" + serial)
                        .replaceFirst("(?i)\r\nCall-ID: ", "\r\nCall-ID: " + serial);
        lab.network.inject(
                new Datagram(socket(address, 5060), lab.core.gm(), other.getBytes(ISO_8859_1)));
    }

    @Test
    @Requirement("bypass-protection")
    void aUeThatSendsToTheCoreDirectlyIsRefusedWhateverItSaysOfItself() throws Exception {
        SimulatedUe ue = victim();
        assertRegisters(ue);
        String register =
                firstBareRegister(ue)
                        .replaceFirst(
                                "(?i)\r\nAuthorization: [^\r]*", "$0, integrity-protected=\"yes\"")
                        .replaceFirst(
                                "\r\nMax-Forwards",
                                "\r\nP-Asserted-Identity: <sip:" + IMPI + ">\r\nMax-Forwards")
                        .replaceFirst("(?i)\r\nExpires: \\d+", "\r\nExpires: 0");
        List<String> answers = new ArrayList<>();
        lab.network
                .host(EVIL.getAddress())
                .openDatagrams(EVIL, (from, octets) -> answers.add(new String(octets, ISO_8859_1)));
        for (InetSocketAddress core : List.of(socket("10.0.0.2", 5081), socket("10.0.0.2", 5082))) {
            lab.network.inject(new Datagram(EVIL, core, register.getBytes(ISO_8859_1)));
        }
        lab.time.advance(Duration.ofSeconds(40));
        assertThat(answers).hasSize(2).allMatch(text -> text.startsWith("SIP/2.0 403 "));
        assertThat(registrations()).hasSize(1);
        assertRegisters(ue);
    }

    @Test
    @Requirement("sel-addresses")
    void aPacketOfTheUserThatComesFromElsewhereDoesNotLeadTheAnswersThere() throws Exception {
        List<byte[]> atEvil = new ArrayList<>();
        InetSocketAddress evil = socket("203.0.113.66", ESP_PORT);
        lab.network
                .host(evil.getAddress())
                .openDatagrams(evil, (from, octets) -> atEvil.add(octets));
        SimulatedUe ue = victim();
        assertRegisters(ue);
        lab.network.adversary(datagram ->
                datagram.to().getPort() == ESP_PORT
                                && datagram.to().getAddress().equals(lab.core.gm().getAddress())
                        ? List.of(new Datagram(evil, datagram.to(), datagram.payload()))
                        : List.of(datagram));
        ue.node.register();
        lab.time.advance(Duration.ofMinutes(20));
        assertThat(atEvil).isEmpty();
        lab.network.adversary(List::of);
        assertRegisters(ue);
    }

    @Test
    @Requirement({"arch-gm-protected", "rereg-protected"})
    void aUserWhosePacketsAreAllHeldBackForAWhileRegistersAgain() throws Exception {
        SimulatedUe ue = victim();
        assertRegisters(ue);
        List<Datagram> held = new ArrayList<>();
        lab.network.adversary(datagram -> {
            held.add(datagram);
            return List.of();
        });
        ue.node.register();
        lab.time.advance(Duration.ofMinutes(3));
        lab.network.adversary(List::of);
        held.reversed().forEach(lab.network::inject);
        lab.time.advance(Duration.ofMinutes(5));
        assertRegisters(ue);
        assertThat(registrations()).hasSize(1);
    }
}
