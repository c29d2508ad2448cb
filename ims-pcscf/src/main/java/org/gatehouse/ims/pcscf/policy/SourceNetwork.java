package org.gatehouse.ims.pcscf.policy;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.gatehouse.ims.core.net.HostPort;

/**
 * Addresses that share a prefix.
 *
 * @param base the first of them
 * @param prefix bits of it that all of them have
 */
public record SourceNetwork(InetAddress base, int prefix) {
    private static final Pattern TEXT = Pattern.compile("([0-9a-fA-F:.]{2,45})/(\\d{1,3})");
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** Reads {@code 10.1.0.0/16} or {@code fd00::/8}; no bit behind the prefix may be set. */
    public static Optional<SourceNetwork> parse(String text) {
        Matcher m = TEXT.matcher(text);
        if (!m.matches() || (m.group(1).indexOf(':') < 0 && !IPV4.matcher(m.group(1)).matches())) {
            return Optional.empty(); // "10.1" is an address to Java
        }
        try {
            InetAddress base = InetAddress.ofLiteral(m.group(1));
            int prefix = Integer.parseInt(m.group(2));
            int bits = base.getAddress().length * Byte.SIZE;
            return prefix <= bits && lastBit(base.getAddress()) <= prefix
                    ? Optional.of(new SourceNetwork(base, prefix))
                    : Optional.empty();
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /** IPv4 and IPv6 have no address in common. */
    public boolean contains(InetAddress address) {
        byte[] own = base.getAddress();
        byte[] other = address.getAddress();
        if (own.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < prefix; bit++) {
            if (isSet(own, bit) != isSet(other, bit)) {
                return false;
            }
        }
        return true;
    }

    /** Number of bits up to the last one that is set. */
    private static int lastBit(byte[] address) {
        int bit = address.length * Byte.SIZE;
        while (bit > 0 && !isSet(address, bit - 1)) {
            bit--;
        }
        return bit;
    }

    private static boolean isSet(byte[] address, int bit) {
        return (address[bit / Byte.SIZE] & (0x80 >> (bit % Byte.SIZE))) != 0;
    }

    @Override
    public String toString() {
        return HostPort.text(base) + "/" + prefix;
    }
}
