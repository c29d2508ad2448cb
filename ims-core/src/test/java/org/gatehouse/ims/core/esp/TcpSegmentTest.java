package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.gatehouse.ims.core.esp.TcpSegment.Addresses;
import org.gatehouse.ims.core.testkit.Tools;
import org.gatehouse.ims.core.trace.PcapngWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TcpSegmentTest {
    private static final Addresses V4 = between("192.0.2.7", "203.0.113.1");
    private static final Addresses V6 = between("2001:db8::7", "2001:db8:1::1");
    private static final Addresses DEVICE = between("fe80::1", "fe80::1:0:0:5");

    /** A SYN that Linux sent from DEVICE, as tshark showed it and found its checksum good. */
    private static final byte[] SYN =
            HexFormat.of()
                    .parseHex(
                            "17ad1e614b08be3800000000a002fb40"
                                    + "01090000"
                                    + "0204053c0402080a87fe0000000000000103030a");

    @TempDir private Path folder;

    @Test
    void theChecksumFollowsTheAddressesFromOneIpVersionToTheOtherAndBack() {
        byte[] segment = sound(SYN.clone(), DEVICE);
        byte[] before = segment.clone();
        TcpSegment.readdress(segment, DEVICE, V4);
        assertThat(segment).isEqualTo(sound(SYN.clone(), V4)).isNotEqualTo(before);
        TcpSegment.readdress(segment, V4, V6);
        assertThat(segment).isEqualTo(sound(SYN.clone(), V6));
        TcpSegment.readdress(segment, V6, DEVICE);
        assertThat(segment).isEqualTo(before);
    }

    @Test
    void theSegmentSizeOfASynIsLoweredAndItsChecksumMended() {
        byte[] segment = sound(SYN.clone(), V4);
        TcpSegment.limitSize(segment, 1_340);
        assertThat(segment).isEqualTo(sound(SYN.clone(), V4));
        TcpSegment.limitSize(segment, 1_339);
        byte[] lower = SYN.clone();
        Octets.putShort(lower, 22, 1_339);
        assertThat(segment).isEqualTo(sound(lower, V4));
        // behind one octet of padding, and with another before the end
        byte[] odd = SYN.clone();
        System.arraycopy(SYN, 20, odd, 21, 4);
        odd[20] = 1;
        odd[25] = 0;
        sound(odd, V4);
        TcpSegment.limitSize(odd, 1_000);
        assertThat(Octets.getShort(odd, 23)).isEqualTo(1_000);
        assertThat(odd).isEqualTo(sound(odd.clone(), V4));
        byte[] wrong = sound(SYN.clone(), V4);
        wrong[4] ^= 1;
        TcpSegment.limitSize(wrong, 1_000);
        assertThat(wrong).isNotEqualTo(sound(wrong.clone(), V4));
    }

    @Test
    void noOptionsMakeTheSegmentSizeThrowOrAreChangedInASegmentWithoutSyn() {
        Random random = new Random(9293);
        for (int i = 0; i < 50_000; i++) {
            byte[] segment = new byte[20 + random.nextInt(60)];
            random.nextBytes(segment);
            // small kinds and lengths are what options are made of
            for (int at = 20; at < segment.length; at++) {
                segment[at] = (byte) random.nextInt(6);
            }
            byte[] before = segment.clone();
            TcpSegment.limitSize(segment, 1);
            if ((before[13] & 2) == 0) {
                assertThat(segment).isEqualTo(before);
            }
        }
    }

    @Test
    void aWrongChecksumStaysWrong() {
        byte[] segment = sound(SYN.clone(), V4);
        segment[20] ^= 1;
        TcpSegment.readdress(segment, V4, DEVICE);
        byte[] mended = sound(segment.clone(), DEVICE);
        assertThat(segment).isNotEqualTo(mended);
    }

    /** The checksum is made anew in the plain way for each, and tshark has the last word. */
    @Test
    void tsharkFindsTheChecksumsOfAnySegmentGoodUnderAnyAddresses() throws Exception {
        Path tshark = Tools.require("tshark");
        Random random = new Random(20261125);
        Path capture = folder.resolve("segments.pcapng");
        int packets = 0;
        try (PcapngWriter writer = PcapngWriter.create(capture)) {
            for (int i = 0; i < 200; i++) {
                byte[] segment = new byte[20 + random.nextInt(1_300)];
                random.nextBytes(segment);
                segment[12] = 0x50;
                sound(segment, V4);
                for (List<Addresses> move :
                        List.of(List.of(V4, DEVICE), List.of(DEVICE, V6), List.of(V6, V4))) {
                    Addresses to = move.get(1);
                    TcpSegment.readdress(segment, move.get(0), to);
                    writer.packet(
                            Instant.EPOCH,
                            InnerPacket.ip(to.source(), to.destination(), 6, segment));
                    packets++;
                }
                segment[13] = 0x10;
                byte[] answered = TcpSegment.packet(segment, DEVICE);
                writer.packet(Instant.EPOCH, reset(answered, segment));
                byte[] refusal = TcpSegment.refusal(segment, DEVICE);
                writer.packet(Instant.EPOCH, TcpSegment.packet(refusal, DEVICE));
                packets += 2;
            }
        }
        Tools.Result result =
                Tools.run(
                        List.of(
                                tshark.toString(),
                                "-n",
                                "-r",
                                capture.toString(),
                                "-o",
                                "tcp.check_checksum:TRUE",
                                "-Y",
                                "tcp.checksum.status == 1",
                                "-T",
                                "fields",
                                "-e",
                                "tcp.flags"));
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out().lines()).as("seed 20261125").hasSize(packets);
        assertThat(result.out().lines().filter(flags -> flags.endsWith("004")))
                .hasSizeGreaterThanOrEqualTo(200);
    }

    @Test
    void aResetGoesBackWithTheNumberThatItsReceiverExpects() {
        byte[] segment = SYN.clone();
        segment[13] = 0x18;
        System.arraycopy(new byte[] {1, 2, 3, 4}, 0, segment, 8, 4);
        byte[] packet = reset(TcpSegment.packet(segment, DEVICE), segment);
        byte[] reset = Objects.requireNonNull(TcpSegment.of(packet));
        assertThat(TcpSegment.destination(packet)).isEqualTo(DEVICE.source());
        assertThat(TcpSegment.sourcePort(reset)).isEqualTo(7777);
        assertThat(TcpSegment.destinationPort(reset)).isEqualTo(6061);
        assertThat(Arrays.copyOfRange(reset, 4, 8)).containsExactly(1, 2, 3, 4);
        assertThat(reset[13]).isEqualTo((byte) 0x04);
        // none for a reset: two hosts would go on for ever
        assertThat(TcpSegment.resetFor(packet, reset)).isNull();
    }

    private static byte[] reset(byte[] packet, byte[] segment) {
        return Objects.requireNonNull(TcpSegment.resetFor(packet, segment));
    }

    @Test
    void aPacketGivesItsSegmentBack() {
        byte[] packet = TcpSegment.packet(SYN, DEVICE);
        assertThat(TcpSegment.of(packet)).isEqualTo(SYN);
        assertThat(TcpSegment.destination(packet)).isEqualTo(DEVICE.destination());
        assertThat(TcpSegment.interfaceId(DEVICE.destination())).isEqualTo((1L << 48) + 5);
        assertThat(TcpSegment.isOpening(SYN)).isTrue();
        assertThat(TcpSegment.resetFor(packet, SYN)).isNull();
        assertThat(TcpSegment.sourcePort(SYN)).isEqualTo(6061);
        assertThat(TcpSegment.destinationPort(SYN)).isEqualTo(7777);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 39, 40, 59})
    void aPacketTooShortForTcpHasNone(int length) {
        byte[] packet = new byte[length];
        if (length >= 40) {
            System.arraycopy(TcpSegment.packet(SYN, DEVICE), 0, packet, 0, length);
            packet[5] = (byte) (length - 40);
        }
        assertThat(TcpSegment.of(packet)).isNull();
    }

    @Test
    void anotherProtocolOrVersionOrALengthThatIsNotThereHasNone() {
        byte[] udp = TcpSegment.packet(SYN, DEVICE);
        udp[6] = 17;
        assertThat(TcpSegment.of(udp)).isNull();
        byte[] v4 = TcpSegment.packet(SYN, DEVICE);
        v4[0] = 0x45;
        assertThat(TcpSegment.of(v4)).isNull();
        byte[] longer = TcpSegment.packet(SYN, DEVICE);
        longer[5]++;
        assertThat(TcpSegment.of(longer)).isNull();
    }

    /** The checksum made anew, octet by octet. */
    private static byte[] sound(byte[] segment, Addresses addresses) {
        segment[16] = segment[17] = 0;
        long sum = 6L + segment.length;
        for (byte[] part : List.of(addresses.source(), addresses.destination(), segment)) {
            for (int i = 0; i < part.length; i++) {
                sum += (long) (part[i] & 0xFF) << (i % 2 == 0 ? 8 : 0);
            }
        }
        sum = (sum & 0xFFFF) + (sum >>> 16);
        sum = (sum & 0xFFFF) + (sum >>> 16);
        segment[16] = (byte) (~sum >>> 8);
        segment[17] = (byte) ~sum;
        return segment;
    }

    private static Addresses between(String source, String destination) {
        return new Addresses(
                InetAddress.ofLiteral(source).getAddress(),
                InetAddress.ofLiteral(destination).getAddress());
    }
}
