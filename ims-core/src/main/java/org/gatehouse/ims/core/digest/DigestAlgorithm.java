package org.gatehouse.ims.core.digest;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** A hash of RFC 7616 clause 3.2, alone or for a session. */
public enum DigestAlgorithm {
    MD5("MD5", "MD5"),
    MD5_SESS("MD5-sess", "MD5"),
    SHA_256("SHA-256", "SHA-256"),
    SHA_256_SESS("SHA-256-sess", "SHA-256"),
    SHA_512_256("SHA-512-256", "SHA-512/256"),
    SHA_512_256_SESS("SHA-512-256-sess", "SHA-512/256");

    private final String token;
    private final String javaName;

    DigestAlgorithm(String token, String javaName) {
        this.token = token;
        this.javaName = javaName;
    }

    /** The algorithm of this name, in any case of letters. */
    public static Optional<DigestAlgorithm> ofToken(String token) {
        return Arrays.stream(values()).filter(a -> a.token.equalsIgnoreCase(token)).findFirst();
    }

    /** As the header has it. */
    public String token() {
        return token;
    }

    /** Whether nonce and cnonce of the first request are mixed into the password's hash. */
    public boolean isSession() {
        return token.endsWith("-sess");
    }

    /** For MessageDigest. */
    String javaName() {
        return javaName;
    }

    /** For Mac. */
    String hmacName() {
        return "Hmac" + javaName.replace("-", "").toUpperCase(Locale.ROOT);
    }
}
