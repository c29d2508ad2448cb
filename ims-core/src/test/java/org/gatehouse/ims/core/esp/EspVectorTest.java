package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.esp.EspVectors.hex;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.esp.EspOutcome.Authenticated;
import org.gatehouse.ims.core.esp.EspOutcome.Dropped;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole packets made by others, and the same packets made here. */
class EspVectorTest {
    static List<JsonNode> imsPackets() {
        return release7("esp/esp-ims.json");
    }

    static List<JsonNode> othersPackets() {
        return release7("esp/esp-packets.json");
    }

    static List<JsonNode> negative() {
        return release7("esp/esp-negative.json");
    }

    private static List<JsonNode> release7(String file) {
        return VectorFiles.read(file).stream().filter(EspVectors::isRelease7).toList();
    }

    @ParameterizedTest
    @MethodSource("imsPackets")
    @Requirement({"esp-enc-algs", "esp-int-algs"})
    void packetsOfImsOpenAndAreSealedTheSame(JsonNode vector) throws Exception {
        Authenticated opened = open(vector);
        assertThat(opened.payload()).isEqualTo(hex(vector, "payload"));
        assertThat(opened.nextHeader()).isEqualTo(vector.get("next_header").asInt());
        assertThat(opened.sequence()).isEqualTo(vector.get("seq").asLong());
        if (vector.has("ck_im")) {
            EspKeys expanded =
                    EspKeys.expand(
                            EspVectors.keys(vector).integrity(),
                            EspVectors.keys(vector).encryption(),
                            hex(vector, "ck_im"),
                            hex(vector, "ik_im"));
            assertSealedTheSame(vector, expanded);
        }
        assertSealedTheSame(vector, EspVectors.keys(vector));
    }

    private static void assertSealedTheSame(JsonNode vector, EspKeys keys) {
        Spi spi = new Spi(vector.get("spi").asLong());
        long before = vector.get("seq").asLong() - 1;
        IvSource ivs = new IvSource(new FixedIv(hex(vector, "iv")));
        byte[] sealed =
                new OutboundSa(spi, keys, before, OutboundSa.LAST_SEQUENCE)
                        .seal(hex(vector, "payload"), vector.get("next_header").asInt(), ivs);
        assertThat(sealed).isEqualTo(hex(vector, "esp"));
    }

    @ParameterizedTest
    @MethodSource("imsPackets")
    void theUdpSegmentInsideIsBuiltAndReadTheSame(JsonNode vector) {
        if (vector.get("next_header").asInt() != InnerPacket.PROTOCOL_UDP || !vector.has("sip")) {
            return;
        }
        byte[] packet = hex(vector, "packet");
        int address = (packet[0] & 0xF0) == 0x40 ? 12 : 8;
        int octets = address == 12 ? 4 : 16;
        byte[] payload = hex(vector, "payload");
        Endpoint source =
                new Endpoint(
                        Arrays.copyOfRange(packet, address, address + octets),
                        Octets.getShort(payload, 0));
        Endpoint destination =
                new Endpoint(
                        Arrays.copyOfRange(packet, address + octets, address + 2 * octets),
                        Octets.getShort(payload, 2));
        SipSelectors selectors = SipSelectors.transport(source, destination);
        EspOutcome outcome = EspVectors.inbound(vector, selectors).open(hex(vector, "esp"));
        assertThat(outcome).isInstanceOf(Authenticated.class);
        byte[] sip = selectors.udpPayload(((Authenticated) outcome).payload());
        assertThat(sip).asString(StandardCharsets.UTF_8).isEqualTo(vector.get("sip").asText());
        assertThat(InnerPacket.udp(source, destination, sip)).isEqualTo(payload);
    }

    @ParameterizedTest
    @MethodSource("othersPackets")
    @Requirement({"esp-enc-algs", "esp-int-algs"})
    void packetsOfOtherStacksOpen(JsonNode vector) {
        Authenticated opened = open(vector);
        assertThat(opened.payload()).isEqualTo(hex(vector, "payload"));
        assertThat(opened.nextHeader()).isEqualTo(vector.get("next_header").asInt());
    }

    @ParameterizedTest
    @MethodSource("negative")
    @Requirement("arch-gm-protected")
    void packetsThatMustNotPassDoNot(JsonNode vector) {
        Endpoint any = new Endpoint(new byte[4], 0);
        SipSelectors transport = SipSelectors.transport(any, any);
        Selectors protocolsOnly =
                (clear, length, nextHeader) -> {
                    DropReason reason = transport.check(clear, length, nextHeader);
                    boolean inside = nextHeader == 17 || nextHeader == 6;
                    return inside && length >= 8 ? null : reason;
                };
        EspOutcome outcome = EspVectors.inbound(vector, protocolsOnly).open(hex(vector, "esp"));
        String expect = vector.get("expect").asText();
        if (expect.equals("accept")) {
            assertThat(outcome).isInstanceOf(Authenticated.class);
            return;
        }
        assertThat(outcome).isInstanceOf(Dropped.class);
        assertThat(((Dropped) outcome).reason())
                .isIn(
                        switch (expect) {
                            case "drop: ICV", "drop: ICV or length" -> List.of(DropReason.BAD_ICV);
                            case "drop: too short" -> List.of(DropReason.TOO_SHORT);
                            case "drop: unknown SPI" -> List.of(DropReason.UNKNOWN_SPI);
                            case "drop: selector mismatch" -> List.of(DropReason.SELECTOR_MISMATCH);
                            case "drop: sequence number" -> List.of(DropReason.SEQUENCE_ZERO);
                            case "drop: empty payload (no UDP header)" ->
                                    List.of(DropReason.INNER_MALFORMED);
                            default -> List.of(DropReason.BAD_PADDING);
                        });
    }

