package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One fragment of an IP packet (RFC 791 clause 3.1, RFC 8200 clause 4.5).
 *
 * @param packet with its header
 * @param offset octets of the packet before it, without header
 * @param dataAt where its own begin in the packet that brought it
 */
record IpFragment(
        byte[] packet,
        int identification,
        int protocol,
        int offset,
        int dataAt,
        int octets,
        boolean more) {
    /** Octets of the longest IP packet; for IPv6 without its header. */
    static final int LONGEST = 65_535;

    /** "fragment offset ... is measured in units of 8 octets" (RFC 791 clause 3.1). */
    private static final int UNIT = 8;

    /** Null if it can be no part of an IP packet. The selectors have read its header. */
    static @Nullable IpFragment of(EspOutcome.AuthenticFragment whole) {
        byte[] packet = whole.payload();
        boolean ipv4 = whole.nextHeader() == InnerPacket.PROTOCOL_IPV4;
        IpFragment fragment = ipv4 ? ofIpv4(packet) : ofIpv6(packet);
        // "If the length of a fragment ... is not a multiple of 8 octets and the M flag of that
        // fragment is 1, then that fragment must be discarded" (RFC 8200 clause 4.5)
        boolean sound =
                fragment.octets > 0
                        && (!fragment.more || fragment.octets % UNIT == 0)
                        && fragment.end() <= LONGEST;
        return sound ? fragment.trimmed() : null;
    }

    /** Without what stands behind the IP packet: it counts for nothing, so it is not kept. */
    private IpFragment trimmed() {
        int length = dataAt + octets;
        return packet.length == length
                ? this
                : new IpFragment(
                        Arrays.copyOf(packet, length),
                        identification,
                        protocol,
                        offset,
                        dataAt,
                        octets,
                        more);
    }

    private static IpFragment ofIpv4(byte[] packet) {
        int header = (packet[0] & 0x0F) * 4;
        int place = Octets.getShort(packet, 6);
        return new IpFragment(
                packet,
                Octets.getShort(packet, 4),
                packet[9] & 0xFF,
                (place & 0x1FFF) * UNIT,
                header,
                Octets.getShort(packet, 2) - header,
                (place & 0x2000) != 0);
    }

    /** The protocol tells no packets apart here: the first fragment alone says it. */
    private static IpFragment ofIpv6(byte[] packet) {
        int header = InnerPacket.IPV6_HEADER_OCTETS;
        int place = Octets.getShort(packet, header + 2);
        return new IpFragment(
                packet,
                Octets.getInt(packet, header + 4),
                0,
                place & 0xFFF8,
                header + InnerPacket.IPV6_FRAGMENT_OCTETS,
                Octets.getShort(packet, 4) - InnerPacket.IPV6_FRAGMENT_OCTETS,
                (place & 1) != 0);
    }

    int end() {
        return offset + octets;
    }

    boolean isIpv4() {
        return (packet[0] & 0xF0) == 0x40;
    }

    void copyTo(byte[] target, int header) {
        System.arraycopy(packet, dataAt, target, header + offset, octets);
    }

    /** The header of the whole packet, which this one is the first of, and room for the rest. */
    byte[] header(int rest) {
        int header = isIpv4() ? dataAt : InnerPacket.IPV6_HEADER_OCTETS;
        byte[] whole = new byte[header + rest];
        System.arraycopy(packet, 0, whole, 0, header);
        if (isIpv4()) {
            Octets.putShort(whole, 2, whole.length);
            Octets.putShort(whole, 6, 0);
            Octets.putShort(whole, 10, 0);
            Octets.putShort(whole, 10, Octets.checksum(Octets.sum(whole, 0, header)));
        } else {
            Octets.putShort(whole, 4, rest);
            whole[6] = packet[header];
        }
        return whole;
    }
}
