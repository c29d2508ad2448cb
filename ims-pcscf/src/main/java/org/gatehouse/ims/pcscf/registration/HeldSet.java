package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.pcscf.table.SetInfo;

/**
 * A set of a successful authentication.
 *
 * @param nonce the challenge that made it
 * @param server Security-Server of that challenge
 * @param transactions requests other than REGISTER that went over it, either way, and are not
 *     answered yet
 */
record HeldSet(SetInfo info, Instant expires, String nonce, SecurityList server, int transactions) {
    SetId id() {
        return info.id();
    }

    /** "the lifetime of a SA is never decreased" (TS 33.203 clause 7.4.1a). */
    HeldSet until(Instant later) {
        return later.isAfter(expires)
                ? new HeldSet(info, later, nonce, server, transactions)
                : this;
    }

    HeldSet transactions(int change) {
        return new HeldSet(info, expires, nonce, server, Math.max(0, transactions + change));
    }
}
