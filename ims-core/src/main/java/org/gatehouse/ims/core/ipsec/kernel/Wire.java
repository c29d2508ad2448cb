package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The pieces that all messages of linux/xfrm.h are made of. Addresses, ports and SPIs are in
 * network order, all else in the machine's.
 */
final class Wire {
    static final int IPV4 = 2;
    static final int IPV6 = 10;
    static final int PROTOCOL_ESP = 50;

    /** Octets of an xfrm_address_t: IPv6, or IPv4 and zeros. */
    static final int ADDRESS = 16;

    /** Octets of a struct xfrm_lifetime_cfg, and of a struct xfrm_lifetime_cur. */
    static final int LIMITS = 64;

    static final int USE = 32;

    private Wire() {}

    static ByteBuffer buffer(int octets) {
        return ByteBuffer.allocate(octets).order(ByteOrder.nativeOrder());
    }

    static ByteBuffer wrap(byte[] octets) {
        return ByteBuffer.wrap(octets).order(ByteOrder.nativeOrder());
    }

    /** All that is in a buffer. */
    static byte[] octets(ByteBuffer whole) {
        byte[] octets = new byte[whole.capacity()];
        whole.get(0, octets);
        return octets;
    }

    static int family(InetAddress address) {
        return address.getAddress().length == 4 ? IPV4 : IPV6;
    }

    static void putAddress(ByteBuffer to, InetAddress address) {
        byte[] octets = address.getAddress();
        to.put(octets).put(new byte[ADDRESS - octets.length]);
    }

    static InetAddress address(ByteBuffer from, int family) {
        byte[] octets = new byte[ADDRESS];
        from.get(octets);
        try {
            return InetAddress.getByAddress(family == IPV4 ? Arrays.copyOf(octets, 4) : octets);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of 4 or 16 octets", e);
        }
    }

    /** A 16-bit number in network order. */
    static void putPort(ByteBuffer to, int port) {
        to.put((byte) (port >> 8)).put((byte) port);
    }

    static int port(ByteBuffer from) {
        return (from.get() & 0xFF) << 8 | (from.get() & 0xFF);
    }

    /** A port and its mask: 0 where any will do. */
    static int maskedPort(ByteBuffer from) {
        int port = port(from);
        int mask = port(from);
        return port & mask;
    }

    /** A 32-bit number in network order. */
    static void putSpi(ByteBuffer to, long spi) {
        putPort(to, (int) (spi >> 16) & 0xFFFF);
        putPort(to, (int) spi & 0xFFFF);
    }

    static long spi(ByteBuffer from) {
        return (long) port(from) << 16 | port(from);
    }

    /** No limit of octets and packets, none of time. */
    static void putNoLimits(ByteBuffer to) {
        putLimits(to, -1, 0);
    }

    /**
     * Limits without one of octets.
     *
     * @param packets the last packet that may pass; -1 for no limit
     * @param seconds from when it was made to when it ends; 0 for no limit
     */
    static void putLimits(ByteBuffer to, long packets, long seconds) {
        to.putLong(-1).putLong(-1).putLong(-1).putLong(packets);
        to.putLong(0).putLong(seconds).putLong(0).putLong(0);
    }

    static int aligned(int length) {
        return (length + 3) & ~3;
    }

    /** A struct rtattr: length 2, type 2, the value, zeros up to a multiple of 4. */
    static byte[] attribute(int type, byte[] value) {
        int length = 4 + value.length;
        ByteBuffer whole = buffer(aligned(length));
        whole.putShort((short) length).putShort((short) type).put(value);
        return octets(whole);
    }

    /** The attributes that start at an offset; what is broken ends them. */
    static Map<Integer, byte[]> attributes(byte[] message, int offset) {
        Map<Integer, byte[]> attributes = new HashMap<>();
        ByteBuffer octets = wrap(message);
        int at = offset;
        while (at + 4 <= message.length) {
            int length = octets.getShort(at) & 0xFFFF;
            if (length < 4 || at + length > message.length) {
                break;
            }
            byte[] value = new byte[length - 4];
            octets.get(at + 4, value);
            attributes.put(octets.getShort(at + 2) & 0x3FFF, value);
            at += aligned(length);
        }
        return attributes;
    }

    static byte[] join(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer all = buffer(length);
        for (byte[] part : parts) {
            all.put(part);
        }
        return octets(all);
    }

    static void require(byte[] message, int octets, String what) {
        if (message.length < octets) {
            throw new IllegalArgumentException(
                    what + ": " + message.length + " octets (expected: at least " + octets + ")");
        }
    }
}