    private static Authenticated open(JsonNode vector) {
        EspOutcome outcome = EspVectors.inbound(vector, Selectors.ANY).open(hex(vector, "esp"));
        assertThat(outcome).isInstanceOf(Authenticated.class);
        return (Authenticated) outcome;
    }

    /** Gives the IV of a vector, again and again. */
    private record FixedIv(byte[] iv) implements RandomGenerator {
        @Override
        public void nextBytes(byte[] octets) {
            for (int i = 0; iv.length > 0 && i < octets.length; i++) {
                octets[i] = iv[i % iv.length];
            }
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }
    }

    static List<JsonNode> encrypted() {
        return VectorFiles.read("esp/esp-packets.json").stream()
                .filter(vector -> EncryptionAlgorithm.ofToken(cipher(vector)).isPresent())
                .filter(vector -> !cipher(vector).equals("null"))
                .toList();
    }

    private static String cipher(JsonNode vector) {
        return vector.get("cipher").asText();
    }

    @ParameterizedTest
    @MethodSource("encrypted")
    @Requirement("esp-enc-algs")
    void ciphertextsOfOtherStacksDecryptWhateverTheirIntegrity(JsonNode vector) {
        EspKeys keys =
                EspKeys.ofRaw(
                        IntegrityAlgorithm.HMAC_MD5_96,
                        EncryptionAlgorithm.ofToken(cipher(vector)).orElseThrow(),
                        new byte[16],
                        hex(vector, "cipher_key"));
        byte[] packet = hex(vector, "esp");
        byte[] payload = hex(vector, "payload");
        int ivOctets = EspCrypto.ivOctets(keys.encryption());
        int clear = packet.length - 8 - ivOctets - hex(vector, "icv").length;
        EspCrypto crypto = EspCrypto.ofThread();
        crypto.decrypt(keys, packet, 8, clear);
        assertThat(Arrays.copyOf(crypto.scratch(), payload.length)).isEqualTo(payload);
        assertThat(crypto.scratch()[clear - 1] & 0xFF).isEqualTo(vector.get("next_header").asInt());
    }

    static List<JsonNode> hmacs() {
        return VectorFiles.read("esp/hmac.json").stream()
                .filter(vector -> !vector.get("algorithm").asText().contains("sha256"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("hmacs")
    @Requirement("esp-int-algs")
    void hmacsAreCutTo96Bits(JsonNode vector) {
        IntegrityAlgorithm algorithm =
                vector.get("algorithm").asText().equals("hmac-md5")
                        ? IntegrityAlgorithm.HMAC_MD5_96
                        : IntegrityAlgorithm.HMAC_SHA_1_96;
        EspKeys keys =
                EspKeys.ofRaw(algorithm, EncryptionAlgorithm.NULL, hex(vector, "key"), new byte[0]);
        byte[] data = hex(vector, "data");
        byte[] packet = Arrays.copyOf(data, data.length + EspCrypto.ICV_OCTETS);
        EspCrypto crypto = EspCrypto.ofThread();
        crypto.putIcv(keys, packet, 0, data.length);
        assertThat(Arrays.copyOfRange(packet, data.length, packet.length))
                .isEqualTo(hex(vector, "digest_96"));
        assertThat(crypto.icvIsGood(keys, packet, 0, data.length)).isTrue();
        packet[packet.length - 1] ^= 1;
        assertThat(crypto.icvIsGood(keys, packet, 0, data.length)).isFalse();
    }

    static List<JsonNode> ciphers() {
        return VectorFiles.read("esp/cbc-ciphers.json");
    }

    @ParameterizedTest
    @MethodSource("ciphers")
    @Requirement("esp-enc-algs")
    void ciphersGiveThePublishedText(JsonNode vector) {
        EspKeys keys =
                EspKeys.ofRaw(
                        IntegrityAlgorithm.HMAC_MD5_96,
                        EncryptionAlgorithm.ofToken(vector.get("cipher").asText()).orElseThrow(),
                        new byte[16],
                        hex(vector, "key"));
        byte[] clear = hex(vector, "plaintext");
        byte[] iv = hex(vector, "iv");
        byte[] packet = Arrays.copyOf(iv, iv.length + clear.length);
        EspCrypto crypto = EspCrypto.ofThread();
        System.arraycopy(clear, 0, crypto.scratch(), 0, clear.length);
        crypto.encrypt(keys, packet, 0, clear.length);
        assertThat(Arrays.copyOfRange(packet, iv.length, packet.length))
                .isEqualTo(hex(vector, "ciphertext"));
        crypto.decrypt(keys, packet, 0, clear.length);
        assertThat(Arrays.copyOf(crypto.scratch(), clear.length)).isEqualTo(clear);
    }
}
