package org.gatehouse.ims.core.diameter.io;

import org.gatehouse.ims.core.diameter.DiameterMessage;

/**
 * What sits on a {@link DiameterNode}. Called on threads of the network and on shards: hand over to
 * the right shard at once.
 */
public interface DiameterApplication {
    /** A request for an application of ours; answer it by {@link PeerLink#send}. */
    void request(PeerLink link, DiameterMessage request);

    /** An answer; which request it belongs to is to be found by its hop-by-hop id. */
    void answer(PeerLink link, DiameterMessage answer);

    /** Requests may be sent on this link. */
    default void up(PeerLink link) {}

    /**
     * The link is silent, or the peer was lost a moment ago; or it may be relied on again. A second
     * peer, where there is one, is the better way meanwhile.
     */
    default void suspect(PeerLink link, boolean suspect) {}

    /** The link is gone, and with it all answers that were still to come. */
    default void down(PeerLink link, String reason) {}
}
