package org.gatehouse.ims.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final Instant AT = Instant.parse("2026-11-21T07:00:00.123456Z");
    private static final String OPTIONS =
            """
            OPTIONS sip:a@b SIP/2.0\r
            Via: SIP/2.0/UDP 127.0.1.1:5061;branch=z9hG4bKx\r
            CSeq: 7 OPTIONS\r
            Content-Length: 0\r
            \r
            """;

    @TempDir private Path folder;

    @Test
    void tsharkReadsIpv4AndIpv6PacketsWithTimesAndGoodChecksums() throws Exception {
        String tshark = Tools.require("tshark").toString();
        Path file = folder.resolve("two packets.pcapng");
        byte[] sip = OPTIONS.getBytes(StandardCharsets.US_ASCII);
        try (PcapngWriter writer = PcapngWriter.create(file)) {
            writer.packet(
                    AT,
                    OuterPacket.udp(address("127.0.1.1", 5061), address("127.0.0.1", 5060), sip));
            writer.packet(
                    AT.plusMillis(1),
                    OuterPacket.udp(address("2001:db8::1", 5061), address("::1", 5060), sip));
        }
        Tools.Result result =
                Tools.run(
                        List.of(
                                tshark,
                                "-n",
                                "-r",
                                file.toString(),
                                "-o",
                                "udp.check_checksum:TRUE",
                                "-o",
                                "ip.check_checksum:TRUE",
                                "-T",
                                "fields",
                                "-E",
                                "separator=;",
                                "-e",
                                "frame.time_epoch",
                                "-e",
                                "ip.src",
                                "-e",
                                "ipv6.src",
                                "-e",
                                "ip.checksum.status",
                                "-e",
                                "udp.checksum.status",
                                "-e",
                                "sip.Method"));
        assertThat(result.out())
                .isEqualTo(
                        """
                        1795244400.123456000;127.0.1.1;;1;1;OPTIONS
                        1795244400.124456000;;2001:db8::1;;1;OPTIONS
                        """);
        Tools.Result info = Tools.run(List.of(tshark, "-r", file.toString(), "-c", "1", "-V"));
        assertThat(info.out()).contains("Encapsulation type: Raw IP");
    }

    @Test
    void eachPacketIsInTheFileAtOnce() throws Exception {
        Path file = folder.resolve("a.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(file)) {
            long header = Files.size(file);
            assertThat(header).isEqualTo(28 + 20);
            writer.packet(AT, new byte[] {1, 2, 3, 4, 5});
            assertThat(Files.size(file)).isEqualTo(header + 32 + 8);
        }
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }
}
