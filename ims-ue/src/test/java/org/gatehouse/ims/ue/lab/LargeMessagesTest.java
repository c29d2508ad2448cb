package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.ipsec.PathMtu;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.message.Transports;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.gatehouse.ims.ue.shape.UdpLimits;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages that no IP packet of a mobile network holds, through the whole simulated core. */
class LargeMessagesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MTU = 1_280;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.9.1");

    private @Nullable SimulatedLab started;

    private SimulatedLab lab(double loss, String... settings) throws Exception {
        SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE, settings);
        started = lab;
        lab.network.adversary(new Path1280(loss));
        return lab;
    }

    @AfterEach
    void stop() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    /** A path that loses IP packets: a datagram of several is lost with any of them. */
    private static final class Path1280 implements SimNetwork.Adversary {
        private final double loss;
        private final Random random = new Random(1280);

        Path1280(double loss) {
            this.loss = loss;
        }

        @Override
        public List<SimNetwork.Datagram> onDatagram(SimNetwork.Datagram datagram) {
            int packets = (datagram.payload().length + 8 + MTU - 21) / (MTU - 20);
            boolean lost = IntStream.range(0, packets).anyMatch(i -> random.nextDouble() < loss);
            return lost ? List.of() : List.of(datagram);
        }
    }

    private static SimulatedUe ue(SimulatedLab lab, int n, IpsecMode mode, UdpLimits limits)
            throws Exception {
        Shape shape = new Shapes(null).named("iphone-location").limitedTo(limits);
        UeConfig config =
                SimulatedUe.config(n, lab.core.gm(), InetAddress.ofLiteral("10.2.0." + n))
                        .withModes(List.of(mode))
                        .shapedAs(shape);
        return lab.add(config, SimulatedUe.card(SqnArray.fresh()));
    }

    private static UdpLimits most(int octets) {
        return new UdpLimits(octets, octets, PathMtu.UNKNOWN);
    }

    private static void registers(SimulatedLab lab, SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        assertThat(lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE)).isTrue();
        assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Registered.class);
    }

    /** Transport and length of the REGISTERs that a UE sent, each once. */
    private static List<SipMessage> registers(SimulatedUe ue) throws Exception {
        List<SipMessage> sent = new ArrayList<>();
        for (SimulatedUe.Seen seen : ue.messages) {
            SipMessage message = SipMessage.parse(seen.octets());
            if (seen.sent()
                    && message.startLine().startsWith("REGISTER")
                    && sent.stream().noneMatch(m -> m.cseq().equals(message.cseq()))) {
                sent.add(message);
            }
        }
        return sent;
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSPORT, 0",
        "TRANSPORT, 0.15",
        "UDP_ENCAPSULATED_TUNNEL, 0",
        "UDP_ENCAPSULATED_TUNNEL, 0.15"
    })
    void aRegisterOfFourThousandOctetsWithALocationRegistersOverUdp(IpsecMode mode, double loss)
            throws Exception {
        SimulatedLab lab = lab(loss);
        SimulatedUe ue = ue(lab, 1, mode, most(UdpLimits.LARGEST));
        registers(lab, ue);
        registers(lab, ue);
        ue.node.deregister();
        assertThat(lab.time.runUntil(() -> ue.outcomes.size() == 3, PATIENCE)).isTrue();
        assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Deregistered.class);
        assertThat(registers(ue))
                .hasSizeGreaterThanOrEqualTo(5)
                .allMatch(sent -> sent.size() >= 4_000, "4,000 octets")
                .allMatch(sent -> sent.topVia().transport().equals("UDP"))
                .allMatch(sent -> new String(sent.body(), ISO_8859_1).contains("civicAddress"));
    }

    /** Above the limit the bare one goes over TCP, whatever the path does to fragments. */
    @Test
    void aRegisterOfFourThousandOctetsRegistersOverTcpWhereNoFragmentGetsThrough()
            throws Exception {
        SimulatedLab lab =
                lab(0, "pcscf.sec-agree=optional", "scscf.accept-unprotected-answer=true");
        lab.network.adversary(
                datagram -> datagram.payload().length > MTU - 28 ? List.of() : List.of(datagram));
        Shape shape = new Shapes(null).named("iphone-location").limitedTo(most(880));
        int n = 0;
        for (Transports transports : List.of(Transports.UDP, Transports.TCP)) {
            n++;
            UeConfig config =
                    SimulatedUe.config(n, lab.core.gm(), InetAddress.ofLiteral("10.2.0." + n))
                            .withModes(List.of())
                            .withTransports(transports)
                            .shapedAs(shape);
            SimulatedUe ue = lab.add(config, SimulatedUe.card(SqnArray.fresh()));
            registers(lab, ue);
            assertThat(registers(ue))
                    .hasSize(2)
                    .allMatch(sent -> sent.size() > 3_000)
                    .allMatch(sent -> sent.topVia().transport().equals("TCP"));
        }
    }

    /** "within 200 bytes of the path MTU": the smaller of both limits counts. */
    @ParameterizedTest
    @CsvSource({"65000, 0, UDP", "65000, 1280, TCP", "1300, 9216, TCP", "65000, 9216, UDP"})
    void theFirstRegisterTurnsToTcpAtTheSmallerOfLimitAndPathMtu(
            int most, int mtu, String transport) throws Exception {
        SimulatedLab lab = lab(0);
        UdpLimits limits = new UdpLimits(most, UdpLimits.LARGEST, new PathMtu(mtu));
        SimulatedUe ue = ue(lab, 1, IpsecMode.TRANSPORT, limits);
        registers(lab, ue);
        // nothing here carries TCP inside ESP, so the second one goes in fragments
        assertThat(registers(ue))
                .extracting(sent -> sent.topVia().transport())
                .containsExactly(transport, "UDP");
    }

    @ParameterizedTest
    @CsvSource({"TRANSPORT, 0.1", "UDP_ENCAPSULATED_TUNNEL, 0.1"})
    void aLargeRequestReachesTheOtherUserAndIsAnswered(IpsecMode mode, double loss)
            throws Exception {
        SimulatedLab lab = lab(loss);
        SimulatedUe alice = ue(lab, 1, mode, most(UdpLimits.LARGEST));
        SimulatedUe bob = ue(lab, 2, mode, most(UdpLimits.LARGEST));
        registers(lab, alice);
        registers(lab, bob);
        String text = "x".repeat(4_000);
        String to = SimulatedUe.config(2, lab.core.gm(), InetAddress.ofLiteral("10.2.0.2")).impu();
        alice.node.send(Outgoing.message(to, text));
        assertThat(lab.time.runUntil(() -> !alice.answers.isEmpty(), PATIENCE)).isTrue();
        assertThat(alice.lastStatus()).isEqualTo(200);
        assertThat(bob.requested.getFirst().body()).hasSize(4_000);
    }

    /** A user with fifty public identities: 200 and NOTIFY name all of them. */
    @ParameterizedTest
    @CsvSource({"TRANSPORT, 0.1", "UDP_ENCAPSULATED_TUNNEL, 0.1"})
    void aLargeAnswerAndALargeNotifyReachTheUe(IpsecMode mode, double loss, @TempDir Path folder)
            throws Exception {
        String domain = LabCore.HOME_DOMAIN;
        String identities =
                IntStream.range(0, 50)
                        .mapToObj(n -> "\"sip:many." + n + "@" + domain + "\"")
                        .collect(Collectors.joining(", "));
        Path file =
                Files.writeString(
                        folder.resolve("subscribers.yaml"),
                        """
                        - impi: many@%s
                          k: fec86ba6eb707ed08905757b1bb44b8f
                          opc: 1006020f0a478bf6b699f15c062e42b3
                          implicit-sets:
                            - [ %s ]
                        """
                                .formatted(domain, identities));
        SimulatedLab lab = lab(loss, "hss.subscribers-file=" + file);
        UeConfig config =
                UeConfig.of(
                                "many@" + domain,
                                "sip:many.0@" + domain,
                                domain,
                                lab.core.gm(),
                                InetAddress.ofLiteral("10.2.0.1"))
                        .withModes(List.of(mode))
                        .withRegEvent(true);
        SimulatedUe ue = lab.add(config, SimulatedUe.card(SqnArray.fresh()));
        registers(lab, ue);
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(longest(ue, "SIP/2.0 200")).isGreaterThan(2_500);
        assertThat(longest(ue, "NOTIFY")).isGreaterThan(4_000);
    }

    @Test
    void onLoopbackThe4000OctetsPassRealSocketsOverUdp(@TempDir Path folder) throws Exception {
        try (LoopbackLab loopback = new LoopbackLab(1)) {
            LoopbackLab.Run run =
                    loopback.register(
                            folder,
                            "--subscriber=1",
                            "--local=127.0.9.88",
                            "--ipsec=udp",
                            "--profile=iphone-location",
                            "--most-over-udp=65000",
                            "--refresh=1",
                            "--hold=0");
            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        }
    }

    @Test
    void onLoopbackThe4000OctetsPassTcpInsideEsp(@TempDir Path folder) throws Exception {
        Privileges.requireTun();
        try (LoopbackLab loopback = new LoopbackLab(1, "pcscf.tcp-in-esp=on")) {
            LoopbackLab.Run run =
                    loopback.register(
                            folder,
                            "--subscriber=1",
                            "--local=127.0.9.89",
                            "--ipsec=udp",
                            "--profile=iphone-location",
                            "--most-over-udp=880",
                            "--refresh=1",
                            "--hold=0");
            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
            // UDP was said: it was the size that made the connection
            assertThat(
                            loopback
                                    .core
                                    .meters()
                                    .get("sip.tcp.ended")
                                    .tag("role", "gm-protected")
                                    .counters()
                                    .stream()
                                    .mapToDouble(counter -> counter.count())
                                    .sum())
                    .isPositive();
        }
    }

    /** What ESP takes of the path counts: 1,016 octets are left of 1,280, not 1,300. */
    @ParameterizedTest
    @CsvSource({"path-mtu=1280, 1", "path-mtu=1500, 0", "most-over-udp=880, 1"})
    void aRequestToAUeTurnsToTcpAtTheSmallerOfLimitAndPathMtu(String setting, int tries)
            throws Exception {
        Privileges.requireTun();
        try (LoopbackLab loopback = new LoopbackLab(2, "pcscf.tcp-in-esp=on", "pcscf." + setting);
                NettyNetwork network = new NettyNetwork(1);
                ThreadShards shards = new ThreadShards("ues", 1)) {
            List<SimulatedUe> ues = new ArrayList<>();
            for (int n = 1; n <= 2; n++) {
                UeConfig config =
                        SimulatedUe.config(
                                n, loopback.core.gm(), InetAddress.ofLiteral("127.0.9.9" + n));
                SimulatedUe ue =
                        new SimulatedUe(
                                config, SimulatedUe.card(SqnArray.fresh()), network, shards.get(0));
                ues.add(ue);
                ue.node.register();
                await(() -> !ue.outcomes.isEmpty());
            }
            SimulatedUe alice = ues.getFirst();
            String bob = SimulatedUe.config(2, loopback.core.gm(), LOOPBACK).impu();
            // what reaches bob has 1,109 octets
            alice.node.send(Outgoing.message(bob, "x".repeat(300)));
            await(() -> !alice.answers.isEmpty());
            assertThat(alice.lastStatus()).isEqualTo(200);
            assertThat(longest(ues.getLast(), "MESSAGE")).isBetween(1_020, 1_220);
            // bob takes none, so that each try is one connection that fails
            assertThat(
                            loopback.core
                                    .meters()
                                    .get("sip.tcp.ended")
                                    .tags("role", "gm-protected", "reason", "not-connected")
                                    .counter()
                                    .count())
                    .isEqualTo(tries);
            ues.forEach(SimulatedUe::close);
        }
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 1_500 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    private static int longest(SimulatedUe ue, String start) {
        return ue.messages.stream()
                .filter(seen -> !seen.sent() && seen.isProtected())
                .filter(seen -> new String(seen.octets(), ISO_8859_1).startsWith(start))
                .mapToInt(seen -> seen.octets().length)
                .max()
                .orElse(0);
    }
}
