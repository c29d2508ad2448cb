package org.gatehouse.ims.core.ipsec.inner;

import java.util.Arrays;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Reads and rewrites TCP segments. A segment knows nothing of the IP version that carries it but
 * for its checksum, which covers the addresses: so one moves from IPv4 to IPv6 and back as it is,
 * with the checksum mended by the difference of the addresses. A wrong one stays wrong.
 */
final class TcpSegment {
    static final int HEADER_OCTETS = 20;
    static final int IPV6_HEADER_OCTETS = 40;

    private static final int DESTINATION = 24;
    private static final int ADDRESS_OCTETS = 16;
    private static final int CHECKSUM = 16;
    private static final int FLAGS = 13;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;

    private TcpSegment() {}

    /** Two addresses of one IP version, as octets. */
    record Addresses(byte[] source, byte[] destination) {
        private long sum() {
            return Octets.sum(source, 0, source.length)
                    + Octets.sum(destination, 0, destination.length);
        }
    }

    static int sourcePort(byte[] segment) {
        return Octets.getShort(segment, 0);
    }

    static int destinationPort(byte[] segment) {
        return Octets.getShort(segment, 2);
    }

    /** Whether it is the first segment of a connection. */
    static boolean isOpening(byte[] segment) {
        return (segment[FLAGS] & (SYN | ACK | RST)) == SYN;
    }

    static boolean hasAck(byte[] segment) {
        return (segment[FLAGS] & ACK) != 0;
    }

    /** The Acknowledgment Number: what its sender expects next. */
    static int acknowledged(byte[] segment) {
        return Octets.getInt(segment, 8);
    }

    /**
     * Writes the checksum that holds between other addresses: "HC' = ~(~HC + ~m + m')" (RFC 1624
     * clause 3). The rest of the pseudo-header has the same sum in both IP versions.
     */
    static void readdress(byte[] segment, Addresses from, Addresses to) {
        long sum =
                (~Octets.getShort(segment, CHECKSUM) & 0xFFFF)
                        + Octets.checksum(from.sum())
                        + to.sum();
        Octets.putShort(segment, CHECKSUM, Octets.checksum(sum));
    }

    /** An IPv6 packet with the segment, which holds between these addresses. */
    static byte[] packet(byte[] segment, Addresses addresses) {
        return InnerPacket.ip(
                addresses.source(), addresses.destination(), InnerPacket.PROTOCOL_TCP, segment);
    }

    /** The segment in an IPv6 packet, or null if it is anything else than a whole TCP segment. */
    static byte @Nullable [] of(byte[] packet) {
        int end =
                packet.length < IPV6_HEADER_OCTETS
                        ? 0
                        : Octets.getShort(packet, 4) + IPV6_HEADER_OCTETS;
        if (end < IPV6_HEADER_OCTETS + HEADER_OCTETS
                || end > packet.length
                || (packet[0] & 0xF0) != 0x60
                || packet[6] != InnerPacket.PROTOCOL_TCP) {
            return null;
        }
        return Arrays.copyOfRange(packet, IPV6_HEADER_OCTETS, end);
    }

    /** The destination address of an IPv6 packet that {@link #of} could read. */
    static byte[] destination(byte[] packet) {
        return Arrays.copyOfRange(packet, DESTINATION, DESTINATION + ADDRESS_OCTETS);
    }

    /** The lower half of an IPv6 address. */
    static long interfaceId(byte[] address) {
        return (long) Octets.getInt(address, 8) << 32
                | Integer.toUnsignedLong(Octets.getInt(address, 12));
    }

    /**
     * A reset that its receiver obeys: "the RST is acceptable if its sequence number is exactly the
     * next expected" (RFC 9293 clause 3.10.7.4).
     */
    static byte[] reset(int fromPort, int toPort, int sequence, Addresses addresses) {
        byte[] segment = new byte[HEADER_OCTETS];
        Octets.putShort(segment, 0, fromPort);
        Octets.putShort(segment, 2, toPort);
        Octets.putInt(segment, 4, sequence);
        segment[12] = HEADER_OCTETS / 4 << 4;
        segment[FLAGS] = RST;
        long sum =
                addresses.sum()
                        + InnerPacket.PROTOCOL_TCP
                        + HEADER_OCTETS
                        + Octets.sum(segment, 0, HEADER_OCTETS);
        Octets.putShort(segment, CHECKSUM, Octets.checksum(sum));
        return segment;
    }
}
