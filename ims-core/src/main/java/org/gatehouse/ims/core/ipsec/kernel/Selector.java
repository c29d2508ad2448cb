package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Which packets a state or policy is for (struct xfrm_selector, 56 octets: destination 16, source
 * 16, destination port and mask 4, source port and mask 4, family 2, prefix lengths of destination
 * and source 2, protocol 1, 3 unused, interface 4, user 4).
 *
 * @param family AF_INET or AF_INET6
 * @param source null for any
 * @param sourcePort 0 for any
 * @param destination null for any
 * @param destinationPort 0 for any
 * @param protocol IP protocol number, 0 for any
 */
public record Selector(
        int family,
        @Nullable InetAddress source,
        int sourcePort,
        @Nullable InetAddress destination,
        int destinationPort,
        int protocol) {
    public static final int UDP = 17;
    public static final int TCP = 6;

    static final int OCTETS = 56;
    private static final int WHOLE_PORT = 0xFFFF;

    void encode(ByteBuffer to) {
        putAddress(to, destination);
        putAddress(to, source);
        putPort(to, destinationPort);
        putPort(to, sourcePort);
        to.putShort((short) family);
        to.put(prefix(destination)).put(prefix(source)).put((byte) protocol).put(new byte[3]);
        to.putInt(0).putInt(0);
    }

    static Selector decode(ByteBuffer from) {
        int start = from.position();
        int family = from.getShort(start + 40) & 0xFFFF;
        InetAddress destination = Wire.address(from, family);
        InetAddress source = Wire.address(from, family);
        int destinationPort = Wire.maskedPort(from);
        int sourcePort = Wire.maskedPort(from);
        from.getShort();
        boolean anyDestination = from.get() == 0;
        boolean anySource = from.get() == 0;
        int protocol = from.get() & 0xFF;
        from.position(start + OCTETS);
        return new Selector(
                family,
                anySource ? null : source,
                sourcePort,
                anyDestination ? null : destination,
                destinationPort,
                protocol);
    }

    Selector withProtocol(int other) {
        return new Selector(family, source, sourcePort, destination, destinationPort, other);
    }

    private static void putAddress(ByteBuffer to, @Nullable InetAddress address) {
        if (address == null) {
            to.put(new byte[Wire.ADDRESS]);
        } else {
            Wire.putAddress(to, address);
        }
    }

    private static void putPort(ByteBuffer to, int port) {
        Wire.putPort(to, port);
        Wire.putPort(to, port == 0 ? 0 : WHOLE_PORT);
    }

    private static byte prefix(@Nullable InetAddress address) {
        return (byte) (address == null ? 0 : address.getAddress().length * 8);
    }
}
