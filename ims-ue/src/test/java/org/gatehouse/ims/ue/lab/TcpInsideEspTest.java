package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.Assertions;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.message.Transports;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** UEs and the whole core on loopback, with TCP inside ESP over TUN devices. */
@Timeout(120)
class TcpInsideEspTest {
    private static final Transports MIXED =
            new Transports(TransportProtocol.TCP, TransportProtocol.UDP);
    private static final Transports REVERSE =
            new Transports(TransportProtocol.UDP, TransportProtocol.TCP);

    private final NettyNetwork uesNetwork = new NettyNetwork(1);
    private final ThreadShards uesShards = new ThreadShards("ues", 1);
    private final List<SimulatedUe> ues = new ArrayList<>();
    private LoopbackLab lab;

    @TempDir private Path folder;

    @BeforeEach
    void mayMakeDevices() throws Exception {
        Privileges.requireTun();
        lab = new LoopbackLab(4, "pcscf.tcp-in-esp=on", "pcscf.set-grace=1s");
    }

    @AfterEach
    void stop() throws IOException {
        ues.forEach(SimulatedUe::close);
        if (lab != null) {
            lab.close();
        }
        uesShards.close();
        uesNetwork.close();
    }

    private SimulatedUe registered(int n, Transports transports) throws Exception {
        InetAddress address = InetAddress.ofLiteral(LoopbackLab.PREFIX + "." + (60 + n));
        UeConfig config = SimulatedUe.config(n, lab.core.gm(), address).withTransports(transports);
        SimulatedUe ue =
                new SimulatedUe(
                        config, SimulatedUe.card(SqnArray.fresh()), uesNetwork, uesShards.get(0));
        ues.add(ue);
        register(ue);
        return ue;
    }

