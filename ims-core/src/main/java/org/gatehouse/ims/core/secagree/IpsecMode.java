package org.gatehouse.ims.core.secagree;

import java.util.Locale;
import java.util.Optional;

/** Values of the mod parameter (TS 33.203 Annex H). {@link #TUNNEL} parses and is never chosen. */
public enum IpsecMode {
    TRANSPORT("trans"),
    TUNNEL("tun"),
    UDP_ENCAPSULATED_TUNNEL("UDP-enc-tun");

    private final String token;

    IpsecMode(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }

    /** The mode of a mod value, in any case; empty for an unknown one. */
    public static Optional<IpsecMode> ofToken(String token) {
        String wanted = token.toLowerCase(Locale.ROOT);
        for (IpsecMode mode : values()) {
            if (mode.token.toLowerCase(Locale.ROOT).equals(wanted)) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
