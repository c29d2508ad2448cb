package org.gatehouse.ims.core.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses as URIs and Via fields write them. A zone (the interface of a link-local address) means
 * something on one host alone, and is never written.
 */
public final class HostPort {
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** 16-bit groups of an IPv6 address. */
    private static final int GROUPS = 8;

    private HostPort() {}

    /** {@code 192.0.2.1:5060} or {@code [2001:db8::1]:5060}. */
    public static String of(InetSocketAddress address) {
        return host(address.getAddress()) + ":" + address.getPort();
    }

    /** {@code 192.0.2.1} or {@code [2001:db8::1]}. */
    public static String host(InetAddress address) {
        String text = text(address);
        return address instanceof Inet6Address ? "[" + text + "]" : text;
    }

    /**
     * {@code 192.0.2.1} or {@code 2001:db8::1}: the one form that RFC 5952 clause 4 leaves, short
     * too, as an address stands in a REGISTER five times.
     */
    public static String text(InetAddress address) {
        return address instanceof Inet6Address
                ? shortened(address.getAddress())
                : address.getHostAddress();
    }

    /**
     * The address that a host of SIP is, with or without brackets; empty for a name. Spellings of
     * one address are one address, and an IPv4 address mapped into IPv6 is that IPv4 address.
     */
    public static Optional<InetAddress> literal(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        // "1.2" is an address to Java
        boolean candidate = bare.indexOf(':') >= 0 || IPV4.matcher(bare).matches();
        if (!candidate || bare.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(bare));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** Whether a host of SIP is this address, however it is spelt. */
    public static boolean names(String host, InetAddress address) {
        return literal(host).filter(address::equals).isPresent();
    }

    private static String shortened(byte[] octets) {
        int[] groups = new int[GROUPS];
        for (int i = 0; i < GROUPS; i++) {
            groups[i] = (octets[2 * i] & 0xFF) << 8 | (octets[2 * i + 1] & 0xFF);
        }
        int start = longestRun(groups);
        int end = start + zeros(groups, start);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < GROUPS; i++) {
            if (i == start && end - start > 1) {
                text.append("::");
                i = end - 1;
            } else {
                boolean separate = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
                text.append(separate ? ":" : "").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /** Where the longest run of zero groups begins, the first of several. */
    private static int longestRun(int[] groups) {
        int start = 0;
        for (int i = 1; i < GROUPS; i++) {
            if (zeros(groups, i) > zeros(groups, start)) {
                start = i;
            }
        }
        return start;
    }

    private static int zeros(int[] groups, int from) {
        int end = from;
        while (end < GROUPS && groups[end] == 0) {
            end++;
        }
        return end - from;
    }
}
