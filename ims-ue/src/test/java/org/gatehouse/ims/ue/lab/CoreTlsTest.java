package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.TestCertificates;
import org.gatehouse.ims.ue.lab.LoopbackLab.Run;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A core whose CSCFs talk to each other, and to the HSS, over TLS alone. */
@Timeout(120)
class CoreTlsTest {
    private static final String PLAIN =
            """
            OPTIONS sip:127.0.0.1 SIP/2.0
            Via: SIP/2.0/%s 127.0.0.1:%d;branch=z9hG4bKplain
            From: <sip:a@home.test>;tag=1
            To: <sip:b@home.test>
            Call-ID: plain
            CSeq: 1 OPTIONS
            Max-Forwards: 70
            Content-Length: 0

            """
                    .replace("\n", "\r\n");

    @TempDir private Path folder;

    private final List<String> overrides = new ArrayList<>();

    @BeforeEach
    void switchAllToTls() throws Exception {
        TestCertificates made =
                TestCertificates.make(
                        folder,
                        "core",
                        "127.0.0.1",
                        LoopbackLab.PREFIX + ".1",
                        LoopbackLab.PREFIX + ".2",
                        LoopbackLab.PREFIX + ".3");
        for (String setting : made.settings(made.certificate())) {
            overrides.addAll(List.of("hss." + setting, "scscf." + setting, "pcscf." + setting));
        }
        overrides.addAll(List.of("hss.cx-tls=true", "scscf.cx-tls=true", "scscf.sip-tls=true"));
        overrides.add("pcscf.mw-tls=true");
    }

    private LoopbackLab lab() throws Exception {
        return new LoopbackLab(3, overrides.toArray(String[]::new));
    }

    @Test
    @Requirement("arch-core-protected")
    void aUeRegistersRefreshesAndDeregistersWhereEveryHopOfTheCoreIsTls() throws Exception {
        try (LoopbackLab lab = lab()) {
            Run run = lab.register(folder, "--subscriber=1", "--refresh=1", "--hold=0");
            assertThat(run.exitCode()).as(run.err()).isZero();
            // REGISTERs, and SUBSCRIBEs and NOTIFYs of the reg event package, with their answers
            for (String role : List.of("mw", "icscf", "scscf")) {
                assertThat(
                                lab.core
                                        .meters()
                                        .get("sip.tcp.connections")
                                        .tag("role", role)
                                        .gauge()
                                        .value())
                        .as(role)
                        .isPositive();
            }
        }
    }

    @Test
    @Requirement("arch-core-protected")
    void nobodyGetsAWordOutOfTheCoreWithoutTlsNeitherInDatagramsNorInAStream() throws Exception {
        try (LoopbackLab lab = lab()) {
            for (InetSocketAddress node :
                    List.of(
                            lab.core.scscf().local(),
                            lab.core.icscf().local(),
                            lab.core.pcscf().mw())) {
                assertThat(heardInDatagrams(node)).as("%s", node).isFalse();
                assertThat(heardInAStream(node)).as("%s", node).doesNotContain("SIP/2.0");
            }
        }
    }

    private static boolean heardInDatagrams(InetSocketAddress node) throws IOException {
        try (DatagramSocket socket =
                new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0))) {
            socket.setSoTimeout(1_000);
            byte[] request = PLAIN.formatted("UDP", socket.getLocalPort()).getBytes(ISO_8859_1);
            socket.send(new DatagramPacket(request, request.length, node));
            socket.receive(new DatagramPacket(new byte[2_000], 2_000));
            return true;
        } catch (SocketTimeoutException nothing) {
            return false;
        }
    }

    private static String heardInAStream(InetSocketAddress node) throws IOException {
        try (Socket socket = new Socket(node.getAddress(), node.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(PLAIN.formatted("TCP", socket.getLocalPort()).getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
