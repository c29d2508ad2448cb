package org.gatehouse.ims.core.digest;

import java.util.Optional;

/**
 * Digest with a password from AKA. In AKAv1 that is RES: "the RES is treated as a binary string"
 * (RFC 3310 clause 3.3): octets, never text. Methods that name no algorithm are for AKAv1-MD5, the
 * one of IMS.
 */
public final class AkaDigest {
    public static final String ALGORITHM = AkaDigestAlgorithm.AKAV1_MD5.token();

    private AkaDigest() {}

    /**
     * The answer to a challenge, 32 hex digits.
     *
     * @param res the password: RES, or no octets at all in an answer with auts (RFC 3310 clause
     *     3.4)
     * @param body counts with qop auth-int alone
     */
    public static String response(byte[] res, DigestInputs inputs, byte[] body) {
        return response(AkaDigestAlgorithm.AKAV1_MD5, res, inputs, body);
    }

    /**
     * The answer to a challenge of any algorithm.
     *
     * @param password see {@link AkaDigestAlgorithm#password}; no octets in an answer with auts
     */
    public static String response(
            AkaDigestAlgorithm algorithm, byte[] password, DigestInputs inputs, byte[] body) {
        return HttpDigest.response(
                algorithm.hash(), ha1(algorithm, password, inputs), inputs, body);
    }

    /**
     * The server's proof for Authentication-Info (RFC 2617 clause 3.2.3): the method is left out.
     */
    public static String responseAuth(
            AkaDigestAlgorithm algorithm, byte[] password, DigestInputs inputs, byte[] body) {
        return HttpDigest.responseAuth(
                algorithm.hash(), ha1(algorithm, password, inputs), inputs, body);
    }

    /**
     * Checks an answer in constant time.
     *
     * @param body of the request
     * @return empty if it is wrong, is of another algorithm, or carries auts
     */
    public static Optional<VerifiedResponse> verify(
            DigestCredentials credentials, String method, byte[] body, byte[] xres) {
        return verify(AkaDigestAlgorithm.AKAV1_MD5, credentials, method, body, xres);
    }

    /**
     * The same for any algorithm.
     *
     * @param password see {@link AkaDigestAlgorithm#password}
     */
    public static Optional<VerifiedResponse> verify(
            AkaDigestAlgorithm algorithm,
            DigestCredentials credentials,
            String method,
            byte[] body,
            byte[] password) {
        // RFC 3310 clause 3.4: with auts the password is empty, so it proves nothing
        if (!isOf(algorithm, credentials) || credentials.auts() != null) {
            return Optional.empty();
        }
        DigestInputs inputs = DigestInputs.of(credentials, method);
        if (!HttpDigest.isComplete(algorithm.hash(), inputs)) {
            return Optional.empty();
        }
        String expected = response(algorithm, password, inputs, body);
        return HttpDigest.matches(expected, credentials.response())
                ? Optional.of(new VerifiedResponse(credentials.username(), credentials.nonce()))
                : Optional.empty();
    }

    /** Whether credentials answer a challenge of AKAv1-MD5. */
    public static boolean isOf(DigestCredentials credentials) {
        return isOf(AkaDigestAlgorithm.AKAV1_MD5, credentials);
    }

    /**
     * Whether credentials answer a challenge of this algorithm: they name it, or none, as those of
     * RFC 3310 clause 4 and of phones do. Then it is that of the challenge; what proves the user is
     * RES.
     */
    private static boolean isOf(AkaDigestAlgorithm algorithm, DigestCredentials credentials) {
        String named = credentials.algorithm();
        return named == null || named.equalsIgnoreCase(algorithm.token());
    }

    private static String ha1(AkaDigestAlgorithm algorithm, byte[] password, DigestInputs inputs) {
        return HttpDigest.ha1(algorithm.hash(), inputs.username(), inputs.realm(), password);
    }
}
