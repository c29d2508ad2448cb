package org.gatehouse.ims.hss.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.testkit.Tools;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.hss.config.HssConfig;
import org.gatehouse.ims.hss.cx.HssPolicy;
import org.gatehouse.ims.hss.store.MemoryStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Our HSS and a CSCF of ours, with a freeDiameter daemon between them as a relay. */
@Timeout(120)
class FreeDiameterTest {
    private static final String REALM = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final String IMPI = "001010000000001@" + REALM;
    private static final String IMPU = "sip:" + IMPI;
    private static final String SCSCF = "sip:127.0.0.1:5082";
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    /** So short that watchdogs are seen within a test. */
    private static final PeerTimes TIMES = PeerTimes.DEFAULT.withWatchdog(Duration.ofSeconds(3));

    @TempDir private Path folder;

    private final NettyNetwork network = new NettyNetwork(1);
    private final ThreadShards shards = new ThreadShards("fd", 2);
    private final Queue<PushRequest> pushed = new ConcurrentLinkedQueue<>();
    private final HssNode hss =
            new HssNode(
                    new HssConfig(
                            new InetSocketAddress(LOOPBACK, 0),
                            "hss." + REALM,
                            REALM,
                            3,
                            List.of(),
                            HssPolicy.OPEN,
                            AllowedPeers.of(List.of(LOOPBACK), List.of("relay." + REALM)),
                            Optional.empty()),
                    new MemoryStore(),
                    network,
                    shards,
                    new SimpleMeterRegistry());
    private @Nullable DiameterCxClient client;
    private @Nullable Process relay;

    @BeforeEach
    void start() throws Exception {
        Path daemon = Tools.require("freeDiameterd");
        hss.start();
        int port = freePort();
        Path config = folder.resolve("relay.conf");
        Files.writeString(folder.resolve("peers.conf"), "ALLOW_IPSEC *." + REALM + "\n");
        Files.writeString(config, config(port));
        relay =
                new ProcessBuilder(daemon.toString(), "-c", config.toString(), "-d")
                        .redirectErrorStream(true)
                        .redirectOutput(log().toFile())
                        .start();
        DiameterCxClient cscf =
                new DiameterCxClient(
                        new CxRoute(new LocalPeer("scscf." + REALM, REALM, "test", 1), REALM),
                        List.of(new InetSocketAddress(LOOPBACK, port)),
                        Duration.ofSeconds(5),
                        TIMES,
                        network,
                        shards,
                        new SimpleMeterRegistry());
        client = cscf;
        cscf.serve((request, reply) -> {
            pushed.add(request);
            reply.accept(CxResult.DIAMETER_SUCCESS);
        });
        cscf.start();
        await("both peers open", () -> cscf.isConnected() && logHas("STATE_OPEN", "hss." + REALM));
    }

    @AfterEach
    void stop() throws Exception {
        if (client != null) {
            client.close();
        }
        hss.close();
        if (relay != null) {
            relay.destroy();
            if (!relay.waitFor(10, TimeUnit.SECONDS)) {
                relay.destroyForcibly().waitFor();
            }
        }
        shards.close();
        network.close();
    }

    private String config(int port) {
        return """
        Identity = "relay.%1$s";
        Realm = "%1$s";
        Port = %2$d;
        SecPort = 0;
        No_SCTP;
        No_IPv6;
        ListenOn = "127.0.0.1";
        TcTimer = 1;
        TwTimer = 6;
        ConnectPeer = "hss.%1$s" { ConnectTo = "127.0.0.1"; Port = %3$d; No_TLS; };
        LoadExtension = "acl_wl.fdx" : "%4$s";
        LoadExtension = "dbg_msg_dumps.fdx" : "0x0080";
        """
                .formatted(REALM, port, hss.cx().getPort(), folder.resolve("peers.conf"));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }

    private Path log() {
        return folder.resolve("relay.log");
    }

    /** Whether a line of the relay's log holds all of these. */
    private boolean logHas(String... texts) {
        return log(texts) > 0;
    }

