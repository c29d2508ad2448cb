package org.gatehouse.ims.core.secagree;

import java.util.Locale;
import java.util.Optional;

/**
 * Values of the prot parameter (TS 33.203 Annex H). {@link #AH} parses and is never chosen: "only
 * "esp" is allowed for use in IMS".
 */
public enum IpsecProtocol {
    AH("ah"),
    ESP("esp");

    private final String token;

    IpsecProtocol(String token) {
        this.token = token;
    }

    public String token() {
        return token;
    }

    /** The protocol of a prot value, in any case; empty for an unknown one. */
    public static Optional<IpsecProtocol> ofToken(String token) {
        String wanted = token.toLowerCase(Locale.ROOT);
        for (IpsecProtocol protocol : values()) {
            if (protocol.token.equals(wanted)) {
                return Optional.of(protocol);
            }
        }
        return Optional.empty();
    }
}
