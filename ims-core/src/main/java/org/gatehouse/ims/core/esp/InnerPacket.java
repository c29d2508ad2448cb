package org.gatehouse.ims.core.esp;

import java.net.InetAddress;

/**
 * Writes what goes inside ESP: IPv4 or IPv6 and UDP for tunnel mode, UDP alone for transport mode.
 */
public final class InnerPacket {
    public static final int PROTOCOL_IPV4 = 4;
    public static final int PROTOCOL_TCP = 6;
    public static final int PROTOCOL_UDP = 17;
    public static final int PROTOCOL_IPV6 = 41;
    public static final int PROTOCOL_ESP = 50;

    public static final int IPV4_HEADER_OCTETS = 20;
    public static final int IPV6_HEADER_OCTETS = 40;
    static final int IPV6_FRAGMENT_OCTETS = 8;
    static final int UDP_HEADER_OCTETS = 8;
    public static final int TCP_HEADER_OCTETS = 20;

    /**
     * Largest payload whose packet still fits the largest outer datagram: 65,507 octets less inner
     * headers (48), ESP header, IV, padding and ICV.
     */
    public static final int MAX_PAYLOAD_OCTETS = 65_507 - 48 - 8 - 16 - 18 - 12;

    private static final int TTL = 64;

    private InnerPacket() {}

    /** One end: an address as octets, and a port. */
    public record Endpoint(byte[] address, int port) {
        public static Endpoint of(InetAddress address, int port) {
            return new Endpoint(address.getAddress(), port);
        }

        boolean isIpv4() {
            return address.length == 4;
        }
    }

    /** The next header value of a tunnel between such ends. */
    public static int tunnelProtocol(Endpoint end) {
        return end.isIpv4() ? PROTOCOL_IPV4 : PROTOCOL_IPV6;
    }

    /** A whole IP packet with UDP, with checksums. Both ends are of one IP version. */
    public static byte[] ipAndUdp(Endpoint source, Endpoint destination, byte[] payload) {
        int ipOctets = source.isIpv4() ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
        byte[] packet = new byte[ipOctets + UDP_HEADER_OCTETS + payload.length];
        putIp(packet, source.address(), destination.address(), PROTOCOL_UDP);
        putUdp(packet, ipOctets, source, destination, payload);
        return packet;
    }

    /** A whole IP packet with any protocol inside. Both addresses are of one IP version. */
    public static byte[] ip(byte[] source, byte[] destination, int protocol, byte[] payload) {
        int ipOctets = source.length == 4 ? IPV4_HEADER_OCTETS : IPV6_HEADER_OCTETS;
        byte[] packet = new byte[ipOctets + payload.length];
        System.arraycopy(payload, 0, packet, ipOctets, payload.length);
        putIp(packet, source, destination, protocol);
        return packet;
    }

    /** A UDP header and payload, with the checksum that holds between these addresses. */
    public static byte[] udp(Endpoint source, Endpoint destination, byte[] payload) {
        byte[] segment = new byte[UDP_HEADER_OCTETS + payload.length];
        putUdp(segment, 0, source, destination, payload);
        return segment;
    }

    private static void putIp(byte[] packet, byte[] source, byte[] destination, int protocol) {
        if (source.length == 4) {
            putIpv4(packet, source, destination, protocol);
        } else {
            putIpv6(packet, source, destination, protocol);
        }
    }

    private static void putIpv4(byte[] packet, byte[] source, byte[] destination, int protocol) {
        packet[0] = 0x45;
        Octets.putShort(packet, 2, packet.length);
        packet[8] = TTL;
        packet[9] = (byte) protocol;
        System.arraycopy(source, 0, packet, 12, 4);
        System.arraycopy(destination, 0, packet, 16, 4);
        Octets.putShort(packet, 10, Octets.checksum(Octets.sum(packet, 0, IPV4_HEADER_OCTETS)));
    }

    private static void putIpv6(byte[] packet, byte[] source, byte[] destination, int protocol) {
        packet[0] = 0x60;
        Octets.putShort(packet, 4, packet.length - IPV6_HEADER_OCTETS);
        packet[6] = (byte) protocol;
        packet[7] = TTL;
        System.arraycopy(source, 0, packet, 8, 16);
        System.arraycopy(destination, 0, packet, 24, 16);
    }

    private static void putUdp(
            byte[] target, int offset, Endpoint source, Endpoint destination, byte[] payload) {
        int length = UDP_HEADER_OCTETS + payload.length;
        Octets.putShort(target, offset, source.port());
        Octets.putShort(target, offset + 2, destination.port());
        Octets.putShort(target, offset + 4, length);
        System.arraycopy(payload, 0, target, offset + UDP_HEADER_OCTETS, payload.length);
        long sum =
                pseudoHeaderSum(source.address(), destination.address(), length)
                        + Octets.sum(target, offset, length);
        int checksum = Octets.checksum(sum);
        // "If the computed checksum is zero, it is transmitted as all ones" (RFC 768)
        Octets.putShort(target, offset + 6, checksum == 0 ? 0xFFFF : checksum);
    }

    static long pseudoHeaderSum(byte[] source, byte[] destination, int udpLength) {
        return Octets.sum(source, 0, source.length)
                + Octets.sum(destination, 0, destination.length)
                + PROTOCOL_UDP
                + udpLength;
    }
}