    private long log(String... texts) {
        try {
            String all = new String(Files.readAllBytes(log()), StandardCharsets.ISO_8859_1);
            // "SND to PEER:" and the name of the message stand in two lines
            return all.replaceAll(":\\R\\S+\\s+NOTI\\s+'", " '")
                    .lines()
                    .filter(line -> List.of(texts).stream().allMatch(line::contains))
                    .count();
        } catch (IOException e) {
            return 0;
        }
    }

    private void await(String what, BooleanSupplier condition) throws Exception {
        CompletableFuture<Void> met = new CompletableFuture<>();
        Shard shard = shards.get(0);
        shard.offer(() -> poll(shard, condition, met));
        try {
            met.get(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(what + " did not happen:\n" + Files.readString(log()), e);
        }
    }

    private static void poll(Shard shard, BooleanSupplier condition, CompletableFuture<Void> met) {
        if (condition.getAsBoolean()) {
            met.complete(null);
        } else {
            shard.schedule(Duration.ofMillis(50), () -> poll(shard, condition, met));
        }
    }

    private CxAnswer ask(CxRequest request) throws Exception {
        CompletableFuture<CxOutcome> outcome = new CompletableFuture<>();
        Shard shard = shards.get(1);
        DiameterCxClient cscf = Objects.requireNonNull(client);
        shard.offer(() -> cscf.forShard(shard).send(request, outcome::complete));
        CxOutcome ended = outcome.get(20, TimeUnit.SECONDS);
        if (ended instanceof CxOutcome.Answered(CxAnswer answer)) {
            return answer;
        }
        throw new AssertionError(ended + "\n" + Files.readString(log()));
    }

    private void register() throws Exception {
        ask(new MultimediaAuth(IMPI, IMPU, SCSCF, 1, null));
        assertThat(
                        ask(new ServerAssignment(
                                        IMPI,
                                        List.of(IMPU),
                                        SCSCF,
                                        AssignmentType.REGISTRATION,
                                        false))
                                .result())
                .isEqualTo(CxResult.DIAMETER_SUCCESS);
    }

    @Test
    void everyCommandOfACscfIsRelayedAndAnswered() throws Exception {
        assertThat(
                        ask(new UserAuthorization(
                                        IMPI, IMPU, REALM, UserAuthorization.Type.REGISTRATION))
                                .result())
                .isEqualTo(CxResult.DIAMETER_FIRST_REGISTRATION);
        MultimediaAuthAnswer vectors =
                (MultimediaAuthAnswer) ask(new MultimediaAuth(IMPI, IMPU, SCSCF, 3, null));
        assertThat(vectors.result()).isEqualTo(CxResult.DIAMETER_SUCCESS);
        assertThat(vectors.vectors()).hasSize(3);
        register();
        LocationInfoAnswer served = (LocationInfoAnswer) ask(new LocationInfo(IMPU, false));
        assertThat(served.serverName()).isEqualTo(SCSCF);
    }

    @Test
    void aTerminationFindsItsWayThroughTheRelayToTheScscf() throws Exception {
        register();
        Outcome outcome =
                Objects.requireNonNull(hss.actions().get("deregister"))
                        .post(Map.of("impi", List.of(IMPI)))
                        .toCompletableFuture()
                        .get(20, TimeUnit.SECONDS);
        assertThat(outcome).isEqualTo(new Outcome(200, new HssOrders.Done(IMPI, SCSCF)));
        assertThat(pushed).hasSize(1).first().isInstanceOf(RegistrationTermination.class);
    }

    @Test
    void watchdogsAndGoodbyesAreExchanged() throws Exception {
        await("a watchdog of ours answered", () -> logHas("SND", "Device-Watchdog-Answer"));
        await("a watchdog of the relay answered", () -> logHas("RCV", "Device-Watchdog-Answer"));
        Objects.requireNonNull(client).close();
        await("our goodbye answered", () -> logHas("SND", "Disconnect-Peer-Answer"));
        hss.close();
        await("the HSS's goodbye answered", () -> log("SND", "Disconnect-Peer-Answer") > 1);
    }
}
