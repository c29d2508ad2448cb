package org.gatehouse.ims.core.ipsec;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;

/**
 * ESP between UE and P-CSCF, seen from one shard. Which engine and which carrier serve a set is the
 * engine's affair; SIP hands over messages and gets messages with a {@link Flow} that names the
 * set.
 */
public interface Ipsec {
    /** Takes a set into use; its inbound SAs accept from now on. All or nothing. */
    void install(AssociationSet set);

    /** Ends a set and wipes its keys; unknown sets are ignored. */
    void remove(SetId set);

    /** Sends a SIP message through a set: from the own client port to the peer's server port. */
    SendOutcome send(SetId set, byte[] sip);

    /** Gets what came through the SAs. */
    interface Receiver {
        /** An authenticated message; its flow names the set and the inner addresses and ports. */
        void received(Flow flow, byte[] sip);
    }
}
