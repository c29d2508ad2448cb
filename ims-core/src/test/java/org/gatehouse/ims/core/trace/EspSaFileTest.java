package org.gatehouse.ims.core.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EspSaFileTest {
    private static final byte[] CK = HexFormat.of().parseHex("b40ba9a3c58b2a05bbf0d987b21bf8cb");
    private static final byte[] IK = HexFormat.of().parseHex("f769bcd751044604127672711c6d3441");
    private static final InetSocketAddress UE = address("127.0.1.1");
    private static final InetSocketAddress PCSCF = address("127.0.0.1");
    private static final String SIP =
            """
            OPTIONS sip:a@b SIP/2.0\r
            Via: SIP/2.0/UDP 127.0.1.1:5062;branch=z9hG4bKx\r
            CSeq: 7 OPTIONS\r
            Content-Length: 0\r
            \r
            """;

    @TempDir private Path folder;

    @Test
    void anSaIsOneLineInWiresharksFormat() throws Exception {
        Path file = folder.resolve("esp_sa");
        try (EspSaFile sas = EspSaFile.create(file)) {
            add(sas);
            assertThat(Files.readString(file))
                    .isEqualTo(
                            "\"IPv4\",\"127.0.1.1\",\"127.0.0.1\",\"0xb2d05e00\",\"NULL\",\"\","
                                    + "\"HMAC-MD5-96 [RFC2403]\",\"0x0102\"\n");
        }
    }

    @Test
    void anSaBetweenIpv6AddressesSaysSoAndNamesNoInterface() throws Exception {
        Path file = folder.resolve("esp_sa");
        InetAddress from = Inet6Address.getByAddress(null, address6("fe80::1"), 3);
        try (EspSaFile sas = EspSaFile.create(file)) {
            sas.add(
                    from,
                    InetAddress.ofLiteral("2001:db8:0:0:0:0:0:1"),
                    new Spi(0xb2d05e00L),
                    EspKeys.expand(
                            IntegrityAlgorithm.HMAC_MD5_96, EncryptionAlgorithm.NULL, CK, IK));
        }
        assertThat(Files.readString(file))
                .startsWith("\"IPv6\",\"fe80::1\",\"2001:db8::1\",\"0xb2d05e00\",");
    }

    private static byte[] address6(String literal) {
        return InetAddress.ofLiteral(literal).getAddress();
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void tsharkFindsTheIcvGoodAndTheSipInside(AlgorithmPair pair) throws Exception {
        String tshark = Tools.require("tshark").toString();
        AssociationSet set = set(pair);
        EspKeys keys = EspKeys.expand(pair.integrity(), pair.encryption(), CK, IK);
        OutboundSa sa = new OutboundSa(set.remote().spis().server(), keys);
        byte[] inner =
                InnerPacket.ipAndUdp(
                        Endpoint.of(UE.getAddress(), 5062),
                        Endpoint.of(PCSCF.getAddress(), 5063),
                        SIP.getBytes(StandardCharsets.US_ASCII));
        byte[] esp =
                Objects.requireNonNull(
                        sa.seal(inner, InnerPacket.PROTOCOL_IPV4, new IvSource(new Random(1))));
        Path capture = folder.resolve("a.pcapng");
        try (PcapngWriter writer = PcapngWriter.create(capture)) {
            writer.packet(Instant.EPOCH, OuterPacket.udp(UE, PCSCF, esp));
        }
        Path home = folder.resolve("home");
        Files.createDirectories(home.resolve(".config/wireshark"));
        try (EspSaFile sas = EspSaFile.create(home.resolve(".config/wireshark/esp_sa"))) {
            sas.add(set);
        }
        Tools.Result result =
                Tools.run(
                        List.of(
                                "env",
                                "HOME=" + home,
                                tshark,
                                "-n",
                                "-r",
                                capture.toString(),
                                "-o",
                                "esp.enable_encryption_decode:TRUE",
                                "-o",
                                "esp.enable_authentication_check:TRUE",
                                "-T",
                                "fields",
                                "-E",
                                "separator=;",
                                "-e",
                                "udp.dstport",
                                "-e",
                                "esp.icv_good",
                                "-e",
                                "sip.Method",
                                "-e",
                                "sip.CSeq.seq"));
        assertThat(result.out()).as(result.err()).isEqualTo("4500,5063;1;OPTIONS;7\n");
    }

    private static Stream<AlgorithmPair> pairs() {
        return Arrays.stream(IntegrityAlgorithm.values())
                .flatMap(alg ->
                        Arrays.stream(EncryptionAlgorithm.values())
                                .map(ealg -> new AlgorithmPair(alg, ealg)));
    }

    private static AssociationSet set(AlgorithmPair pair) {
        return new AssociationSet(
                new SetId(1),
                new AssociationSet.End(
                        UE.getAddress(),
                        new PortPair(5062, 5064),
                        new SpiPair(new Spi(1_000_000_001L), new Spi(1_000_000_002L))),
                new AssociationSet.End(
                        PCSCF.getAddress(),
                        new PortPair(5065, 5063),
                        new SpiPair(new Spi(4_000_000_003L), new Spi(4_294_967_295L))),
                pair.integrity(),
                pair.encryption(),
                IpsecMode.UDP_ENCAPSULATED_TUNNEL,
                UE,
                PCSCF,
                new SessionKeys(CK, IK));
    }

    @Test
    void onlyTheOwnerCanReadIt() throws Exception {
        Path file = folder.resolve("esp_sa");
        EspSaFile.create(file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileOthersCanReadOrALinkIsReplacedAndNeverWrittenInto() throws Exception {
        Path open = Files.writeString(folder.resolve("open"), "old");
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-rw-rw-"));
        Path target = Files.writeString(folder.resolve("target"), "untouched");
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        for (Path file : List.of(open, link)) {
            try (EspSaFile sas = EspSaFile.create(file)) {
                add(sas);
            }
            assertThat(file).isRegularFile();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(Files.isSymbolicLink(link)).isFalse();
        assertThat(target).hasContent("untouched");
    }

    @Test
    void noHalfMadeFileStaysWhereItCanNotBeMade() throws Exception {
        Path taken = folder.resolve("taken");
        Files.createDirectories(taken.resolve("inner"));
        try {
            EspSaFile.create(taken).close();
            throw new AssertionError("replaced a folder");
        } catch (IOException expected) {
            try (var files = Files.list(folder)) {
                assertThat(files.toList()).containsExactly(taken);
            }
        }
    }

    private static InetSocketAddress address(String ip) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), 4500);
    }

    private static void add(EspSaFile sas) throws IOException {
        sas.add(
                UE.getAddress(),
                PCSCF.getAddress(),
                new Spi(3_000_000_000L),
                EspKeys.ofRaw(
                        IntegrityAlgorithm.HMAC_MD5_96,
                        EncryptionAlgorithm.NULL,
                        new byte[] {1, 2},
                        new byte[0]));
    }
}
