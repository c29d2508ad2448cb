package org.gatehouse.ims.core.digest;

import java.util.Locale;
import java.util.Optional;

/**
 * An algorithm of digest AKA: "aka-version "-" algorithm-value" (RFC 3310 clause 3.1, RFC 4169
 * clause 3).
 *
 * @param version 1 or 2
 * @param hash the digest that the password goes into
 */
public record AkaDigestAlgorithm(int version, DigestAlgorithm hash) {
    /** The one IMS asks for (TS 33.203 clause 6.1.1). */
    public static final AkaDigestAlgorithm AKAV1_MD5 =
            new AkaDigestAlgorithm(1, DigestAlgorithm.MD5);

    public static final AkaDigestAlgorithm AKAV2_MD5 =
            new AkaDigestAlgorithm(2, DigestAlgorithm.MD5);

    private static final String PREFIX = "AKAV";

    public AkaDigestAlgorithm {
        if (version != 1 && version != 2) {
            throw new IllegalArgumentException("AKA version: " + version + " (expected: 1 or 2)");
        }
    }

    /** The algorithm of this name, in any case of letters; empty if it is not AKA or not known. */
    public static Optional<AkaDigestAlgorithm> ofToken(String token) {
        String upper = token.toUpperCase(Locale.ROOT);
        for (int version = 1; version <= 2; version++) {
            String prefix = PREFIX + version + '-';
            if (upper.startsWith(prefix)) {
                int known = version;
                return DigestAlgorithm.ofToken(token.substring(prefix.length()))
                        .map(hash -> new AkaDigestAlgorithm(known, hash));
            }
        }
        return Optional.empty();
    }

    /** As the header has it. */
    public String token() {
        return "AKAv" + version + '-' + hash.token();
    }

    /**
     * The password: RES in version 1, and in version 2 what {@link AkaV2} makes of all three.
     *
     * @param res 4 to 16 octets
     */
    public byte[] password(byte[] res, byte[] ik, byte[] ck) {
        return version == 1 ? res.clone() : AkaV2.password(hash, res, ik, ck);
    }
}
