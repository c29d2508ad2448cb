package org.gatehouse.ims.core.digest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The digest of RFC 7616 (and RFC 2617, RFC 3261 clause 22.4): with qop auth or auth-int, or in the
 * old form without; all hashes in lower-case hex digits.
 */
public final class HttpDigest {
    private static final String AUTH = "auth";
    private static final String AUTH_INT = "auth-int";

    private HttpDigest() {}

    /**
     * H(username:realm:password): all a server has to keep, and as secret as the password.
     *
     * @param password octets; text in UTF-8
     */
    public static String ha1(
            DigestAlgorithm algorithm, String username, String realm, byte[] password) {
        MessageDigest hash = newHash(algorithm);
        hash.update((username + ':' + realm + ':').getBytes(UTF_8));
        return HexFormat.of().formatHex(hash.digest(password));
    }

    /**
     * The answer to a challenge.
     *
     * @param ha1 see {@link #ha1}, for a session too
     * @param body counts with qop auth-int alone
     */
    public static String response(
            DigestAlgorithm algorithm, String ha1, DigestInputs inputs, byte[] body) {
        return response(algorithm, ha1, inputs, inputs.method(), body);
    }

    /**
     * The server's proof in Authentication-Info: "A2 = ":" request-uri" (RFC 7616 clause 3.5).
     *
     * @param body of the response
     */
    public static String responseAuth(
            DigestAlgorithm algorithm, String ha1, DigestInputs inputs, byte[] body) {
        return response(algorithm, ha1, inputs, "", body);
    }

    /** "H(unq(username) ":" unq(realm))", for credentials with userhash (RFC 7616 clause 3.4.4). */
    public static String userhash(DigestAlgorithm algorithm, String username, String realm) {
        return hash(newHash(algorithm), username + ':' + realm);
    }

    /** Compares an answer with the right one in constant time; the case of digits is free. */
    public static boolean matches(String expected, String received) {
        return MessageDigest.isEqual(
                expected.getBytes(UTF_8), received.toLowerCase(Locale.ROOT).getBytes(UTF_8));
    }

    /**
     * Whether everything is there that the algorithm and the qop need: "cnonce: MUST be specified
     * if a qop directive is sent", nc too (RFC 2617 clause 3.2.2), and no other qop than we know.
     */
    public static boolean isComplete(DigestAlgorithm algorithm, DigestInputs inputs) {
        String qop = inputs.qop();
        if (algorithm.isSession() && inputs.cnonce() == null) {
            return false;
        }
        if (qop == null) {
            return true;
        }
        boolean known = qop.equalsIgnoreCase(AUTH) || qop.equalsIgnoreCase(AUTH_INT);
        return known && inputs.nc() != null && inputs.cnonce() != null;
    }

    private static String response(
            DigestAlgorithm algorithm, String ha1, DigestInputs in, String method, byte[] body) {
        MessageDigest hash = newHash(algorithm);
        String a1 =
                algorithm.isSession()
                        ? hash(hash, String.join(":", ha1, in.nonce(), orEmpty(in.cnonce())))
                        : ha1;
        String qop = in.qop();
        String a2 = method + ':' + in.uri();
        if (AUTH_INT.equalsIgnoreCase(qop)) {
            a2 += ':' + HexFormat.of().formatHex(hash.digest(body));
        }
        String middle =
                qop == null
                        ? in.nonce()
                        : String.join(":", in.nonce(), orEmpty(in.nc()), orEmpty(in.cnonce()), qop);
        return hash(hash, a1 + ':' + middle + ':' + hash(hash, a2));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String hash(MessageDigest hash, String text) {
        return HexFormat.of().formatHex(hash.digest(text.getBytes(UTF_8)));
    }

    private static MessageDigest newHash(DigestAlgorithm algorithm) {
        try {
            return MessageDigest.getInstance(algorithm.javaName());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no " + algorithm.token(), e);
        }
    }
}
