package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Selectors of one inbound SA: "source and destination IP addresses, transport protocols that share
 * the SA, and source and destination ports" (TS 33.203 clause 7.1). The protocols are UDP and TCP.
 */
public final class SipSelectors implements Selectors {
    private static final int IPV6_FRAGMENT_HEADER = 44;

    private final Endpoint source;
    private final Endpoint destination;
    private final boolean tunnel;

    private SipSelectors(Endpoint source, Endpoint destination, boolean tunnel) {
        this.source = source;
        this.destination = destination;
        this.tunnel = tunnel;
    }

    /** Tunnel mode: "the IP addresses and ports used as selectors ... are those of the inner". */
    public static SipSelectors tunnel(Endpoint source, Endpoint destination) {
        return new SipSelectors(source, destination, true);
    }

    /** Transport mode: the caller has checked the addresses of the only IP header there is. */
    public static SipSelectors transport(Endpoint source, Endpoint destination) {
        return new SipSelectors(source, destination, false);
    }

    @Override
    public @Nullable DropReason check(byte[] clear, int length, int nextHeader) {
        if (!tunnel) {
            return checkTransport(clear, 0, length, nextHeader);
        }
        if (nextHeader != InnerPacket.tunnelProtocol(source)) {
            return DropReason.SELECTOR_MISMATCH;
        }
        return source.isIpv4() ? checkIpv4(clear, length) : checkIpv6(clear, length);
    }

    /**
     * Transport mode has none: "ESP is applied only to whole IP datagrams (not to IP fragments)"
     * (RFC 2406 clause 3.3.4).
     */
    @Override
    public boolean isFragment(byte[] clear, int length, int nextHeader) {
        if (!tunnel || nextHeader != InnerPacket.tunnelProtocol(source)) {
            return false;
        }
        return source.isIpv4()
                ? length >= InnerPacket.IPV4_HEADER_OCTETS
                        && isCut(clear)
                        && checkIpv4Header(clear, length) == null
                : length >= InnerPacket.IPV6_HEADER_OCTETS + InnerPacket.IPV6_FRAGMENT_OCTETS
                        && (clear[6] & 0xFF) == IPV6_FRAGMENT_HEADER
                        && checkIpv6Header(clear, length) == null
                        && Octets.getShort(clear, 4) >= InnerPacket.IPV6_FRAGMENT_OCTETS;
    }

    /** Whether what {@link #check} let pass is TCP. */
    public boolean isTcp(byte[] payload, int nextHeader) {
        int protocol = nextHeader;
        if (tunnel) {
            protocol = payload[source.isIpv4() ? 9 : 6] & 0xFF;
        }
        return protocol == InnerPacket.PROTOCOL_TCP;
    }

    /** The TCP segment, from its header on, of what {@link #check} let pass. */
    public byte[] tcpSegment(byte[] payload) {
        if (!tunnel) {
            return payload;
        }
        int end =
                source.isIpv4()
                        ? Octets.getShort(payload, 2)
                        : InnerPacket.IPV6_HEADER_OCTETS + Octets.getShort(payload, 4);
        return Arrays.copyOfRange(payload, ipOctets(payload), end);
    }

    /** The UDP payload of what {@link #check} let pass. */
    public byte[] udpPayload(byte[] payload) {
        int offset = ipOctets(payload);
        int end = offset + Octets.getShort(payload, offset + 4);
        return Arrays.copyOfRange(payload, offset + InnerPacket.UDP_HEADER_OCTETS, end);
    }

    private int ipOctets(byte[] payload) {
        if (!tunnel) {
            return 0;
        }
        return source.isIpv4() ? (payload[0] & 0x0F) * 4 : InnerPacket.IPV6_HEADER_OCTETS;
    }

    private @Nullable DropReason checkIpv4(byte[] clear, int length) {
        DropReason refused = checkIpv4Header(clear, length);
        if (refused != null) {
            return refused;
        }
        if (isCut(clear)) {
            // no ports in it, or not all of what they are the ports of
            return DropReason.SELECTOR_MISMATCH;
        }
        int header = (clear[0] & 0x0F) * 4;
        int total = Octets.getShort(clear, 2);
        return checkTransport(clear, header, total - header, clear[9] & 0xFF);
    }

