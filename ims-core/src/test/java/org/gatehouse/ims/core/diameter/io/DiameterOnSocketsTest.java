package org.gatehouse.ims.core.diameter.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Cx over TCP on loopback, and what Wireshark's dissector says of it. */
@Timeout(120)
class DiameterOnSocketsTest {
    private static final int USERS = 500;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RecordingNetwork network = new RecordingNetwork(new NettyNetwork(1));
    private final ThreadShards cscfShards = new ThreadShards("cscf", 3);
    private final ThreadShards hssShards = new ThreadShards("hss", 2);
    private final DiameterCxServer server =
            new DiameterCxServer(
                    CxFixtures.HSS,
                    PeerTimes.DEFAULT,
                    network,
                    hssShards,
                    CxFixtures.HSS_HANDLER,
                    meters);

    private DiameterCxClient client = newClient(List.of());

    @BeforeEach
    void connect() throws Exception {
        InetSocketAddress address =
                server.listen(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        AllowedPeers.ANYONE);
        client = newClient(List.of(address));
        client.start();
        CompletableFuture<Void> connected = new CompletableFuture<>();
        Shard shard = cscfShards.get(0);
        shard.offer(() -> waitUntilConnected(shard, connected));
        connected.get(10, TimeUnit.SECONDS);
    }

    private DiameterCxClient newClient(List<InetSocketAddress> hss) {
        return new DiameterCxClient(
                CxFixtures.ROUTE,
                hss,
                Duration.ofSeconds(10),
                PeerTimes.DEFAULT,
                network,
                cscfShards,
                meters);
    }

    private void waitUntilConnected(Shard shard, CompletableFuture<Void> connected) {
        if (client.isConnected()) {
            connected.complete(null);
        } else {
            shard.schedule(Duration.ofMillis(5), () -> waitUntilConnected(shard, connected));
        }
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        cscfShards.close();
        hssShards.close();
        network.close();
    }

    private CompletableFuture<CxOutcome> send(int user, CxRequest request) {
        CompletableFuture<CxOutcome> outcome = new CompletableFuture<>();
        Shard shard = cscfShards.get(user % cscfShards.count());
        shard.offer(() -> client.forShard(shard).send(request, outcome::complete));
        return outcome;
    }

    @Test
    void hundredsOfRequestsFromAllShardsGetTheirOwnAnswers() throws Exception {
        List<CompletableFuture<CxOutcome>> outcomes = new ArrayList<>();
        for (int user = 0; user < USERS; user++) {
            outcomes.add(send(user, CxFixtures.mar(user)));
        }
        for (int user = 0; user < USERS; user++) {
            assertThat(outcomes.get(user).get(10, TimeUnit.SECONDS))
                    .isEqualTo(new CxOutcome.Answered(CxFixtures.answerTo(CxFixtures.mar(user))));
        }
        assertThat(cscfShards.failed() + hssShards.failed()).isZero();
    }

    @Test
    void tsharkFindsTheExchangeWellFormed(@TempDir Path directory) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/tshark")), "tool missing: tshark");
        for (CxRequest request : List.of(CxFixtures.uar(1), CxFixtures.mar(1), CxFixtures.sar(1))) {
            send(1, request).get(10, TimeUnit.SECONDS);
        }
        Path file = directory.resolve("cx.pcap");
        Files.write(file, StreamPcap.of(network.pieces()));

        assertThat(tshark(file, "-T", "fields", "-e", "diameter.cmd.code", "-e", "diameter.flags"))
                .containsExactly(
                        "257\t0x80", "257\t0x00",
                        "300\t0xc0", "300\t0x40",
                        "303\t0xc0", "303\t0x40",
                        "301\t0xc0", "301\t0x40");
        assertThat(tshark(file, "-Y", "_ws.malformed or diameter.avp.unknown")).isEmpty();
        assertThat(tshark(file, "-Y", "_ws.expert.severity >= 0x600000 and diameter")).isEmpty();
        assertThat(
                        tshark(
                                file,
                                "-Y",
                                "diameter.3GPP-SIP-Authentication-Scheme == \"Digest-AKAv1-MD5\""))
                .hasSize(2);
    }

    private static List<String> tshark(Path file, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/tshark", "-r", file.toString()));
        command.addAll(List.of(arguments));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output.lines().toList();
    }
}
