package org.gatehouse.ims.core.digest;

/**
 * Proof that an answer was checked against XRES and is right. Only {@link AkaDigest#verify} makes
 * one.
 */
public final class VerifiedResponse {
    private final String impi;
    private final String nonce;

    VerifiedResponse(String impi, String nonce) {
        this.impi = impi;
        this.nonce = nonce;
    }

    /** The identity that is authenticated. */
    public String impi() {
        return impi;
    }

    /** The challenge that was answered. */
    public String nonce() {
        return nonce;
    }

    @Override
    public String toString() {
        return "VerifiedResponse[" + impi + "]";
    }
}
