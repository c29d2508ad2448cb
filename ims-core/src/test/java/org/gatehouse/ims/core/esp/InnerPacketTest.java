package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.junit.jupiter.api.Test;

/** Headers octet by octet. */
class InnerPacketTest {
    private static final byte[] A4 = InetAddress.ofLiteral("192.0.2.7").getAddress();
    private static final byte[] B4 = InetAddress.ofLiteral("203.0.113.1").getAddress();
    private static final byte[] A6 = InetAddress.ofLiteral("2001:db8::7").getAddress();
    private static final byte[] B6 = InetAddress.ofLiteral("2001:db8::1").getAddress();

    private static String hex(byte[] octets, int from, int to) {
        return HexFormat.of().formatHex(octets, from, to);
    }

    @Test
    void anIpv4HeaderHasLengthProtocolAddressesAndARightChecksum() {
        byte[] packet = InnerPacket.ip(A4, B4, InnerPacket.PROTOCOL_ESP, new byte[] {1, 2, 3});
        assertThat(packet).hasSize(23);
        assertThat(hex(packet, 0, 10)).isEqualTo("45000017000000004032");
        assertThat(hex(packet, 12, 23)).isEqualTo("c0000207cb007101010203");
        // 4500 + 0017 + 4032 + c000 + 0207 + cb00 + 7101 = 28351, folded 8353, inverted 7cac
        assertThat(hex(packet, 10, 12)).isEqualTo("7cac");
    }

    @Test
    void anIpv6HeaderHasLengthOfThePayloadAndNoChecksum() {
        byte[] packet = InnerPacket.ip(A6, B6, InnerPacket.PROTOCOL_ESP, new byte[] {1, 2, 3});
        assertThat(packet).hasSize(43);
        assertThat(hex(packet, 0, 8)).isEqualTo("6000000000033240");
        assertThat(Arrays.copyOfRange(packet, 8, 24)).isEqualTo(A6);
        assertThat(Arrays.copyOfRange(packet, 24, 40)).isEqualTo(B6);
        assertThat(hex(packet, 40, 43)).isEqualTo("010203");
    }

    @Test
    void aUdpHeaderHasPortsLengthAndTheChecksumOfThePseudoHeader() {
        Endpoint a = new Endpoint(A4, 31_000);
        Endpoint b = new Endpoint(B4, 5101);
        byte[] segment = InnerPacket.udp(a, b, new byte[] {(byte) 0xAB});
        // the odd octet counts as ab00; pseudo header: addresses, 0011, 0009
        assertThat(hex(segment, 0, 6)).isEqualTo("791813ed0009");
        long sum = 0xC000 + 0x0207 + 0xCB00 + 0x7101 + 0x11 + 9 + 0x7918 + 0x13ED + 9 + 0xAB00L;
        long folded = (sum & 0xFFFF) + (sum >>> 16);
        assertThat(Octets.getShort(segment, 6)).isEqualTo((int) (~folded & 0xFFFF));
        byte[] whole = InnerPacket.ipAndUdp(a, b, new byte[] {(byte) 0xAB});
        assertThat(Arrays.copyOfRange(whole, 20, 29)).isEqualTo(segment);
        assertThat(whole[9]).isEqualTo((byte) 17);
    }

    @Test
    void aChecksumOfZeroIsSentAsAllOnes() {
        Endpoint a = new Endpoint(A4, 31_000);
        Endpoint b = new Endpoint(B4, 5101);
        for (int i = 0; i < 0x10000; i++) {
            byte[] payload = {(byte) (i >>> 8), (byte) i};
            byte[] segment = InnerPacket.udp(a, b, payload);
            assertThat(Octets.getShort(segment, 6)).isNotZero();
            if (Octets.getShort(segment, 6) == 0xFFFF) {
                assertThat(SipSelectors.transport(a, b).check(segment, segment.length, 17))
                        .isNull();
                return;
            }
        }
        throw new AssertionError("no payload has that checksum");
    }

    @Test
    void theNextHeaderOfATunnelIsTheIpVersionOfItsEnds() {
        assertThat(InnerPacket.tunnelProtocol(new Endpoint(A4, 1))).isEqualTo(4);
        assertThat(InnerPacket.tunnelProtocol(new Endpoint(A6, 1))).isEqualTo(41);
    }

    @Test
    void theLongestPayloadFitsTheLongestDatagramWithEveryHeader() {
        int ipv6AndUdp = 40 + 8;
        int clear = (InnerPacket.MAX_PAYLOAD_OCTETS + ipv6AndUdp + 2 + 15) / 16 * 16;
        assertThat(8 + 16 + clear + 12).isLessThanOrEqualTo(65_507);
        assertThat(InnerPacket.MAX_PAYLOAD_OCTETS).isGreaterThan(65_000);
    }
}
