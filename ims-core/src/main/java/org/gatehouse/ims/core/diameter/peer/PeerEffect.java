package org.gatehouse.ims.core.diameter.peer;

import java.time.Duration;
import org.gatehouse.ims.core.diameter.DiameterMessage;

/** What is to be done for a peer. */
public sealed interface PeerEffect {
    /** Open a connection. */
    record Connect() implements PeerEffect {}

    /** Send a message on the connection. */
    record Send(DiameterMessage message) implements PeerEffect {}

    /** Close the connection, behind what was sent; no event shall come of it. */
    record Close(String reason) implements PeerEffect {}

    /** Start the one timer of this peer, anew if it runs. */
    record SetTimer(Duration delay) implements PeerEffect {}

    /** Stop the timer. */
    record CancelTimer() implements PeerEffect {}

    /**
     * Requests may be sent from now on.
     *
     * @param relay the peer takes messages for other nodes too
     */
    record Up(String host, String realm, boolean relay) implements PeerEffect {}

    /** No more requests; those without an answer will get none. */
    record Down(String reason) implements PeerEffect {}

    /**
     * The peer is silent or was lost a moment ago, or may be relied on again. Who has a second peer
     * sends to that one meanwhile (RFC 3539 clause 3.4.1, failover and failback).
     */
    record Suspect(boolean suspect) implements PeerEffect {}

    /** A message for the application. */
    record Deliver(DiameterMessage message) implements PeerEffect {}
}
