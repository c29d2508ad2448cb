package org.gatehouse.ims.pcscf.register;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.digest.AkaKeys;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.sip.SipResponse;

/**
 * SM5: a challenge with the keys for the P-CSCF, which "shall store the key(s) and remove that
 * information" (TS 33.203 clause 6.1.1).
 */
public record AkaChallenge(String nonce, AkaKeys keys) {
    /** The challenge of a 401; empty if there is none, more than one, or one without keys. */
    public static Optional<AkaChallenge> of(SipResponse response) {
        List<String> fields = response.headers("WWW-Authenticate");
        if (response.status() != 401 || fields.size() != 1) {
            return Optional.empty();
        }
        try {
            DigestChallenge challenge = DigestChallenge.parse(fields.getFirst());
            return challenge.keys().map(keys -> new AkaChallenge(challenge.nonce(), keys));
        } catch (DigestSyntaxException e) {
            return Optional.empty();
        }
    }
}
