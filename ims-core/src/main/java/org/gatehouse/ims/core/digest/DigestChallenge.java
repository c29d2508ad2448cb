package org.gatehouse.ims.core.digest;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The value of a WWW-Authenticate header field (RFC 3261 clause 20.44, RFC 3310, TS 24.229 clause
 * 7.2A.1). Immutable; {@link #text()} is as received.
 */
public final class DigestChallenge {
    private static final int KEY_LENGTH = 16;

    private final DigestText text;

    private DigestChallenge(DigestText text) {
        this.text = text;
    }

    /** Reads a header value: parameters in any order, quoted or not, white space between. */
    public static DigestChallenge parse(String headerValue) throws DigestSyntaxException {
        DigestText text = DigestText.parse(headerValue);
        for (String needed : List.of("realm", "nonce")) {
            if (text.get(needed) == null) {
                throw new DigestSyntaxException("no " + needed + " (expected: " + needed + ")");
            }
        }
        return new DigestChallenge(text);
    }

    /** Starts a challenge of our own. */
    public static Builder building(String realm, String nonce) {
        return new Builder(realm, nonce);
    }

    public String realm() {
        return text.orEmpty("realm");
    }

    public String nonce() {
        return text.orEmpty("nonce");
    }

    public @Nullable String algorithm() {
        return text.get("algorithm");
    }

    /** The protections offered; empty if the server wants the form without qop. */
    public List<String> qop() {
        return Arrays.stream(text.orEmpty("qop").split(","))
                .map(String::strip)
                .filter(token -> !token.isEmpty())
                .toList();
    }

    public @Nullable String opaque() {
        return text.get("opaque");
    }

    public boolean stale() {
        return text.orEmpty("stale").equalsIgnoreCase("true");
    }

    /** Any other parameter. */
    public @Nullable String parameter(String name) {
        return text.get(name);
    }

    /** Whether ck or ik is there, well-formed or not. */
    public boolean hasKeys() {
        return text.get("ck") != null || text.get("ik") != null;
    }

    /** CK and IK; empty if one is missing or not 32 hex digits. */
    public Optional<AkaKeys> keys() {
        Optional<byte[]> ck = key("ck");
        Optional<byte[]> ik = key("ik");
        return ck.isPresent() && ik.isPresent()
                ? Optional.of(new AkaKeys(ck.get(), ik.get()))
                : Optional.empty();
    }

    /**
     * The text for the UE: "shall [..] remove the ck and ik parameters" (TS 24.229 clause 5.2.2);
     * nothing else is changed.
     */
    public String withoutKeys() {
        return text.without("ck").without("ik").text();
    }

    /** The text for a UE that answers no challenge with qop; nothing else is changed. */
    public String withoutQop() {
        return text.without("qop").text();
    }

    /** The header value, keys included. */
    public String text() {
        return text.text();
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return withoutKeys();
    }

    private Optional<byte[]> key(String name) {
        String hex = text.orEmpty(name);
        if (hex.length() != 2 * KEY_LENGTH || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(HexFormat.of().parseHex(hex));
    }

    /** Puts a challenge together. */
    public static final class Builder {
        private DigestText text;

        private Builder(String realm, String nonce) {
            text = DigestText.EMPTY.with("realm", realm, true).with("nonce", nonce, true);
        }

        public Builder algorithm(String algorithm) {
            return with("algorithm", algorithm);
        }

        /** "qop" is a quoted list here (RFC 3261 clause 25.1, "qop-options"). */
        public Builder qop(List<String> offered) {
            return offered.isEmpty() ? this : with("qop", String.join(",", offered));
        }

        public Builder opaque(String opaque) {
            return with("opaque", opaque);
        }

        public Builder stale() {
            return with("stale", "TRUE");
        }

        /** CK and IK for the P-CSCF, 16 octets each, in hex (TS 24.229 clause 7.2A.1). */
        public Builder keys(byte[] ck, byte[] ik) {
            HexFormat hex = HexFormat.of();
            return with("ck", hex.formatHex(ck)).with("ik", hex.formatHex(ik));
        }

        public DigestChallenge build() {
            return new DigestChallenge(text);
        }

        private Builder with(String name, String content) {
            text = text.with(name, content, DigestText.isQuoted(name));
            return this;
        }
    }
}
