package org.gatehouse.ims.scscf.auth;

import java.time.Instant;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/**
 * A challenge that waits for its answer. "The S-CSCF also stores the RAND sent to the UE for use in
 * case of a synchronization failure" (TS 33.203 clause 6.1.1): it is in the vector.
 *
 * @param nonce base64 of RAND and AUTN as sent
 * @param deadline when it counts as unanswered
 */
public record Challenge(
        AuthenticationVector vector,
        String nonce,
        String impi,
        String impu,
        String callId,
        Instant deadline) {

    /** True if a REGISTER is about this challenge: its nonce, for the same identity. */
    boolean concerns(RegisterRequest request) {
        return nonce.equals(request.nonce()) && impu.equals(request.impu());
    }
}
