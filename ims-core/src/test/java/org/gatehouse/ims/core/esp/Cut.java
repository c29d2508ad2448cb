package org.gatehouse.ims.core.esp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Cuts IP packets into fragments, as a peer does before it encapsulates them. */
public final class Cut {
    private static final int FRAGMENT_HEADER = 44;

    private Cut() {}

    /** Fragments of at most this many octets behind the IP header, in order. */
    public static List<byte[]> fragments(byte[] packet, int identification, int most) {
        int header = header(packet);
        List<byte[]> all = new ArrayList<>();
        for (int offset = 0; offset < packet.length - header; offset += most) {
            int end = Math.min(packet.length - header, offset + most);
            all.add(piece(packet, identification, offset, end));
        }
        return all;
    }

    /** The fragment with the octets from offset to end of what stands behind the IP header. */
    public static byte[] piece(byte[] packet, int identification, int offset, int end) {
        int header = header(packet);
        byte[] data = Arrays.copyOfRange(packet, header + offset, header + end);
        return piece(packet, identification, offset, data, header + end < packet.length);
    }

    /** A fragment that a packet of this header may have, or not. */
    public static byte[] piece(
            byte[] packet, int identification, int offset, byte[] data, boolean more) {
        int header = header(packet);
        boolean ipv4 = header == InnerPacket.IPV4_HEADER_OCTETS;
        int dataAt = header + (ipv4 ? 0 : InnerPacket.IPV6_FRAGMENT_OCTETS);
        byte[] fragment = Arrays.copyOf(packet, dataAt + data.length);
        System.arraycopy(data, 0, fragment, dataAt, data.length);
        if (ipv4) {
            Octets.putShort(fragment, 2, fragment.length);
            Octets.putShort(fragment, 4, identification);
            Octets.putShort(fragment, 6, offset / 8 | (more ? 0x2000 : 0));
            Octets.putShort(fragment, 10, 0);
            Octets.putShort(fragment, 10, Octets.checksum(Octets.sum(fragment, 0, header)));
        } else {
            Octets.putShort(fragment, 4, fragment.length - header);
            fragment[6] = FRAGMENT_HEADER;
            fragment[header] = packet[6];
            fragment[header + 1] = 0;
            Octets.putShort(fragment, header + 2, offset | (more ? 1 : 0));
            Octets.putInt(fragment, header + 4, identification);
        }
        return fragment;
    }

    private static int header(byte[] packet) {
        return (packet[0] & 0xF0) == 0x40
                ? InnerPacket.IPV4_HEADER_OCTETS
                : InnerPacket.IPV6_HEADER_OCTETS;
    }
}
