package org.gatehouse.ims.pcscf.filter;

import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;

/**
 * "The P-CSCF is allowed to receive only REGISTER messages, messages relating to emergency services
 * [..], and error messages on unprotected ports. All other messages not arriving on a protected
 * port shall be either discarded or rejected by the P-CSCF" (TS 33.203 clause 7.1).
 *
 * <p>Requests are rejected with 403, so that their sender learns why. Responses are discarded: a
 * P-CSCF sends nothing unprotected that a UE could answer. So are ACKs, which have no answer,
 * unless they end an INVITE that was let in.
 */
public enum UnprotectedFilter {
    /** Goes on. */
    PROCESS,
    /** Is answered 403. */
    REJECT,
    /** Relates to emergency services, and goes to them alone. */
    EMERGENCY,
    /** Gets no answer. */
    DISCARD;

    /**
     * Judges a message that came without protection.
     *
     * @param registeredBare policy let its sender register without security agreement
     * @param emergency which requests relate to emergency services
     */
    public static UnprotectedFilter of(
            SipMessage message, boolean registeredBare, EmergencyNumbers emergency) {
        if (!(message instanceof SipRequest request)) {
            return registeredBare ? PROCESS : DISCARD;
        }
        if (request.method().equals("REGISTER")) {
            return PROCESS;
        }
        if (emergency.isEmergency(request)) {
            return EMERGENCY;
        }
        if (registeredBare) {
            return PROCESS;
        }
        return request.method().equals("ACK") ? DISCARD : REJECT;
    }
}
