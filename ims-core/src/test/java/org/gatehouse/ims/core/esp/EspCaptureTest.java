package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.esp.EspVectors.hex;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gatehouse.ims.core.esp.EspOutcome.Authenticated;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The packets of the vectors once more, from capture files, with keys in Wireshark's form. */
class EspCaptureTest {
    private static final Map<String, EncryptionAlgorithm> CIPHERS =
            Map.of(
                    "NULL", EncryptionAlgorithm.NULL,
                    "AES-CBC [RFC3602]", EncryptionAlgorithm.AES_CBC,
                    "TripleDES-CBC [RFC2451]", EncryptionAlgorithm.DES_EDE3_CBC);
    private static final Map<String, IntegrityAlgorithm> MACS =
            Map.of(
                    "HMAC-MD5-96 [RFC2403]", IntegrityAlgorithm.HMAC_MD5_96,
                    "HMAC-SHA-1-96 [RFC2404]", IntegrityAlgorithm.HMAC_SHA_1_96);

    /** A packet behind its IP header. */
    private record Packet(InetAddress destination, byte[] esp) {
        Spi spi() {
            return Spi.ofInt(Octets.getInt(esp, 0));
        }
    }

    @ParameterizedTest
    @CsvSource({"esp-ims, 34", "esp-packets, 16"})
    void everyPacketOfACaptureOpensWithItsKeys(String name, int expected) throws Exception {
        List<Packet> packets = packets(read("pcap/" + name + ".pcap"));
        Map<String, EspKeys> keys = keys(name);
        Map<String, JsonNode> vectors = new HashMap<>();
        VectorFiles.read("esp/" + name + ".json")
                .forEach(vector -> vectors.put(vector.get("id").asText(), vector));
        int opened = 0;
        for (JsonNode row : new ObjectMapper().readTree(read("pcap/" + name + ".index.json"))) {
            JsonNode vector = Objects.requireNonNull(vectors.get(row.get("id").asText()));
            Packet packet = packets.get(row.get("frame").asInt() - 1);
            assertThat(packet.esp()).isEqualTo(hex(vector, "esp"));
            EspKeys ofSa = keys.get(key(packet.destination(), packet.spi()));
            if (EspVectors.isRelease7(vector)) {
                EspOutcome outcome =
                        new InboundSa(packet.spi(), Objects.requireNonNull(ofSa), Selectors.ANY)
                                .open(packet.esp());
                assertThat(outcome).as(row.toString()).isInstanceOf(Authenticated.class);
                assertThat(((Authenticated) outcome).payload()).isEqualTo(hex(vector, "payload"));
                opened++;
            } else {
                assertThat(ofSa).isNull();
            }
        }
        assertThat(packets).hasSizeGreaterThanOrEqualTo(opened);
        assertThat(opened).isEqualTo(expected);
    }

    private static byte[] read(String path) throws IOException {
        try (InputStream in = EspCaptureTest.class.getResourceAsStream("/vectors/esp/" + path)) {
            return Objects.requireNonNull(in, path).readAllBytes();
        }
    }

    /** A classic pcap file of link type RAW. */
    private static List<Packet> packets(byte[] file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getInt(0)).isEqualTo(0xA1B2C3D4);
        assertThat(in.getInt(20)).isEqualTo(101);
        in.position(24);
        List<Packet> packets = new ArrayList<>();
        while (in.hasRemaining()) {
            in.getLong();
            byte[] packet = new byte[in.getInt()];
            in.getInt();
            in.get(packet);
            boolean ipv4 = packet[0] >> 4 == 4;
            int header = ipv4 ? (packet[0] & 0x0F) * 4 : 40;
            assertThat(packet[ipv4 ? 9 : 6]).isEqualTo((byte) InnerPacket.PROTOCOL_ESP);
            byte[] destination =
                    ipv4 ? Arrays.copyOfRange(packet, 16, 20) : Arrays.copyOfRange(packet, 24, 40);
            packets.add(
                    new Packet(
                            InetAddress.getByAddress(destination),
                            Arrays.copyOfRange(packet, header, packet.length)));
        }
        return packets;
    }

    /** Release 7 SAs of an esp_sa file, by destination and SPI. */
    private static Map<String, EspKeys> keys(String name) throws IOException {
        Map<String, EspKeys> keys = new HashMap<>();
        String file = new String(read("pcap/" + name + ".esp_sa"), StandardCharsets.US_ASCII);
        for (String line : file.lines().toList()) {
            String[] fields = line.substring(1, line.length() - 1).split("\",\"", -1);
            EncryptionAlgorithm cipher = CIPHERS.get(fields[4]);
            IntegrityAlgorithm mac = MACS.get(fields[6]);
            if (cipher != null && mac != null) {
                Spi spi = new Spi(Long.parseLong(fields[3].substring(2), 16));
                keys.put(
                        key(InetAddress.ofLiteral(fields[2]), spi),
                        EspKeys.ofRaw(mac, cipher, octets(fields[7]), octets(fields[5])));
            }
        }
        return keys;
    }

    private static String key(InetAddress destination, Spi spi) {
        return destination.getHostAddress() + " " + spi.value();
    }

    private static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex.isEmpty() ? "" : hex.substring(2));
    }
}