    private static void register(SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        await(() -> ue.outcomes.size() > before);
        assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Registered.class);
    }

    private void send(SimulatedUe from, int to, String text) {
        int before = from.answers.size();
        String impi = SimulatedUe.config(to, lab.core.gm(), lab.core.gm().getAddress()).impu();
        from.node.send(Outgoing.message(impi, text));
        await(() -> from.answers.size() > before);
        assertThat(from.lastStatus()).isEqualTo(200);
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 1500 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    /** Flows of the protected messages of a UE that begin so. */
    private static List<Flow> flows(SimulatedUe ue, boolean sent, String start) {
        return List.copyOf(ue.messages).stream()
                .filter(seen -> seen.isProtected() && seen.sent() == sent)
                .filter(seen -> new String(seen.octets(), ISO_8859_1).startsWith(start))
                .map(SimulatedUe.Seen::flow)
                .toList();
    }

    @Test
    @Requirement({"sel-transport", "port-tcp-use"})
    void aUeRegistersRefreshesTalksAndGoesOverTcpAlone() throws Exception {
        SimulatedUe alice = registered(1, Transports.TCP);
        SimulatedUe bob = registered(2, Transports.TCP);
        register(alice);
        send(alice, 2, "grüezi");
        send(bob, 1, "hoi");
        assertThat(alice.requested).hasSize(1);
        assertThat(bob.requested).hasSize(1);
        assertThat(List.copyOf(alice.messages))
                .filteredOn(SimulatedUe.Seen::isProtected)
                .hasSizeGreaterThanOrEqualTo(10)
                .allMatch(seen -> seen.flow().transport() == TransportProtocol.TCP);
        Flow sm7 = flows(alice, true, "REGISTER").getFirst();
        assertThat(sm7.remote()).isEqualTo(new InetSocketAddress(LoopbackLab.PCSCF, 6060));
        // SM12 comes back on the connection
        assertThat(flows(alice, false, "SIP/2.0 200").getFirst()).isEqualTo(sm7);

        alice.node.deregister();
        bob.node.deregister();
        await(() ->
                alice.outcomes.getLast() instanceof Outcome.Deregistered
                        && bob.outcomes.getLast() instanceof Outcome.Deregistered);
        await(() -> connections() == 0);
    }

    private double connections() {
        return lab.core
                .meters()
                .get("sip.tcp.connections")
                .tag("role", "gm-protected")
                .gauge()
                .value();
    }

    @Test
    @Requirement({"sel-transport", "port-udp-use", "port-tcp-use"})
    void registerOverTcpAndMessagesOverUdpShareTheSas() throws Exception {
        SimulatedUe alice = registered(1, MIXED);
        SimulatedUe bob = registered(2, MIXED);
        send(alice, 2, "grüezi");

        Flow register = flows(alice, true, "REGISTER").getFirst();
        Flow message = flows(alice, true, "MESSAGE").getFirst();
        assertThat(register.transport()).isEqualTo(TransportProtocol.TCP);
        assertThat(message.transport()).isEqualTo(TransportProtocol.UDP);
        assertThat(message.protectedBy()).isEqualTo(register.protectedBy());
        // the answer to UDP leaves port_pc for port_us, that to TCP took the connection back
        Flow answer = flows(alice, false, "SIP/2.0 200").getLast();
        assertThat(answer.transport()).isEqualTo(TransportProtocol.UDP);
        assertThat(answer.remote().getPort()).isBetween(6061, 6068);
        assertThat(answer.local().getPort()).isNotEqualTo(message.local().getPort());
        // whoever registered over TCP is reached over TCP: on the connection that stands
        Flow reached = flows(bob, false, "MESSAGE").getFirst();
        assertThat(reached).isEqualTo(flows(bob, true, "REGISTER").getFirst());
    }

    @Test
    @Requirement({"sel-transport", "port-udp-use", "port-tcp-use"})
    void registerOverUdpAndMessagesOverTcpShareTheSas() throws Exception {
        SimulatedUe alice = registered(1, REVERSE);
        registered(2, REVERSE);
        send(alice, 2, "grüezi");

        Flow register = flows(alice, true, "REGISTER").getFirst();
        Flow message = flows(alice, true, "MESSAGE").getFirst();
        assertThat(register.transport()).isEqualTo(TransportProtocol.UDP);
        assertThat(message.transport()).isEqualTo(TransportProtocol.TCP);
        assertThat(message.protectedBy()).isEqualTo(register.protectedBy());
        assertThat(flows(alice, false, "SIP/2.0 200").getLast()).isEqualTo(message);
    }

    @Test
    @Requirement("port-tcp-use")
    void aUeWhoseContactSaysTcpIsReachedByAConnectionFromPortPcToPortUs() throws Exception {
        SimulatedUe alice = registered(1, REVERSE);
        SimulatedUe bob = registered(2, REVERSE);
        send(alice, 2, "grüezi");
        send(alice, 2, "nochmals");

        List<Flow> reached = flows(bob, false, "MESSAGE");
        Flow register = flows(bob, true, "REGISTER").getFirst();
        Flow first = reached.getFirst();
        assertThat(first.transport()).isEqualTo(TransportProtocol.TCP);
        assertThat(first.protectedBy()).isEqualTo(register.protectedBy());
        assertThat(first.remote().getPort()).isBetween(6061, 6068);
        assertThat(first.local().getPort()).isNotEqualTo(register.local().getPort());
        assertThat(bob.requested.getFirst().header("Via")).startsWith("SIP/2.0/TCP ");
        assertThat(reached).as("it is used again").containsOnly(first);
    }

    @Test
    @Requirement("port-udp-use")
    void aMessageTooLargeForUdpIsTriedOverTcpAndGoesOverUdpWhereTheUeTakesNone() throws Exception {
        SimulatedUe alice = registered(1, REVERSE);
        SimulatedUe bob = registered(2, Transports.UDP);
        send(alice, 2, "x".repeat(2_000));

        assertThat(flows(bob, false, "MESSAGE"))
                .isNotEmpty()
                .allMatch(flow -> flow.transport() == TransportProtocol.UDP);
        assertThat(
                        lab.core
                                .meters()
                                .get("sip.tcp.ended")
                                .tags("role", "gm-protected", "reason", "not-connected")
                                .counter()
                                .count())
                .isEqualTo(1);
    }

    /**
     * "No unprotected messages shall be sent from or received on the ports port_ps and port_pc".
     */
    @Test
    @Requirement("port-not-sip")
    void clearTcpToTheProtectedPortsFindsNoSocketAtRealAddresses() throws Exception {
        SimulatedUe alice = registered(1, Transports.TCP);
        Flow sm7 = Objects.requireNonNull(flows(alice, true, "REGISTER").getFirst());
        List<InetSocketAddress> ports = new ArrayList<>(List.of(sm7.local(), sm7.remote()));
        for (int port = 6060; port <= 6068; port++) {
            ports.add(new InetSocketAddress(LoopbackLab.PCSCF, port));
        }
        for (InetSocketAddress port : ports) {
            Assertions.assertThatThrownBy(
                            () -> new Socket(port.getAddress(), port.getPort()).close())
                    .as("%s", port)
                    .isInstanceOf(ConnectException.class);
        }
    }

    @Test
    void aMessageOfTwentyThousandOctetsArrivesWhole() throws Exception {
        SimulatedUe alice = registered(1, Transports.TCP);
        SimulatedUe bob = registered(2, Transports.TCP);
        send(alice, 2, "x".repeat(20_000));
        assertThat(bob.requested.getFirst().body()).hasSize(20_000);
    }

    /** Root, but without the capability: as a unit or a container may have it. */
    @Test
    void withoutCapNetAdminTheUeIsRefusedWithTheReason() throws Exception {
        Path script = folder.resolve("script");
        Path exits = folder.resolve("exits");
        Files.writeString(
                script,
                "ue register --pcscf %s:5060 --subscriber 1 --sqn-file %s --transport tcp"
                        .replaceFirst("%s", LoopbackLab.PCSCF)
                        .replaceFirst("%s", folder.resolve("sqn").toString()));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Tools.require("setpriv").toString(),
                                "--inh-caps=-net_admin",
                                "--bounding-set=-net_admin"));
        command.addAll(JavaProcess.command(NamespaceUe.class, script.toString(), exits.toString()));
        Tools.Result result = Tools.run(command);
        assertThat(Files.readString(exits)).as(result.err()).isEqualTo("7\n");
        assertThat(result.err())
                .contains("IPsec not possible here: TCP inside ESP")
                .contains("expected: CAP_NET_ADMIN")
                .contains("or --transport udp");
    }
}
