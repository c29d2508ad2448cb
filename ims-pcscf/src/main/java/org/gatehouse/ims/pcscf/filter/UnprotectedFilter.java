package org.gatehouse.ims.pcscf.filter;

import java.util.Locale;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * "The P-CSCF is allowed to receive only REGISTER messages, messages relating to emergency services
 * [..], and error messages on unprotected ports. All other messages not arriving on a protected
 * port shall be either discarded or rejected by the P-CSCF" (TS 33.203 clause 7.1).
 *
 * <p>Requests are rejected with 403, so that their sender learns why. Responses are discarded: a
 * P-CSCF sends nothing unprotected that a UE could answer. So are ACKs, which have no answer.
 */
public enum UnprotectedFilter {
    /** Goes on. */
    PROCESS,
    /** Is answered 403. */
    REJECT,
    /** Relates to emergency services, and is told that there are none here. */
    EMERGENCY,
    /** Gets no answer. */
    DISCARD;

    /**
     * Judges a message that came without protection.
     *
     * @param registeredBare policy let its sender register without security agreement
     */
    public static UnprotectedFilter of(SipMessage message, boolean registeredBare) {
        if (!(message instanceof SipRequest request)) {
            return registeredBare ? PROCESS : DISCARD;
        }
        if (registeredBare || request.method().equals("REGISTER")) {
            return PROCESS;
        }
        if (request.method().equals("ACK")) {
            return DISCARD;
        }
        return isEmergency(request) ? EMERGENCY : REJECT;
    }

    /** RFC 5031: urn:service:sos and what lies below it. */
    private static boolean isEmergency(SipRequest request) {
        String uri = request.requestUri().toLowerCase(Locale.ROOT);
        return uri.equals("urn:service:sos") || uri.startsWith("urn:service:sos.");
    }
}
