package org.gatehouse.ims.core.secagree;

import java.util.Locale;
import java.util.Optional;

/**
 * Integrity algorithms of TS 33.203 clause 7.1; both "shall be supported by both, the UE and the
 * P-CSCF".
 */
public enum IntegrityAlgorithm {
    HMAC_MD5_96("hmac-md5-96"),
    HMAC_SHA_1_96("hmac-sha-1-96");

    private final String token;

    IntegrityAlgorithm(String token) {
        this.token = token;
    }

    /** The value of the alg parameter (TS 33.203 Annex H). */
    public String token() {
        return token;
    }

    /** The algorithm of an alg value, in any case; empty for one that is not ours. */
    public static Optional<IntegrityAlgorithm> ofToken(String token) {
        String wanted = token.toLowerCase(Locale.ROOT);
        for (IntegrityAlgorithm algorithm : values()) {
            if (algorithm.token.equals(wanted)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
