package org.gatehouse.ims.core.digest;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * AKAv1-MD5: digest with RES as the password. "the RES is treated as a binary string" (RFC 3310
 * clause 3.3): octets, never text.
 */
public final class AkaDigest {
    public static final String ALGORITHM = "AKAv1-MD5";

    private static final String AUTH = "auth";
    private static final String AUTH_INT = "auth-int";

    private AkaDigest() {}

    /**
     * The answer to a challenge, 32 hex digits.
     *
     * @param res the password: RES, or no octets at all in an answer with auts (RFC 3310 clause
     *     3.4)
     * @param body counts with qop auth-int alone
     */
    public static String response(byte[] res, DigestInputs inputs, byte[] body) {
        return response(res, inputs, inputs.method(), body);
    }

    /**
     * The server's proof for Authentication-Info (RFC 2617 clause 3.2.3), 32 hex digits: the method
     * is left out.
     */
    public static String responseAuth(byte[] res, DigestInputs inputs, byte[] body) {
        return response(res, inputs, "", body);
    }

    /**
     * Checks an answer in constant time.
     *
     * @param body of the request
     * @return empty if it is wrong, is of another algorithm, or carries auts
     */
    public static Optional<VerifiedResponse> verify(
            DigestCredentials credentials, String method, byte[] body, byte[] xres) {
        // RFC 3310 clause 3.4: with auts the password is empty, so it proves nothing
        if (!isOf(credentials) || credentials.auts() != null) {
            return Optional.empty();
        }
        if (!isComplete(credentials)) {
            return Optional.empty();
        }
        String expected = response(xres, DigestInputs.of(credentials, method), body);
        String received = credentials.response().toLowerCase(Locale.ROOT);
        return MessageDigest.isEqual(expected.getBytes(US_ASCII), received.getBytes(UTF_8))
                ? Optional.of(new VerifiedResponse(credentials.username(), credentials.nonce()))
                : Optional.empty();
    }

    /**
     * Whether credentials answer a challenge of this algorithm: they name it, or none, as those of
     * RFC 3310 clause 4 and of phones do. Then it is that of the challenge; what proves the user is
     * RES.
     */
    public static boolean isOf(DigestCredentials credentials) {
        String named = credentials.algorithm();
        return named == null || named.equalsIgnoreCase(ALGORITHM);
    }

    /** "cnonce: MUST be specified if a qop directive is sent", nc too (RFC 2617 clause 3.2.2). */
    private static boolean isComplete(DigestCredentials credentials) {
        String qop = credentials.qop();
        if (qop == null) {
            return true;
        }
        boolean known = qop.equalsIgnoreCase(AUTH) || qop.equalsIgnoreCase(AUTH_INT);
        return known && credentials.nc() != null && credentials.cnonce() != null;
    }

    private static String response(byte[] res, DigestInputs in, String method, byte[] body) {
        MessageDigest md5 = md5();
        md5.update((in.username() + ':' + in.realm() + ':').getBytes(UTF_8));
        String a1 = HexFormat.of().formatHex(md5.digest(res));
        String qop = in.qop();
        String a2 = method + ':' + in.uri();
        if (AUTH_INT.equalsIgnoreCase(qop)) {
            a2 += ':' + HexFormat.of().formatHex(md5.digest(body));
        }
        String middle =
                qop == null
                        ? in.nonce()
                        : String.join(":", in.nonce(), orEmpty(in.nc()), orEmpty(in.cnonce()), qop);
        return hash(md5, a1 + ':' + middle + ':' + hash(md5, a2));
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static String hash(MessageDigest md5, String text) {
        return HexFormat.of().formatHex(md5.digest(text.getBytes(UTF_8)));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no MD5", e);
        }
    }
}
