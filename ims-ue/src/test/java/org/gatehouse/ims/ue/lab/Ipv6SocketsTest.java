package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.ue.cli.Ims;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line of the UE against the whole core, all of it at ::1 of this machine. */
class Ipv6SocketsTest {
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("::1");

    private final NettyNetwork network = new NettyNetwork(1);
    private final ThreadShards shards = new ThreadShards("core", 2);
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @SuppressWarnings("NullAway.Init") // every test that is not skipped has one
    private LabCore core;

    @TempDir private Path folder;

    @BeforeEach
    void startCore() throws IOException, ConfigException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            assertThat(socket.isBound()).isTrue();
        } catch (IOException e) {
            Privileges.skip("no IPv6 here: " + e.getMessage() + " (expected: ::1 on loopback)");
        }
        core =
                new LabCore(
                        address -> network,
                        CorePlaces.free(LOOPBACK),
                        shards,
                        new SimpleMeterRegistry(),
                        10,
                        List.of(
                                "pcscf.sec-agree=optional",
                                "scscf.accept-unprotected-answer=true"));
        for (int i = 0; i < 500 && !core.isReady(); i++) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(core.isReady()).isTrue();
    }

    @AfterEach
    void stopCore() throws IOException {
        if (core != null) {
            core.close();
        }
        shards.close();
        network.close();
    }

    private int register(int ownEspPort, String... options) {
        int pcscfEspPort = core.pcscf().esp().orElseThrow().getPort();
        List<String> all =
                new ArrayList<>(
                        List.of(
                                "ue",
                                "register",
                                "--pcscf",
                                HostPort.of(core.gm()),
                                "--esp-port",
                                ownEspPort + "," + pcscfEspPort,
                                "--sqn-file",
                                folder.resolve("card.sqn").toString()));
        all.addAll(List.of(options));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return Ims.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    @ParameterizedTest
    @CsvSource({
        "hmac-sha-1-96, aes-cbc",
        "hmac-md5-96, aes-cbc",
        "hmac-sha-1-96, des-ede3-cbc",
        "hmac-md5-96, des-ede3-cbc",
        "hmac-sha-1-96, null",
        "hmac-md5-96, null",
    })
    @Requirement({"esp-int-algs", "esp-enc-algs"})
    void everyCombinationOfAlgorithmsRegistersRefreshesAndDeregisters(String alg, String ealg)
            throws IOException {
        String[] options = {
            "--subscriber=1", "--alg=" + alg, "--ealg=" + ealg, "--json", "--refresh=1", "--hold=0"
        };

        assertThat(register(4500, options)).as(err.toString()).isZero();
        JsonNode result = new ObjectMapper().readTree(out.toString());
        assertThat(result.get("status").asInt()).isEqualTo(200);
        assertThat(result.get("alg").asText()).isEqualTo(alg);
        assertThat(result.get("ealg").asText()).isEqualTo(ealg);
        assertThat(result.get("service_route").toString()).contains("@[::1]:");
    }

    @Test
    void whereThePortForEspIsTakenTheNextOneIs() throws IOException {
        try (DatagramSocket neighbour = new DatagramSocket(new InetSocketAddress(LOOPBACK, 0))) {
            int taken = neighbour.getLocalPort();
            assertThat(register(taken, "--subscriber=2", "--refresh=1", "--hold=0"))
                    .as(err.toString())
                    .isZero();
        }
    }

    @Test
    void withoutIpsecAUeRegistersOverTcp() {
        assertThat(
                        register(
                                4500,
                                "--subscriber=3",
                                "--transport=tcp",
                                "--ipsec=off",
                                "--ladder",
                                "--hold=0"))
                .as(err.toString())
                .isZero();
    }

    @Test
    @Requirement({"arch-gm-protected", "esp-four-sas"})
    void tsharkFindsGoodIcvsAndTheSipInsideWithTheFilesThatTheUeWrote() throws Exception {
        Path tshark = Tools.require("tshark");
        Path home = folder.resolve("home");
        Path settings = Tshark.settings(tshark, home);
        Path seen = folder.resolve("seen.pcapng");

        assertThat(
                        register(
                                4500,
                                "--subscriber=4",
                                "--hold=0",
                                "--pcap=" + seen,
                                "--esp-sa=" + settings.resolve("esp_sa")))
                .as(err.toString())
                .isZero();
        Tools.Result result =
                Tools.run(
                        List.of(
                                "env",
                                "HOME=" + home,
                                tshark.toString(),
                                "-n",
                                "-r",
                                seen.toString(),
                                "-d",
                                "udp.port=="
                                        + core.pcscf().esp().orElseThrow().getPort()
                                        + ",udpencap",
                                "-Y",
                                "esp",
                                "-o",
                                "esp.enable_encryption_decode:TRUE",
                                "-o",
                                "esp.enable_authentication_check:TRUE",
                                // a UE's port is random, and some are known for other protocols
                                "-o",
                                "udp.try_heuristic_first:TRUE",
                                "-o",
                                "udp.check_checksum:TRUE",
                                "-T",
                                "fields",
                                "-E",
                                "separator=;",
                                "-E",
                                "occurrence=f",
                                "-e",
                                "udp.checksum.status",
                                "-e",
                                "esp.icv_good",
                                "-e",
                                "sip.Method",
                                "-e",
                                "sip.Status-Code"));
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out().lines())
                .hasSizeGreaterThanOrEqualTo(4)
                .allMatch(line -> line.startsWith("1;1;"))
                .anyMatch(line -> line.endsWith(";REGISTER;"))
                .anyMatch(line -> line.endsWith(";;200"));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8::1:5060, 127.0.0.1, HOST:PORT",
        "[::1]:5060, 127.0.0.1, both IPv4 or both IPv6",
        "127.0.0.1:5060, [::1], both IPv4 or both IPv6",
        "[::1]5060, [::1], HOST:PORT",
    })
    void addressesThatCannotBeMeantAreRefused(String pcscf, String local, String expected) {
        int exit = run("ue", "register", "--subscriber=1", "--pcscf", pcscf, "--local", local);

        assertThat(exit).isEqualTo(2);
        assertThat(err.toString()).contains(expected);
    }
}
