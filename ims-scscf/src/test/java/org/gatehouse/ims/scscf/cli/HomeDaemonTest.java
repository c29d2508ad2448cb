package org.gatehouse.ims.scscf.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.io.DiameterCxServer;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.scscf.config.HomeSchemas;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.config.ScscfSettings;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.TestHss;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

/** Both roles in one process, on real sockets, with Diameter to the HSS. */
@Timeout(value = 30, unit = TimeUnit.SECONDS)
class HomeDaemonTest {
    private final InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void aRegisterGoesThroughTheIcscfToTheScscfAndBothAskTheHss()
            throws IOException, ConfigException, SipParseException {
        TestHss hss =
                new TestHss(new Random(1))
                        .subscriber(Registers.IMPI, Registers.IMPU, Registers.TEL);
        try (NettyNetwork network = new NettyNetwork(1);
                ThreadShards shards = new ThreadShards("hss", 1);
                DiameterCxServer server =
                        new DiameterCxServer(
                                new LocalPeer("hss.test", Registers.DOMAIN, "Test", 1),
                                PeerTimes.DEFAULT,
                                network,
                                shards,
                                hss,
                                new SimpleMeterRegistry())) {
            InetSocketAddress cx =
                    server.listen(new InetSocketAddress(loopback, 0), AllowedPeers.ANYONE);
            Settings settings =
                    settings(
                            "hss=127.0.0.1:" + cx.getPort(),
                            "sip=" + free(),
                            "icscf.sip=" + free(),
                            "shards=2");
            try (Daemon daemon = start(settings)) {
                SipResponse challenge = exchange(settings, daemon);

                assertThat(challenge.status()).isEqualTo(401);
                assertThat(challenge.header("WWW-Authenticate")).contains("AKAv1-MD5", "ck=");
                assertThat(daemon.problems()).isEmpty();
                assertThat(daemon.api()).containsOnlyKeys("registrations");
            }
        }
    }

    @Test
    void withoutAnHssTheDaemonSaysThatItCannotWork() throws IOException, ConfigException {
        Settings settings = settings("hss=" + free(), "sip=" + free(), "icscf.sip=" + free());

        try (Daemon daemon = start(settings)) {
            assertThat(daemon.problems()).containsExactly("no connection to the HSS");
        }
    }

    @Test
    void aBadSettingEndsTheCommandWithTwoAndSaysWhatIsExpected() {
        StringWriter err = new StringWriter();
        CommandLine command =
                new CommandLine(new ScscfCommand()).setErr(new PrintWriter(err, true));

        int code =
                command.execute("--roles", "scscf,icscf", "--set", "scscf.vectors-per-request=9");

        assertThat(code).isEqualTo(2);
        assertThat(err.toString())
                .contains("vectors-per-request", "\"9\"", "expected: a whole number from 1 to 5");
    }

    @Test
    void aRoleThatThereIsNotEndsTheCommandWithTwo() {
        StringWriter err = new StringWriter();
        CommandLine command =
                new CommandLine(new ScscfCommand()).setErr(new PrintWriter(err, true));

        assertThat(command.execute("--roles", "hss")).isEqualTo(2);
        assertThat(err.toString()).contains("scscf, icscf");
    }

    private static Daemon start(Settings settings) throws IOException, ConfigException {
        ScscfConfig config = ScscfSettings.read(settings);
        ServerEntry own = new ServerEntry(config.auth().serverName(), config.sip(), Set.of());
        return new HomeDaemon("scscf", settings, new SimpleMeterRegistry())
                .serve(config)
                .serve(HomeSchemas.ICSCF_BESIDE.read(settings, own));
    }

    /** Sends a REGISTER to the I-CSCF until it is not turned away for want of an HSS. */
    private SipResponse exchange(Settings settings, Daemon daemon)
            throws IOException, ConfigException, SipParseException {
        InetSocketAddress icscf =
                HomeSchemas.ICSCF_BESIDE
                        .read(
                                settings,
                                new ServerEntry(
                                        "sip:unused", new InetSocketAddress(loopback, 1), Set.of()))
                        .sip();
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            while (!daemon.problems().isEmpty()) {
                Thread.onSpinWait();
            }
            byte[] octets =
                    new String(Registers.register().octets(), UTF_8)
                            .replace(";branch", ";rport;branch")
                            .getBytes(UTF_8);
            socket.send(new DatagramPacket(octets, octets.length, icscf));
            byte[] buffer = new byte[65_535];
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            socket.receive(packet);
            return (SipResponse) SipMessage.parse(Arrays.copyOf(buffer, packet.getLength()));
        }
    }

    private String free() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
            return HostPort.of((InetSocketAddress) socket.getLocalSocketAddress());
        }
    }

    private static Settings settings(String... overrides) throws ConfigException {
        return Settings.load(null, List.of(overrides), "scscf", HomeSchemas.SCSCF);
    }
}
