package org.gatehouse.ims.core.secagree;

import java.util.Locale;
import java.util.Optional;

/** Encryption algorithms of TS 33.203 clause 7.1, and null for none. */
public enum EncryptionAlgorithm {
    NULL("null"),
    DES_EDE3_CBC("des-ede3-cbc"),
    AES_CBC("aes-cbc");

    private final String token;

    EncryptionAlgorithm(String token) {
        this.token = token;
    }

    /** The value of the ealg parameter (TS 33.203 Annex H). */
    public String token() {
        return token;
    }

    /** The algorithm of an ealg value, in any case; empty for one that is not ours. */
    public static Optional<EncryptionAlgorithm> ofToken(String token) {
        String wanted = token.toLowerCase(Locale.ROOT);
        for (EncryptionAlgorithm algorithm : values()) {
            if (algorithm.token.equals(wanted)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
