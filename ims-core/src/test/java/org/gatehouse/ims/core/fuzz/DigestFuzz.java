package org.gatehouse.ims.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.gatehouse.ims.core.digest.AkaDigest;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.digest.AuthenticationInfo;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestInputs;
import org.gatehouse.ims.core.digest.DigestSyntaxException;

/** A WWW-Authenticate, Authorization or Authentication-Info: read, edited, checked. */
public final class DigestFuzz {
    private static final List<String> KEPT =
            List.of("realm", "nonce", "algorithm", "qop", "opaque", "stale", "domain");

    private static final byte[] XRES = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] BODY = {};
    private static final int LONGEST_REASON = 9_000;

    private DigestFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        try {
            challenge(DigestChallenge.parse(text), text);
        } catch (DigestSyntaxException refused) {
            Holds.shortLine(String.valueOf(refused.getMessage()), LONGEST_REASON);
        }
        try {
            AuthenticationInfo info = AuthenticationInfo.parse(text);
            Holds.same(text, info.text(), "text as received");
            Holds.same("x", info.withNextNonce("x").nextNonce().orElse(""), "nextnonce");
        } catch (DigestSyntaxException refused) {
            Holds.shortLine(String.valueOf(refused.getMessage()), LONGEST_REASON);
        }
        try {
            credentials(DigestCredentials.parse(text), text);
        } catch (DigestSyntaxException refused) {
            Holds.shortLine(String.valueOf(refused.getMessage()), LONGEST_REASON);
        }
    }

    private static void challenge(DigestChallenge challenge, String text)
            throws DigestSyntaxException {
        Holds.same(text, challenge.text(), "text as received");
        Holds.that(challenge.keys().isEmpty() || challenge.hasKeys(), "keys");
        DigestChallenge bare = DigestChallenge.parse(challenge.withoutKeys());
        Holds.that(!bare.hasKeys() && bare.keys().isEmpty(), "keys went to the UE");
        Holds.same(bare.text(), challenge.toString(), "text without keys");
        for (String name : KEPT) {
            Holds.same(challenge.parameter(name), bare.parameter(name), name);
        }
        Holds.same(challenge.qop(), bare.qop(), "qop");
        AkaNonce.decode(challenge.nonce())
                .ifPresent(nonce ->
                        Holds.that(
                                challenge
                                        .nonce()
                                        .startsWith(
                                                AkaNonce.encode(nonce.rand(), nonce.autn())
                                                        .substring(0, 42)),
                                "nonce decoded and encoded"));
    }

    private static void credentials(DigestCredentials credentials, String text)
            throws DigestSyntaxException {
        Holds.same(text, credentials.text(), "text as received");
        Holds.that(!credentials.username().isEmpty(), "username");
        DigestCredentials marked =
                DigestCredentials.parse(credentials.with("integrity-protected", "yes").text());
        Holds.same("yes", marked.integrityProtected(), "integrity-protected");
        DigestCredentials again =
                DigestCredentials.parse(marked.with("integrity-protected", "no").text());
        Holds.same("no", again.integrityProtected(), "integrity-protected");
        DigestCredentials unmarked =
                DigestCredentials.parse(marked.without("integrity-protected").text());
        Holds.same(null, unmarked.integrityProtected(), "integrity-protected");
        for (DigestCredentials other : List.of(marked, again, unmarked)) {
            Holds.same(DigestInputs.of(credentials, "M"), DigestInputs.of(other, "M"), "inputs");
            Holds.same(credentials.response(), other.response(), "response");
            Holds.same(credentials.auts(), other.auts(), "auts");
        }
        Holds.that(
                AkaDigest.verify(credentials, "REGISTER", BODY, XRES).isEmpty(),
                "an answer was guessed");
    }
}
