package org.gatehouse.ims.scscf.register;

import java.util.List;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/**
 * A REGISTER as the S-CSCF understands it.
 *
 * @param ticket the runner's name for the transaction that waits for the answer
 * @param sip the message itself
 * @param impi private identity: username of Authorization, or derived from the IMPU where a UE
 *     sends none
 * @param impu public identity in To, in the form identities are compared in
 * @param credentials Authorization, if there is one
 * @param integrityProtected true only for {@code integrity-protected="yes"}; "no" and absent are
 *     the same (TS 33.203 clause 6.1.5)
 * @param path Path values in order
 */
public record RegisterRequest(
        long ticket,
        SipRequest sip,
        String impi,
        String impu,
        @Nullable DigestCredentials credentials,
        boolean integrityProtected,
        ContactChange contacts,
        List<String> path) {
    public RegisterRequest {
        path = List.copyOf(path);
    }

    /** Nonce of the credentials; empty where there is none. */
    public String nonce() {
        return credentials == null ? "" : credentials.nonce();
    }

    /** Response of the credentials; empty where there is none. */
    public String response() {
        return credentials == null ? "" : credentials.response();
    }

    /** AUTS of the credentials; empty where there is none. */
    public String auts() {
        return credentials == null ? "" : orEmpty(credentials.auts());
    }

    /**
     * True for the reports of TS 33.203 clauses 6.1.2.2 and 6.1.3: a synchronization failure (auts)
     * or a network authentication failure (a nonce, and no response to it).
     */
    public boolean reportsFailure() {
        return !auts().isEmpty() || (!nonce().isEmpty() && response().isEmpty());
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
