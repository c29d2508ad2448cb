package org.gatehouse.ims.core.net;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What limits per source count as one source: an IPv4 address, or the 64-bit prefix of an IPv6 one.
 * Whoever has an IPv6 address has all of its /64 (RFC 4291 clause 2.5.1: interface identifiers are
 * 64 bits long), and could come from another one each time.
 */
public record SourceBlock(String prefix) {
    private static final int PREFIX_OCTETS = 8;

    public static SourceBlock of(InetAddress address) {
        byte[] octets = address.getAddress();
        boolean whole = address instanceof Inet4Address;
        return new SourceBlock(
                HexFormat.of().formatHex(whole ? octets : Arrays.copyOf(octets, PREFIX_OCTETS)));
    }
}
