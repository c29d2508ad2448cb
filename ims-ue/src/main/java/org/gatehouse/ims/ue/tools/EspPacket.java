package org.gatehouse.ims.ue.tools;

import java.util.Arrays;
import org.gatehouse.ims.core.secagree.Spi;

/** Finds ESP in what was captured. */
final class EspPacket {
    private static final int PROTOCOL_ESP = 50;
    private static final int IPV4_HEADER_OCTETS = 20;
    private static final int IPV6_HEADER_OCTETS = 40;

    private EspPacket() {}

    /**
     * The ESP packet: what was given, unless that is an IP packet with ESP right behind its header.
     * What begins with the SPI is ESP, whatever else it looks like.
     */
    static byte[] in(byte[] given, Spi spi) {
        if (given.length < IPV4_HEADER_OCTETS || int32(given, 0) == spi.toInt()) {
            return given;
        }
        int header = 0;
        int version = (given[0] & 0xF0) >> 4;
        if (version == 4 && isWholeIpv4(given)) {
            header = (given[0] & 0x0F) * 4;
        } else if (version == 6 && isWholeIpv6(given)) {
            header = IPV6_HEADER_OCTETS;
        }
        return Arrays.copyOfRange(given, header, given.length);
    }

    private static boolean isWholeIpv4(byte[] packet) {
        int header = (packet[0] & 0x0F) * 4;
        return header >= IPV4_HEADER_OCTETS
                && header <= packet.length
                && int16(packet, 2) == packet.length
                && packet[9] == PROTOCOL_ESP;
    }

    private static boolean isWholeIpv6(byte[] packet) {
        return packet.length >= IPV6_HEADER_OCTETS
                && int16(packet, 4) == packet.length - IPV6_HEADER_OCTETS
                && packet[6] == PROTOCOL_ESP;
    }

    private static int int16(byte[] octets, int at) {
        return (octets[at] & 0xFF) << 8 | (octets[at + 1] & 0xFF);
    }

    private static int int32(byte[] octets, int at) {
        return int16(octets, at) << 16 | int16(octets, at + 2);
    }
}
