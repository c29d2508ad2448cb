package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads and rewrites TCP segments. A segment knows nothing of the IP version that carries it but
 * for its checksum, which covers the addresses: so one moves from IPv4 to IPv6 and back as it is,
 * with the checksum mended by the difference of the addresses. A wrong one stays wrong.
 */
public final class TcpSegment {
    private static final int HEADER_OCTETS = InnerPacket.TCP_HEADER_OCTETS;
    private static final int IPV6_HEADER_OCTETS = InnerPacket.IPV6_HEADER_OCTETS;

    private static final int SOURCE = 8;
    private static final int DESTINATION = 24;
    private static final int ADDRESS_OCTETS = 16;
    private static final int CHECKSUM = 16;
    private static final int FLAGS = 13;
    private static final int SYN = 0x02;
    private static final int RST = 0x04;
    private static final int ACK = 0x10;
    private static final int END_OF_OPTIONS = 0;
    private static final int NO_OPERATION = 1;
    private static final int MAXIMUM_SEGMENT_SIZE = 2;

    private TcpSegment() {}

    /** Two addresses of one IP version, as octets. */
    public record Addresses(byte[] source, byte[] destination) {
        private long sum() {
            return Octets.sum(source, 0, source.length)
                    + Octets.sum(destination, 0, destination.length);
        }
    }

    public static int sourcePort(byte[] segment) {
        return Octets.getShort(segment, 0);
    }

    public static int destinationPort(byte[] segment) {
        return Octets.getShort(segment, 2);
    }

    /** Whether it is the first segment of a connection. */
    public static boolean isOpening(byte[] segment) {
        return (segment[FLAGS] & (SYN | ACK | RST)) == SYN;
    }

    /**
     * Writes the checksum that holds between other addresses: "HC' = ~(~HC + ~m + m')" (RFC 1624
     * clause 3). The rest of the pseudo-header has the same sum in both IP versions.
     */
    public static void readdress(byte[] segment, Addresses from, Addresses to) {
        long sum =
                (~Octets.getShort(segment, CHECKSUM) & 0xFFFF)
                        + Octets.checksum(from.sum())
                        + to.sum();
        Octets.putShort(segment, CHECKSUM, Octets.checksum(sum));
    }

    /**
     * Lowers the Maximum Segment Size that the sender of a SYN asks its peer for, where it is above
     * what a path takes: it knows nothing of what ESP adds (RFC 9293 clause 3.7.1). The checksum is
     * mended, so that a wrong one stays wrong.
     *
     * @param most octets behind a header without options
     */
    public static void limitSize(byte[] segment, int most) {
        if ((segment[FLAGS] & SYN) == 0) {
            return;
        }
        int end = Math.min((segment[12] & 0xF0) >> 2, segment.length);
        int at = HEADER_OCTETS;
        while (at + 1 < end && segment[at] != END_OF_OPTIONS) {
            int octets = segment[at] == NO_OPERATION ? 1 : segment[at + 1] & 0xFF;
            if (octets == 0 || at + octets > end) {
                return;
            }
            if (segment[at] == MAXIMUM_SEGMENT_SIZE
                    && octets == 4
                    && Octets.getShort(segment, at + 2) > most) {
                int before =
                        Octets.checksum(Octets.sum(segment, HEADER_OCTETS, end - HEADER_OCTETS));
                Octets.putShort(segment, at + 2, most);
                long after = Octets.sum(segment, HEADER_OCTETS, end - HEADER_OCTETS);
                long sum = (~Octets.getShort(segment, CHECKSUM) & 0xFFFF) + before + after;
                Octets.putShort(segment, CHECKSUM, Octets.checksum(sum));
                return;
            }
            at += octets;
        }
    }

    /** An IPv6 packet with the segment, which holds between these addresses. */
    public static byte[] packet(byte[] segment, Addresses addresses) {
        return InnerPacket.ip(
                addresses.source(), addresses.destination(), InnerPacket.PROTOCOL_TCP, segment);
    }

    /** The segment in an IPv6 packet, or null if it is anything else than a whole TCP segment. */
    public static byte @Nullable [] of(byte[] packet) {
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

    private static byte[] source(byte[] packet) {
        return Arrays.copyOfRange(packet, SOURCE, SOURCE + ADDRESS_OCTETS);
    }

    /** The destination address of an IPv6 packet that {@link #of} could read. */
    public static byte[] destination(byte[] packet) {
        return Arrays.copyOfRange(packet, DESTINATION, DESTINATION + ADDRESS_OCTETS);
    }

    /** The lower half of an IPv6 address. */
    public static long interfaceId(byte[] address) {
        return (long) Octets.getInt(address, 8) << 32
                | Integer.toUnsignedLong(Octets.getInt(address, 12));
    }

    /**
     * What a host without a connection answers to a segment: "If the incoming segment has an ACK
     * field, the reset takes its sequence number from the ACK field of the segment" (RFC 9293
     * clause 3.5.2).
     *
     * @param packet the packet that brought the segment
     * @return a packet, or null for a segment that opens a connection, or is a reset itself
     */
    public static byte @Nullable [] resetFor(byte[] packet, byte[] segment) {
        if ((segment[FLAGS] & (ACK | RST)) != ACK) {
            return null;
        }
        Addresses back =
                new Addresses(/* source= */ destination(packet), /* destination= */ source(packet));
        int expected = Octets.getInt(segment, 8);
        return packet(
                control(destinationPort(segment), sourcePort(segment), RST, expected, 0, back),
                back);
    }

    /**
     * Refuses a connection: "If the ACK bit is off, sequence number zero is used" (RFC 9293 clause
     * 3.10.7.1), and what is acknowledged is the SYN.
     *
     * @param opening the first segment of the connection, without data
     * @param back from its destination to its source
     */
    public static byte[] refusal(byte[] opening, Addresses back) {
        int acknowledged = Octets.getInt(opening, 4) + 1;
        return control(
                destinationPort(opening), sourcePort(opening), RST | ACK, 0, acknowledged, back);
    }

    private static byte[] control(
            int fromPort,
            int toPort,
            int flags,
            int sequence,
            int acknowledged,
            Addresses addresses) {
        byte[] segment = new byte[HEADER_OCTETS];
        Octets.putShort(segment, 0, fromPort);
        Octets.putShort(segment, 2, toPort);
        Octets.putInt(segment, 4, sequence);
        Octets.putInt(segment, 8, acknowledged);
        segment[12] = (HEADER_OCTETS / 4) << 4;
        segment[FLAGS] = (byte) flags;
        long sum =
                addresses.sum()
                        + InnerPacket.PROTOCOL_TCP
                        + HEADER_OCTETS
                        + Octets.sum(segment, 0, HEADER_OCTETS);
        Octets.putShort(segment, CHECKSUM, Octets.checksum(sum));
        return segment;
    }
}
