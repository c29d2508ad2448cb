package org.gatehouse.ims.core.digest;

import org.jspecify.annotations.Nullable;

/**
 * All that goes into a digest response but the password and the body (RFC 2617 clause 3.2.2).
 *
 * @param qop auth, auth-int, or null for the form without
 * @param nc 8 hex digits; null without qop
 * @param cnonce null without qop
 */
public record DigestInputs(
        String username,
        String realm,
        String nonce,
        String uri,
        String method,
        @Nullable String qop,
        @Nullable String nc,
        @Nullable String cnonce) {

    /** What the credentials of a request of this method say. */
    public static DigestInputs of(DigestCredentials credentials, String method) {
        return new DigestInputs(
                credentials.username(),
                credentials.realm(),
                credentials.nonce(),
                credentials.uri(),
                method,
                credentials.qop(),
                credentials.nc(),
                credentials.cnonce());
    }
}
