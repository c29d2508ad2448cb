package org.gatehouse.ims.core.ipsec;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;

/**
 * ESP between UE and P-CSCF, seen from one shard. Which engine and which carrier serve a set is the
 * engine's affair; SIP hands over messages and gets messages with a {@link Flow} that names the
 * set.
 */
public interface Ipsec {
    /**
     * Takes a set into use, all or nothing; its inbound SAs accept once it is told to be installed.
     *
     * @param done told on the shard, at once or later; not at all where the set is removed before
     */
    void install(AssociationSet set, Installation done);

    /** Ends a set and wipes its keys; unknown sets are ignored. */
    void remove(SetId set);

    /** Sends a SIP message through a set: from the own client port to the peer's server port. */
    SendOutcome send(SetId set, byte[] sip);

    /**
     * Sends a NAT keep-alive from the set's outer port (RFC 3948 clause 2.3).
     *
     * @return false if there is no such set inside UDP, the peer's outer port is not known yet, or
     *     the socket did not take it
     */
    boolean sendKeepAlive(SetId set);

    /** Counters of a set; empty if there is no such set. */
    Optional<SetStatistics> statistics(SetId set);

    /** The four SAs of a set, without keys; empty if there is no such set. */
    List<SecurityAssociation> associations(SetId set);

    /** Drops of packets that named no SA of ours; reasons not met are left out. */
    Map<DropReason, Long> dropsWithoutSet();

    /** How the installation of a set went. */
    interface Installation {
        void installed();

        /** Nothing of the set is in use. */
        void failed(String reason);
    }

    /** Gets what came through the SAs. */
    interface Receiver {
        /** An authenticated message; its flow names the set and the inner addresses and ports. */
        void received(Flow flow, byte[] sip);
    }
}
