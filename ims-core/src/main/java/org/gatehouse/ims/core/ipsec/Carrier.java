package org.gatehouse.ims.core.ipsec;

import org.gatehouse.ims.core.secagree.IpsecMode;

/** What carries ESP packets from one end to the other. */
public enum Carrier {
    /** Tunnel mode inside UDP port 4500 (RFC 3948): needs no privileges and passes NATs. */
    UDP("udp", IpsecMode.UDP_ENCAPSULATED_TUNNEL),
    /** Transport mode as IP protocol 50 (RFC 2406 clause 3.1.1): needs a raw socket. */
    IP("ip", IpsecMode.TRANSPORT);

    private final String token;
    private final IpsecMode mode;

    Carrier(String token, IpsecMode mode) {
        this.token = token;
        this.mode = mode;
    }

    /** Name for settings, logs and people. */
    public String token() {
        return token;
    }

    /** The mode that sets on this carrier have. */
    public IpsecMode mode() {
        return mode;
    }

    /**
     * The mode of SM6 decides the carrier.
     *
     * @throws IllegalArgumentException for {@code tun}, which no carrier has
     */
    public static Carrier of(IpsecMode mode) {
        for (Carrier carrier : values()) {
            if (carrier.mode == mode) {
                return carrier;
            }
        }
        throw new IllegalArgumentException(
                "mode " + mode.token() + " (expected: trans or UDP-enc-tun)");
    }
}
