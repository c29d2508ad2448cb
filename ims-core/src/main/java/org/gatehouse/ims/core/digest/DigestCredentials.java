package org.gatehouse.ims.core.digest;

import org.jspecify.annotations.Nullable;

/**
 * The value of an Authorization header field (RFC 3261 clause 20.7, RFC 3310, TS 24.229 clause
 * 7.2A.2). Immutable; {@link #text()} is as received. What is missing reads as empty where every
 * answer has it, and as null where it is optional.
 */
public final class DigestCredentials {
    /** Where TS 24.229 clause 7.2A.2 lets the P-CSCF say how the REGISTER came. */
    public static final String INTEGRITY_PROTECTED = "integrity-protected";

    private final DigestText text;

    private DigestCredentials(DigestText text) {
        this.text = text;
    }

    /** Reads a header value: parameters in any order, quoted or not, white space between. */
    public static DigestCredentials parse(String headerValue) throws DigestSyntaxException {
        DigestText text = DigestText.parse(headerValue);
        if (text.orEmpty("username").isEmpty()) {
            throw new DigestSyntaxException("no username (expected: the private identity)");
        }
        return new DigestCredentials(text);
    }

    /** Credentials of our own without an answer: nonce and response are there and empty. */
    public static DigestCredentials initial(String username, String realm, String uri) {
        return of(username, realm, "", uri, "");
    }

    /** Credentials of our own; {@link #with} adds the optional parameters. */
    public static DigestCredentials of(
            String username, String realm, String nonce, String uri, String response) {
        return new DigestCredentials(
                DigestText.EMPTY
                        .with("username", username, true)
                        .with("realm", realm, true)
                        .with("nonce", nonce, true)
                        .with("uri", uri, true)
                        .with("response", response, true));
    }

    public String username() {
        return text.orEmpty("username");
    }

    public String realm() {
        return text.orEmpty("realm");
    }

    public String nonce() {
        return text.orEmpty("nonce");
    }

    public String uri() {
        return text.orEmpty("uri");
    }

    /** Empty in a first REGISTER, and where the UE could not authenticate the network. */
    public String response() {
        return text.orEmpty("response");
    }

    public @Nullable String algorithm() {
        return text.get("algorithm");
    }

    public @Nullable String qop() {
        return text.get("qop");
    }

    public @Nullable String nc() {
        return text.get("nc");
    }

    public @Nullable String cnonce() {
        return text.get("cnonce");
    }

    public @Nullable String opaque() {
        return text.get("opaque");
    }

    /** The resynchronisation token in base64 (RFC 3310 clause 3.4). */
    public @Nullable String auts() {
        return text.get("auts");
    }

    public @Nullable String integrityProtected() {
        return text.get(INTEGRITY_PROTECTED);
    }

    /** Any other parameter. */
    public @Nullable String parameter(String name) {
        return text.get(name);
    }

    /** A parameter set at its old place, or behind the others; the rest as received. */
    public DigestCredentials with(String name, String value) {
        boolean quoted = DigestText.isQuoted(name) && !name.equalsIgnoreCase("qop");
        return new DigestCredentials(text.with(name, value, quoted));
    }

    /** Without a parameter; the rest as received. */
    public DigestCredentials without(String name) {
        return new DigestCredentials(text.without(name));
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