    /** More Fragments, or an offset. */
    private static boolean isCut(byte[] ipv4) {
        return (Octets.getShort(ipv4, 6) & 0x3FFF) != 0;
    }

    private @Nullable DropReason checkIpv4Header(byte[] clear, int length) {
        if (length < InnerPacket.IPV4_HEADER_OCTETS || (clear[0] & 0xF0) != 0x40) {
            return DropReason.INNER_MALFORMED;
        }
        int header = (clear[0] & 0x0F) * 4;
        int total = Octets.getShort(clear, 2);
        if (header < InnerPacket.IPV4_HEADER_OCTETS
                || total < header
                || total > length
                || Octets.checksum(Octets.sum(clear, 0, header)) != 0) {
            return DropReason.INNER_MALFORMED;
        }
        return matches(clear, 12, source) && matches(clear, 16, destination)
                ? null
                : DropReason.SELECTOR_MISMATCH;
    }

    private @Nullable DropReason checkIpv6(byte[] clear, int length) {
        DropReason refused = checkIpv6Header(clear, length);
        return refused == null
                ? checkTransport(
                        clear,
                        InnerPacket.IPV6_HEADER_OCTETS,
                        Octets.getShort(clear, 4),
                        clear[6] & 0xFF)
                : refused;
    }

    private @Nullable DropReason checkIpv6Header(byte[] clear, int length) {
        int header = InnerPacket.IPV6_HEADER_OCTETS;
        if (length < header
                || (clear[0] & 0xF0) != 0x60
                || Octets.getShort(clear, 4) > length - header) {
            return DropReason.INNER_MALFORMED;
        }
        return matches(clear, 8, source) && matches(clear, 24, destination)
                ? null
                : DropReason.SELECTOR_MISMATCH;
    }

    private @Nullable DropReason checkTransport(
            byte[] clear, int offset, int length, int protocol) {
        // "The transport protocol selector shall allow UDP and TCP"
        if (protocol != InnerPacket.PROTOCOL_UDP && protocol != InnerPacket.PROTOCOL_TCP) {
            return DropReason.SELECTOR_MISMATCH;
        }
        if (length < InnerPacket.UDP_HEADER_OCTETS) {
            return DropReason.INNER_MALFORMED;
        }
        if (Octets.getShort(clear, offset) != source.port()
                || Octets.getShort(clear, offset + 2) != destination.port()) {
            return DropReason.SELECTOR_MISMATCH;
        }
        return protocol == InnerPacket.PROTOCOL_TCP
                ? checkTcp(clear, offset, length)
                : checkUdp(clear, offset, length);
    }

    /**
     * The checksum is left to whoever takes the segment: it is mended on the way, not made anew.
     */
    private @Nullable DropReason checkTcp(byte[] clear, int offset, int length) {
        if (length < InnerPacket.TCP_HEADER_OCTETS) {
            return DropReason.INNER_MALFORMED;
        }
        int header = (clear[offset + 12] & 0xF0) >> 2;
        return header < InnerPacket.TCP_HEADER_OCTETS || header > length
                ? DropReason.INNER_MALFORMED
                : null;
    }

    private @Nullable DropReason checkUdp(byte[] clear, int offset, int length) {
        int udpLength = Octets.getShort(clear, offset + 4);
        if (udpLength < InnerPacket.UDP_HEADER_OCTETS || udpLength > length) {
            return DropReason.INNER_MALFORMED;
        }
        int checksum = Octets.getShort(clear, offset + 6);
        if (checksum == 0) {
            // "An all zero transmitted checksum value means that the transmitter generated no
            // checksum" (RFC 768); over IPv6 that is not allowed (RFC 2460 clause 8.1)
            return source.isIpv4() ? null : DropReason.INNER_MALFORMED;
        }
        long sum =
                InnerPacket.pseudoHeaderSum(source.address(), destination.address(), udpLength)
                        + Octets.sum(clear, offset, udpLength);
        return Octets.checksum(sum) == 0 ? null : DropReason.INNER_MALFORMED;
    }

    private static boolean matches(byte[] clear, int offset, Endpoint end) {
        byte[] address = end.address();
        return Arrays.equals(clear, offset, offset + address.length, address, 0, address.length);
    }
}
