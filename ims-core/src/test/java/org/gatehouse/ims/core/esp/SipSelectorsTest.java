package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.testkit.Requirement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement("nat-selectors")
class SipSelectorsTest {
    private static final byte[] SIP = "SIP/2.0 200 OK\r\n\r\n!".getBytes(StandardCharsets.US_ASCII);
    private final Endpoint ue4 = end("192.0.2.7", 31000);
    private final Endpoint pcscf4 = end("203.0.113.1", 5101);
    private final Endpoint ue6 = end("2001:db8::7", 31000);
    private final Endpoint pcscf6 = end("2001:db8::1", 5101);

    @Test
    void whatIsBuiltPassesAndGivesThePayloadBack() {
        SipSelectors v4 = SipSelectors.tunnel(ue4, pcscf4);
        byte[] packet4 = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        assertThat(check(v4, packet4)).isNull();
        assertThat(v4.udpPayload(packet4)).isEqualTo(SIP);
        SipSelectors v6 = SipSelectors.tunnel(ue6, pcscf6);
        byte[] packet6 = InnerPacket.ipAndUdp(ue6, pcscf6, SIP);
        assertThat(check(v6, packet6)).isNull();
        assertThat(v6.udpPayload(packet6)).isEqualTo(SIP);
        SipSelectors transport = SipSelectors.transport(ue6, pcscf6);
        byte[] segment = InnerPacket.udp(ue6, pcscf6, SIP);
        assertThat(transport.check(segment, segment.length, 17)).isNull();
        assertThat(transport.udpPayload(segment)).isEqualTo(SIP);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.8, 31000, 203.0.113.1, 5101",
        "192.0.2.7, 31001, 203.0.113.1, 5101",
        "192.0.2.7, 31000, 203.0.113.2, 5101",
        "192.0.2.7, 31000, 203.0.113.1, 5100",
        "203.0.113.1, 5101, 192.0.2.7, 31000",
    })
    void otherAddressesOrPortsDoNotMatch(String source, int from, String destination, int to) {
        byte[] packet = InnerPacket.ipAndUdp(end(source, from), end(destination, to), SIP);
        assertThat(check(SipSelectors.tunnel(ue4, pcscf4), packet))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
    }

    @Test
    void anotherIpVersionOrModeDoesNotMatch() {
        byte[] packet4 = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        byte[] segment = InnerPacket.udp(ue4, pcscf4, SIP);
        SipSelectors v4 = SipSelectors.tunnel(ue4, pcscf4);
        assertThat(SipSelectors.tunnel(ue6, pcscf6).check(packet4, packet4.length, 4))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
        assertThat(v4.check(segment, segment.length, 17)).isEqualTo(DropReason.SELECTOR_MISMATCH);
        assertThat(SipSelectors.transport(ue4, pcscf4).check(packet4, packet4.length, 4))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2, 3, 8, 10, 11, 12, 19, 24, 25, 26, 27, 28, 46})
    void anIpv4PacketThatIsNotSoundIsDropped(int octet) {
        byte[] packet = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        packet[octet] ^= 0x55;
        assertThat(check(SipSelectors.tunnel(ue4, pcscf4), packet)).isNotNull();
    }

    @Test
    void aFragmentBetweenTheRightAddressesIsToBePutTogether() {
        byte[] packet = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        packet[6] = 0x20;
        mendIpv4(packet);
        assertThat(isFragment(SipSelectors.tunnel(ue4, pcscf4), packet)).isTrue();
        assertThat(isFragment(SipSelectors.tunnel(pcscf4, ue4), packet)).isFalse();
        assertThat(isFragment(SipSelectors.transport(ue4, pcscf4), packet)).isFalse();
        packet[10] ^= 1;
        assertThat(isFragment(SipSelectors.tunnel(ue4, pcscf4), packet)).isFalse();
        byte[] packet6 = InnerPacket.ipAndUdp(ue6, pcscf6, SIP);
        assertThat(isFragment(SipSelectors.tunnel(ue6, pcscf6), packet6)).isFalse();
        packet6[6] = 44;
        assertThat(isFragment(SipSelectors.tunnel(ue6, pcscf6), packet6)).isTrue();
        assertThat(isFragment(SipSelectors.tunnel(pcscf6, ue6), packet6)).isFalse();
        packet6[5] = 7;
        assertThat(isFragment(SipSelectors.tunnel(ue6, pcscf6), packet6)).isFalse();
        // what is none is judged as any other packet
        assertThat(check(SipSelectors.tunnel(ue6, pcscf6), packet6))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
    }

    private static boolean isFragment(SipSelectors selectors, byte[] packet) {
        return selectors.isFragment(packet, packet.length, (packet[0] & 0xF0) == 0x40 ? 4 : 41);
    }

    @Test
    @Requirement("sel-transport")
    void tcpBetweenTheSamePortsPassesAndGivesItsSegmentBack() {
        byte[] syn = segment(31_000);
        byte[] packet = InnerPacket.ip(ue4.address(), pcscf4.address(), 6, syn);
        SipSelectors v4 = SipSelectors.tunnel(ue4, pcscf4);
        assertThat(check(v4, packet)).isNull();
        assertThat(v4.isTcp(packet, 4)).isTrue();
        assertThat(v4.tcpSegment(packet)).isEqualTo(syn);
        byte[] packet6 = InnerPacket.ip(ue6.address(), pcscf6.address(), 6, syn);
        SipSelectors v6 = SipSelectors.tunnel(ue6, pcscf6);
        assertThat(check(v6, packet6)).isNull();
        assertThat(v6.isTcp(packet6, 41)).isTrue();
        assertThat(v6.tcpSegment(packet6)).isEqualTo(syn);
        SipSelectors transport = SipSelectors.transport(ue4, pcscf4);
        assertThat(transport.check(syn, syn.length, 6)).isNull();
        assertThat(transport.isTcp(syn, 6)).isTrue();
        assertThat(transport.tcpSegment(syn)).isEqualTo(syn);
        packet[9] = 1;
        mendIpv4(packet);
        assertThat(check(v4, packet)).isEqualTo(DropReason.SELECTOR_MISMATCH);
    }

    @Test
    @Requirement("sel-transport")
    void tcpOfOtherPortsOrWithoutAWholeHeaderIsDropped() {
        SipSelectors transport = SipSelectors.transport(ue4, pcscf4);
        byte[] other = segment(31_001);
        assertThat(transport.check(other, 20, 6)).isEqualTo(DropReason.SELECTOR_MISMATCH);
        byte[] segment = segment(31_000);
        assertThat(transport.check(segment, 19, 6)).isEqualTo(DropReason.INNER_MALFORMED);
        for (int offset : new int[] {0x40, 0x60, 0xF0}) {
            segment[12] = (byte) offset;
            assertThat(transport.check(segment, 20, 6)).isEqualTo(DropReason.INNER_MALFORMED);
        }
    }

    /** A TCP header without options. */
    private static byte[] segment(int from) {
        byte[] segment = new byte[20];
        Octets.putShort(segment, 0, from);
        Octets.putShort(segment, 2, 5101);
        segment[12] = 0x50;
        return segment;
    }

    @Test
    void udpWithoutChecksumPassesOverIpv4Only() {
        byte[] packet4 = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        packet4[26] = packet4[27] = 0;
        assertThat(check(SipSelectors.tunnel(ue4, pcscf4), packet4)).isNull();
        byte[] packet6 = InnerPacket.ipAndUdp(ue6, pcscf6, SIP);
        packet6[46] = packet6[47] = 0;
        assertThat(check(SipSelectors.tunnel(ue6, pcscf6), packet6))
                .isEqualTo(DropReason.INNER_MALFORMED);
    }

    @Test
    void lengthsThatAreOneTooShortOrTooLongAreMalformed() {
        byte[] packet4 = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        SipSelectors v4 = SipSelectors.tunnel(ue4, pcscf4);
        assertThat(v4.check(packet4, packet4.length - 1, 4)).isEqualTo(DropReason.INNER_MALFORMED);
        assertThat(v4.check(packet4, 19, 4)).isEqualTo(DropReason.INNER_MALFORMED);
        byte[] longer4 = Arrays.copyOf(packet4, packet4.length + 3);
        // octets behind the inner packet are padding of traffic flow confidentiality
        assertThat(check(v4, longer4)).isNull();
        assertThat(v4.udpPayload(longer4)).isEqualTo(SIP);

        byte[] packet6 = InnerPacket.ipAndUdp(ue6, pcscf6, SIP);
        SipSelectors v6 = SipSelectors.tunnel(ue6, pcscf6);
        assertThat(v6.check(packet6, packet6.length - 1, 41)).isEqualTo(DropReason.INNER_MALFORMED);
        assertThat(v6.check(packet6, 39, 41)).isEqualTo(DropReason.INNER_MALFORMED);
        assertThat(check(v6, Arrays.copyOf(packet6, packet6.length + 3))).isNull();

        byte[] segment = InnerPacket.udp(ue4, pcscf4, SIP);
        SipSelectors transport = SipSelectors.transport(ue4, pcscf4);
        assertThat(transport.check(segment, 7, 17)).isEqualTo(DropReason.INNER_MALFORMED);
        assertThat(transport.check(segment, segment.length - 1, 17))
                .isEqualTo(DropReason.INNER_MALFORMED);
        byte[] empty = InnerPacket.udp(ue4, pcscf4, new byte[0]);
        assertThat(transport.check(empty, 8, 17)).isNull();
        assertThat(transport.udpPayload(empty)).isEmpty();
        Octets.putShort(empty, 4, 7);
        assertThat(transport.check(empty, 8, 17)).isEqualTo(DropReason.INNER_MALFORMED);
        Octets.putShort(empty, 4, 9);
        assertThat(transport.check(empty, 8, 17)).isEqualTo(DropReason.INNER_MALFORMED);
    }

    @Test
    void anIpv4HeaderWithOptionsIsReadToItsEnd() {
        byte[] plain = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        byte[] packet = new byte[plain.length + 4];
        System.arraycopy(plain, 0, packet, 0, 20);
        System.arraycopy(plain, 20, packet, 24, plain.length - 20);
        packet[0] = 0x46;
        packet[20] = packet[21] = packet[22] = packet[23] = 1;
        Octets.putShort(packet, 2, packet.length);
        Octets.putShort(packet, 10, 0);
        Octets.putShort(packet, 10, Octets.checksum(Octets.sum(packet, 0, 24)));
        SipSelectors selectors = SipSelectors.tunnel(ue4, pcscf4);
        assertThat(check(selectors, packet)).isNull();
        assertThat(selectors.udpPayload(packet)).isEqualTo(SIP);
        packet[23] = 0;
        assertThat(check(selectors, packet)).isEqualTo(DropReason.INNER_MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"0x2000", "0x0001", "0x1FFF", "0x3FFF"})
    void everyKindOfFragmentIsOne(int flags) {
        byte[] packet = InnerPacket.ipAndUdp(ue4, pcscf4, SIP);
        Octets.putShort(packet, 6, flags);
        mendIpv4(packet);
        assertThat(isFragment(SipSelectors.tunnel(ue4, pcscf4), packet)).isTrue();
        // which nobody may take for a whole packet
        assertThat(check(SipSelectors.tunnel(ue4, pcscf4), packet))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
        // Don't Fragment is none
        Octets.putShort(packet, 6, 0x4000);
        mendIpv4(packet);
        assertThat(check(SipSelectors.tunnel(ue4, pcscf4), packet)).isNull();
    }

    @Test
    void noOctetsMakeTheCheckThrow() {
        Random random = new Random(791);
        for (int run = 0; run < 50_000; run++) {
            boolean v4 = random.nextBoolean();
            Endpoint from = v4 ? ue4 : ue6;
            Endpoint to = v4 ? pcscf4 : pcscf6;
            byte[] packet = InnerPacket.ipAndUdp(from, to, SIP);
            for (int i = random.nextInt(4); i >= 0; i--) {
                packet[random.nextInt(packet.length)] = (byte) random.nextInt();
            }
            packet = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            SipSelectors selectors = SipSelectors.tunnel(from, to);
            selectors.isFragment(packet, packet.length, v4 ? 4 : 41);
            if (check(selectors, packet) == null) {
                assertThat(selectors.udpPayload(packet).length).isLessThanOrEqualTo(SIP.length);
            }
        }
    }

    private static @Nullable DropReason check(SipSelectors selectors, byte[] packet) {
        int version = packet.length > 0 && (packet[0] & 0xF0) == 0x60 ? 41 : 4;
        return selectors.check(packet, packet.length, version);
    }

    private static void mendIpv4(byte[] packet) {
        Octets.putShort(packet, 10, 0);
        Octets.putShort(packet, 10, Octets.checksum(Octets.sum(packet, 0, 20)));
    }

    private static Endpoint end(String address, int port) {
        try {
            return Endpoint.of(InetAddress.getByName(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
