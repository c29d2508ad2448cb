package org.gatehouse.ims.core.digest;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of an Authentication-Info header field (RFC 7616 clause 3.5, RFC 3261 clause 20.6): the
 * server's own proof, and the nonce to use next. Immutable; {@link #text()} is as received.
 */
public final class AuthenticationInfo {
    private final DigestText text;

    private AuthenticationInfo(DigestText text) {
        this.text = text;
    }

    /** Reads a header value: parameters in any order, quoted or not, white space between. */
    public static AuthenticationInfo parse(String headerValue) throws DigestSyntaxException {
        return new AuthenticationInfo(DigestText.parseParameters(headerValue));
    }

    /**
     * The answer to a request with these inputs, which get repeated as RFC 7616 asks.
     *
     * @param rspauth see {@link HttpDigest#responseAuth}
     */
    public static AuthenticationInfo of(DigestInputs inputs, String rspauth) {
        DigestText text = DigestText.NOTHING;
        if (inputs.qop() != null) {
            text = text.with("qop", inputs.qop(), false);
        }
        text = text.with("rspauth", rspauth, true);
        if (inputs.cnonce() != null) {
            text = text.with("cnonce", inputs.cnonce(), true);
        }
        if (inputs.nc() != null) {
            text = text.with("nc", inputs.nc(), false);
        }
        return new AuthenticationInfo(text);
    }

    /** The same with the nonce for the next request. */
    public AuthenticationInfo withNextNonce(String nextNonce) {
        return new AuthenticationInfo(text.with("nextnonce", nextNonce, true));
    }

    public @Nullable String rspauth() {
        return text.get("rspauth");
    }

    public @Nullable String qop() {
        return text.get("qop");
    }

    public @Nullable String cnonce() {
        return text.get("cnonce");
    }

    public @Nullable String nc() {
        return text.get("nc");
    }

    /** The nonce the server wants in the next request. */
    public Optional<String> nextNonce() {
        return Optional.ofNullable(text.get("nextnonce"));
    }

    /**
     * Whether the server showed that it knows the password, checked in constant time. "The values
     * in the response are taken from the request": a qop, cnonce or nc that is another proves
     * nothing.
     *
     * @param expected see {@link HttpDigest#responseAuth}, for the inputs of the request
     */
    public boolean proves(DigestInputs inputs, String expected) {
        String rspauth = rspauth();
        return rspauth != null
                && isRepeated(qop(), inputs.qop())
                && isRepeated(cnonce(), inputs.cnonce())
                && isRepeated(nc(), inputs.nc())
                && HttpDigest.matches(expected, rspauth);
    }

    private static boolean isRepeated(@Nullable String received, @Nullable String sent) {
        return received == null || received.equals(sent);
    }

    /** The header value. */
    public String text() {
        return text.text();
    }

    @Override
    public String toString() {
        return text.text();
    }
}
