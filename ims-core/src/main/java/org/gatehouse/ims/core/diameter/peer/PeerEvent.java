package org.gatehouse.ims.core.diameter.peer;

import java.net.InetAddress;
import org.gatehouse.ims.core.diameter.DiameterMessage;

/** What happens to a peer. */
public sealed interface PeerEvent {
    /** A random number from -1 to 1 that spreads the timer that this event may start. */
    double jitter();

    /** Connect, and keep connected. */
    record Start(double jitter) implements PeerEvent {}

    /**
     * Our connection is open.
     *
     * @param local our end's address
     * @param firstId random: hop-by-hop and end-to-end ids of our base requests count from here
     */
    record Connected(InetAddress local, int firstId, double jitter) implements PeerEvent {}

    /** Their connection is open. */
    record Accepted(InetAddress local, InetAddress remote, int firstId, double jitter)
            implements PeerEvent {}

    /** A message came; application messages of an open peer need not pass here. */
    record Received(DiameterMessage message, double jitter) implements PeerEvent {}

    /**
     * The timer ran out.
     *
     * @param heard whether any message came since it was set
     */
    record TimerFired(boolean heard, double jitter) implements PeerEvent {}

    /** The connection ended or could not be opened, or it is to be given up. */
    record Disconnected(String reason, double jitter) implements PeerEvent {}

    /** Say goodbye, and don't come back. */
    record Stop(double jitter) implements PeerEvent {}
}
