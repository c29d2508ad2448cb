package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.flow.SetId;
import org.jspecify.annotations.Nullable;

/** Told what happens to packets, for metrics and logs. Called on the shard. */
public interface IpsecListener {
    IpsecListener NONE = new IpsecListener() {};

    /**
     * A packet went no further.
     *
     * @param set the set whose SA it named, or null if it named none
     */
    default void dropped(DropReason reason, @Nullable SetId set, InetSocketAddress outerFrom) {}

    /** An authentic fragment of an inner packet came, and waits for the others. */
    default void fragmentKept(SetId set) {}

    /** A packet passed all checks. */
    default void accepted(SetId set) {}

    /**
     * The sequence numbers of a set are used up: nothing leaves through it any more. Told each time
     * that something was to leave.
     */
    default void exhausted(SetId set) {}

    /** A NAT keep-alive came (RFC 3948 clause 2.3). */
    default void keepAlive(InetSocketAddress outerFrom) {}

    /** The outer port of the peer was learnt from the first authentic packet (Annex M.7.1). */
    default void remoteLearnt(SetId set, InetSocketAddress outerRemote) {}
}
