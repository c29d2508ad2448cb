package org.gatehouse.ims.ue.sa;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;

/**
 * An association set the UE holds, with what SIP keeps of it.
 *
 * @param set the four SAs
 * @param securityServer the P-CSCF's list, which goes back to it in Security-Verify
 * @param expires end of the lifetime; "the SA lifetime is controlled by the SIP application" (TS
 *     33.203 clause 7.1)
 * @param transactions requests other than REGISTER that began over it, either way, and are not over
 */
public record Held(
        AssociationSet set, List<String> securityServer, Instant expires, int transactions) {
    public Held {
        securityServer = List.copyOf(securityServer);
    }

    /** A set that is new. */
    public Held(AssociationSet set, List<String> securityServer, Instant expires) {
        this(set, securityServer, expires, 0);
    }

    public SetId id() {
        return set.id();
    }

    /**
     * "The UE shall monitor the expiry time of registrations ... and if necessary increase the
     * lifetime" and "the lifetime of a SA is never decreased" (TS 33.203 clause 7.4.1a).
     */
    public Held lastingUntil(Instant wanted) {
        return wanted.isAfter(expires) ? new Held(set, securityServer, wanted, transactions) : this;
    }

    Held withTransactions(int change) {
        return new Held(set, securityServer, expires, Math.max(0, transactions + change));
    }

    /** From the own client port to the peer's server port (TS 33.203 clause 7.1). */
    public Flow outbound() {
        return new Flow(
                TransportProtocol.UDP,
                set.local().clientAddress(),
                set.remote().serverAddress(),
                id());
    }

    /** Is its lifetime exceeded? */
    public boolean isOver(Instant at) {
        return !at.isBefore(expires);
    }
}
