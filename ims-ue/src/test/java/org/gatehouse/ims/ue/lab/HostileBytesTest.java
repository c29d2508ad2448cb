package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.ims.core.admin.AdminServer;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.cli.Ims;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** "Random bytes on every port leave every daemon serving." The seed is in each failure. */
class HostileBytesTest {
    private static final int UES = 3;

    private final StringWriter printed = new StringWriter();

    @TempDir private Path folder;

    @Test
    void randomBytesInTheSimulatedNetworkLeaveEverySubscriberServed() throws Exception {
        for (long seed = 1; seed <= 4; seed++) {
            simulated(seed, 1_500);
        }
    }

    @Test
    @Tag("long")
    void manyRandomBytesInTheSimulatedNetworkLeaveEverySubscriberServed() throws Exception {
        for (long seed = 100; seed < 200; seed++) {
            simulated(seed, 10_000);
        }
    }

    @Test
    void randomBytesOnEverySocketLeaveEveryDaemonServing() throws Exception {
        onSockets(1, 1_500);
    }

    @Test
    @Tag("long")
    void manyRandomBytesOnEverySocketLeaveEveryDaemonServing() throws Exception {
        for (long seed = 10; seed < 20; seed++) {
            onSockets(seed, 30_000);
        }
    }

    // ---- in the simulated network, where time passes and all that is kept can be counted

    private void simulated(long seed, int messages) throws Exception {
        Hostility hostility = new Hostility(seed);
        List<Datagram> seen = new ArrayList<>();
        try (SimulatedLab lab =
                new SimulatedLab(seed, UES, NetworkFaults.NONE, "pcscf.sec-agree=optional")) {
            lab.network.adversary(datagram -> {
                seen.add(datagram);
                return List.of(datagram);
            });
            register(lab, seed, 1);
            lab.network.adversary(List::of);
            List<byte[]> bodies = seen.stream().map(Datagram::payload).toList();
            List<InetSocketAddress> ends = new ArrayList<>();
            seen.forEach(datagram -> ends.addAll(List.of(datagram.from(), datagram.to())));
            for (int i = 0; i < messages; i++) {
                InetSocketAddress from = pick(hostility, ends);
                lab.network.inject(
                        new Datagram(from, pick(hostility, ends), hostility.octets(bodies)));
                lab.time.advance(Duration.ofMillis(20));
            }
            register(lab, seed, 2);
            lab.time.advance(Duration.ofMinutes(30));
            assertNothingPilesUp(lab, seed);
        }
    }

    private static void register(SimulatedLab lab, long seed, int times) {
        // what hostile octets did to a UE on its own path ends in a new attempt of its own
        for (SimulatedUe ue : lab.ues) {
            boolean registered = false;
            for (int attempt = 0; attempt < times * 2 && !registered; attempt++) {
                int before = ue.outcomes.size();
                ue.node.register();
                lab.time.runUntil(() -> ue.outcomes.size() > before, Duration.ofMinutes(10));
                registered = ue.outcomes.getLast() instanceof Outcome.Registered;
            }
            assertThat(registered).as("seed %d: %s", seed, ue.outcomes).isTrue();
        }
    }

    private static void assertNothingPilesUp(SimulatedLab lab, long seed) {
        assertThat(lab.core.meters().get("pcscf.sets").gauge().value())
                .as("sets, seed %d", seed)
                .isLessThanOrEqualTo(UES * 2.0);
        assertThat(lab.core.meters().get("pcscf.users").gauge().value())
                .as("users, seed %d", seed)
                .isLessThanOrEqualTo(UES * 2.0);
        // each node and each UE has a few timers of its own, and no transaction is left
        assertThat(lab.time.pending()).as("timers, seed %d", seed).isLessThan(60);
    }

    private static <T> T pick(Hostility hostility, List<T> list) {
        return list.get(hostility.random().nextInt(list.size()));
    }

    // ---- on sockets of this machine

