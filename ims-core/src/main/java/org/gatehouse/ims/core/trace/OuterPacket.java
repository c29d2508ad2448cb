package org.gatehouse.ims.core.trace;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** IP packets for a capture, around what went through a UDP socket. */
public final class OuterPacket {
    private static final byte UDP = 17;
    private static final byte HOPS = 64;
    private static final int IPV4_HEADER = 20;
    private static final int IPV6_HEADER = 40;
    private static final int UDP_HEADER = 8;

    private OuterPacket() {}

    /** A UDP datagram with its headers. Both addresses must be of one family. */
    public static byte[] udp(InetSocketAddress from, InetSocketAddress to, byte[] payload) {
        byte[] source = from.getAddress().getAddress();
        byte[] destination = to.getAddress().getAddress();
        if (source.length != destination.length) {
            throw new IllegalArgumentException(
                    "addresses: " + from + ", " + to + " (expected: of one family)");
        }
        int length = UDP_HEADER + payload.length;
        ByteBuffer packet =
                from.getAddress() instanceof Inet4Address
                        ? ipv4(source, destination, length)
                        : ipv6(source, destination, length);
        int udpAt = packet.position();
        packet.putShort((short) from.getPort())
                .putShort((short) to.getPort())
                .putShort((short) length)
                .putShort((short) 0)
                .put(payload);
        int sum = sum(source, sum(destination, UDP + length));
        int checksum = ~sum(packet.array(), udpAt, length, sum) & 0xFFFF;
        packet.putShort(udpAt + 6, (short) (checksum == 0 ? 0xFFFF : checksum));
        return packet.array();
    }

    private static ByteBuffer ipv4(byte[] source, byte[] destination, int payloadLength) {
        ByteBuffer packet = ByteBuffer.allocate(IPV4_HEADER + payloadLength);
        packet.put((byte) 0x45)
                .put((byte) 0)
                .putShort((short) (IPV4_HEADER + payloadLength))
                .putInt(0x4000) // no identification; don't fragment
                .put(HOPS)
                .put(UDP)
                .putShort((short) 0)
                .put(source)
                .put(destination);
        int checksum = ~sum(packet.array(), 0, IPV4_HEADER, 0) & 0xFFFF;
        return packet.putShort(10, (short) checksum);
    }

    private static ByteBuffer ipv6(byte[] source, byte[] destination, int payloadLength) {
        return ByteBuffer.allocate(IPV6_HEADER + payloadLength)
                .putInt(0x6000_0000)
                .putShort((short) payloadLength)
                .put(UDP)
                .put(HOPS)
                .put(source)
                .put(destination);
    }

    private static int sum(byte[] octets, int start) {
        return sum(octets, 0, octets.length, start);
    }

    /** The ones' complement sum of RFC 1071. */
    private static int sum(byte[] octets, int offset, int length, int start) {
        long sum = start;
        for (int i = 0; i < length; i++) {
            int octet = octets[offset + i] & 0xFF;
            sum += (i & 1) == 0 ? octet << 8 : octet;
        }
        while (sum > 0xFFFF) {
            sum = (sum & 0xFFFF) + (sum >>> 16);
        }
        return (int) sum;
    }
}
