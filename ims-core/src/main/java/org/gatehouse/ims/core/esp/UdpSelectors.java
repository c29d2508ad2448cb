package org.gatehouse.ims.core.esp;

import java.util.Arrays;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.jspecify.annotations.Nullable;

/**
 * Selectors of one inbound SA that carries UDP: "source and destination IP addresses, transport
 * protocols that share the SA, and source and destination ports" (TS 33.203 clause 7.1).
 */
public final class UdpSelectors implements Selectors {
    private static final int IPV6_FRAGMENT_HEADER = 44;

    private final Endpoint source;
    private final Endpoint destination;
    private final boolean tunnel;

    private UdpSelectors(Endpoint source, Endpoint destination, boolean tunnel) {
        this.source = source;
        this.destination = destination;
        this.tunnel = tunnel;
    }

    /** Tunnel mode: "the IP addresses and ports used as selectors ... are those of the inner". */
    public static UdpSelectors tunnel(Endpoint source, Endpoint destination) {
        return new UdpSelectors(source, destination, true);
    }

    /** Transport mode: the caller has checked the addresses of the only IP header there is. */
    public static UdpSelectors transport(Endpoint source, Endpoint destination) {
        return new UdpSelectors(source, destination, false);
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

    /** The UDP payload of what {@link #check} let pass. */
    public byte[] udpPayload(byte[] payload) {
        int offset = 0;
        if (tunnel) {
            offset = source.isIpv4() ? (payload[0] & 0x0F) * 4 : InnerPacket.IPV6_HEADER_OCTETS;
        }
        int end = offset + Octets.getShort(payload, offset + 4);
        return Arrays.copyOfRange(payload, offset + InnerPacket.UDP_HEADER_OCTETS, end);
    }

    private @Nullable DropReason checkIpv4(byte[] clear, int length) {
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
        if (!matches(clear, 12, source) || !matches(clear, 16, destination)) {
            return DropReason.SELECTOR_MISMATCH;
        }
        // More Fragments, or an offset
        if ((Octets.getShort(clear, 6) & 0x3FFF) != 0) {
            return DropReason.INNER_FRAGMENT;
        }
        return checkTransport(clear, header, total - header, clear[9] & 0xFF);
    }

    private @Nullable DropReason checkIpv6(byte[] clear, int length) {
        int header = InnerPacket.IPV6_HEADER_OCTETS;
        if (length < header || (clear[0] & 0xF0) != 0x60) {
            return DropReason.INNER_MALFORMED;
        }
        int rest = Octets.getShort(clear, 4);
        if (rest > length - header) {
            return DropReason.INNER_MALFORMED;
        }
        if (!matches(clear, 8, source) || !matches(clear, 24, destination)) {
            return DropReason.SELECTOR_MISMATCH;
        }
        int protocol = clear[6] & 0xFF;
        return protocol == IPV6_FRAGMENT_HEADER
                ? DropReason.INNER_FRAGMENT
                : checkTransport(clear, header, rest, protocol);
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
                ? DropReason.PROTOCOL_NOT_CARRIED
                : checkUdp(clear, offset, length);
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
