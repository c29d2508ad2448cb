package org.gatehouse.ims.core.ipsec;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.net.Network.StreamHandler;

/**
 * TCP inside the SAs of one node, as an engine offers it to SIP: "Both the UE and the P-CSCF may
 * set up a TCP connection from their client port to the other end's server port on demand" (TS
 * 33.203 clause 7.1). So a set has two connections at most. All methods may be called from any
 * thread.
 */
public interface InnerStreams extends AutoCloseable {
    /**
     * From now on the peer's connections to the own server port of this set are accepted. The set
     * is installed already; one that can't be listened for is logged, and carries all else.
     */
    void open(AssociationSet set);

    /** Ends the connections of a set, without a word to the peer; unknown sets are ignored. */
    void close(SetId set);

    /**
     * Connects from the own client port of a set to the peer's server port, also right after the
     * last such connection ended. Failure, an unknown set among it, is {@link StreamHandler#closed}
     * without an opening.
     */
    void connect(SetId set, StreamHandler handler);

    /** Ends all. */
    @Override
    void close();

    /** Makes a handler for each connection that a peer opens. Called on a thread of the network. */
    interface Acceptor {
        /**
         * A peer connected.
         *
         * @param flow TCP, the own server port, the peer's client port, and the set that names them
         */
        StreamHandler accept(Flow flow);
    }
}