    private void onSockets(long seed, int messages) throws Exception {
        String prefix = LoopbackPrefix.next();
        try (NettyNetwork network = new NettyNetwork(2);
                ThreadShards shards = new ThreadShards("hostile", 2);
                LabCore core = new LabCore(address -> network, prefix, shards, 10);
                AdminServer admin =
                        AdminServer.start(
                                new InetSocketAddress(InetAddress.ofLiteral(prefix + ".3"), 8060),
                                core.pcscf()::problems,
                                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                                core.pcscf().api())) {
            for (int i = 0; i < 500 && !core.isReady(); i++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            Hostility hostility = new Hostility(seed);
            datagrams(hostility, prefix, messages);
            streams(hostility, new InetSocketAddress(prefix + ".1", 3868), Hostility.diameter());
            streams(hostility, admin.address(), Hostility.http());

            assertThat(register(core)).as("seed %d: %s", seed, printed).isZero();
            assertThat(shards.failed()).as("failed tasks, seed %d", seed).isZero();
            assertThat(health(admin.address())).isEqualTo(200);
            assertThat(core.isReady()).isTrue();
            assertThat(core.meters().get("pcscf.sets").gauge().value()).isLessThan(messages);
        }
    }

    /** From the address of each node, so that some come from peers that are trusted. */
    private static void datagrams(Hostility hostility, String prefix, int messages)
            throws Exception {
        List<byte[]> bodies = captured(prefix);
        List<InetSocketAddress> ports =
                List.of(
                        new InetSocketAddress(prefix + ".3", 5060),
                        new InetSocketAddress(prefix + ".3", 5070),
                        new InetSocketAddress(prefix + ".3", 4500),
                        new InetSocketAddress(prefix + ".2", 5081),
                        new InetSocketAddress(prefix + ".2", 5082));
        List<DatagramSocket> sockets = new ArrayList<>();
        for (String host : List.of(".1", ".2", ".3", ".77")) {
            sockets.add(new DatagramSocket(0, InetAddress.ofLiteral(prefix + host)));
        }
        for (int i = 0; i < messages; i++) {
            byte[] octets = hostility.octets(bodies);
            pick(hostility, sockets)
                    .send(new DatagramPacket(octets, octets.length, pick(hostility, ports)));
        }
        sockets.forEach(DatagramSocket::close);
    }

    /** The datagrams of a registration in the simulated network, as if it had been here. */
    static List<byte[]> captured(String prefix) throws Exception {
        List<byte[]> bodies = new ArrayList<>();
        try (SimulatedLab lab = new SimulatedLab(1, 1, NetworkFaults.NONE)) {
            lab.network.adversary(datagram -> {
                boolean sip = datagram.to().getPort() != 4500;
                String text = new String(datagram.payload(), ISO_8859_1);
                bodies.add(
                        sip
                                ? text.replace("10.0.0.", prefix + ".").getBytes(ISO_8859_1)
                                : datagram.payload());
                return List.of(datagram);
            });
            register(lab, 1, 1);
            lab.ues.getFirst().messages.forEach(seen -> bodies.add(seen.octets()));
        }
        return bodies;
    }

    static void streams(Hostility hostility, InetSocketAddress port, List<byte[]> messages) {
        for (int i = 0; i < 100; i++) {
            try (Socket socket = new Socket(port.getAddress(), port.getPort())) {
                if (hostility.random().nextBoolean()) {
                    socket.getOutputStream().write(messages.getFirst());
                }
                for (int n = hostility.random().nextInt(5); n >= 0; n--) {
                    socket.getOutputStream().write(hostility.octets(messages));
                }
            } catch (IOException cutOff) {
                // so it should be
                assertThat(cutOff).isInstanceOf(IOException.class);
            }
        }
    }

    private int register(LabCore core) {
        // what was injected may have made the home network challenge anew in between
        int exit = -1;
        for (int attempt = 0; attempt < 3 && exit != 0; attempt++) {
            exit =
                    Ims.commandLine()
                            .setOut(new PrintWriter(new StringWriter()))
                            .setErr(new PrintWriter(printed))
                            .execute(
                                    "ue",
                                    "register",
                                    "--pcscf",
                                    core.gm().getAddress().getHostAddress() + ":5060",
                                    "--sqn-file",
                                    folder.resolve("card.sqn").toString(),
                                    "--subscriber",
                                    "1");
        }
        return exit;
    }

    private static int health(InetSocketAddress admin) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri =
                    URI.create(
                            "http://"
                                    + admin.getAddress().getHostAddress()
                                    + ":"
                                    + admin.getPort()
                                    + "/health");
            return client.send(
                            HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }
}
