package org.gatehouse.ims.scscf.register;

import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/**
 * Who a REGISTER is about.
 *
 * @param impi private identity
 * @param impu public identity, canonical
 * @param credentials Authorization, if there is one
 */
public record RegisterIdentity(String impi, String impu, @Nullable DigestCredentials credentials) {

    /**
     * Reads the identities.
     *
     * @throws SipParseException if To names no identity, or Authorization can't be read
     */
    public static RegisterIdentity of(SipRequest request) throws SipParseException {
        String impu = request.to().addressOfRecord();
        List<String> fields = request.headers("Authorization");
        // Two fields could tell the P-CSCF, which marks integrity-protected, and us different
        // things.
        if (fields.size() > 1) {
            throw new SipParseException("several Authorization header fields (expected: one)");
        }
        if (fields.isEmpty()) {
            return new RegisterIdentity(derivedImpi(impu), impu, null);
        }
        try {
            DigestCredentials credentials = DigestCredentials.parse(fields.getFirst());
            return new RegisterIdentity(credentials.username(), impu, credentials);
        } catch (DigestSyntaxException e) {
            throw new SipParseException("Authorization: " + e.getMessage());
        }
    }

    /** The key that picks the shard at the S-CSCF: the IMPI, or what is nearest to one. */
    public static String shardKey(SipRequest request) {
        try {
            return of(request).impi();
        } catch (SipParseException _) {
            return request.callId();
        }
    }

    /**
     * Phones that send no Authorization at first mean the IMPI that the IMPU was derived from (TS
     * 23.003 clause 13.4B): the same without its scheme.
     */
    private static String derivedImpi(String impu) {
        String lower = impu.toLowerCase(Locale.ROOT);
        return lower.startsWith("sip:") ? impu.substring("sip:".length()) : impu;
    }
}
