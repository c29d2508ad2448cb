package org.gatehouse.ims.core.diameter.peer;

import java.net.InetAddress;

/**
 * Where a peer stands.
 *
 * <pre>
 *  we connect:   Idle ─Start─► Connecting ─Connected/CER─► AwaitingCea ─CEA 2001─► Open
 *                                 ▲   │ fails                  │ refused             │ lost, DPR
 *                                 │   ▼                        ▼                     ▼
 *                                 └─ Pausing ◄────────────────────────────────────────
 *  they connect: Idle ─Accepted─► AwaitingCer ─CER/CEA 2001─► Open ─lost, DPR─► Ended
 *  either:       Open ─Stop/DPR─► Closing ─DPA, time─► Ended;  any other ─Stop─► Ended
 * </pre>
 *
 * There is no election (RFC 6733 clause 5.6.4): of two peers of ours only one ever connects, the
 * CSCF, and a node that listens does not connect to those it accepts.
 */
public sealed interface PeerState {
    /** Who opened the connection. */
    enum Role {
        INITIATOR,
        RESPONDER
    }

    /**
     * Attempts to connect since the peer was last open.
     *
     * @param failures how many failed in a row
     * @param wasOpen whether it was open before: only then it was lost (RFC 3539 clause 3.4.1, DOWN
     *     and not INITIAL)
     */
    record Attempts(int failures, boolean wasOpen) {
        Attempts failed() {
            return new Attempts(failures + 1, wasOpen);
        }
    }

    /** Before the start. */
    record Idle() implements PeerState {}

    /** The connection is being opened. */
    record Connecting(Attempts attempts) implements PeerState {}

    /**
     * CER is out.
     *
     * @param local our end's address
     * @param hopByHop of the CER
     */
    record AwaitingCea(Attempts attempts, InetAddress local, int hopByHop) implements PeerState {}

    /**
     * A peer connected and has to say who it is.
     *
     * @param local our end's address, for Host-IP-Address
     * @param remote their end's address
     * @param firstId for requests of ours on this connection
     */
    record AwaitingCer(InetAddress local, InetAddress remote, int firstId) implements PeerState {}

    /**
     * Requests may flow.
     *
     * @param local our end's address, in case they send CER again
     * @param host the peer's Origin-Host
     * @param realm the peer's Origin-Realm
     * @param nextId hop-by-hop id of our next watchdog request
     * @param asked a DWR is out and nothing came since
     * @param suspect RFC 3539: silent for two periods; one more ends the connection
     * @param probes RFC 3539, REOPEN: watchdog answers that are still to come until the peer may be
     *     relied on again; 0 for one that was not lost
     */
    record Open(
            Role role,
            InetAddress local,
            String host,
            String realm,
            int nextId,
            boolean asked,
            boolean suspect,
            int probes)
            implements PeerState {}

    /** DPR is out. */
    record Closing(int hopByHop) implements PeerState {}

    /** Between two attempts to connect. */
    record Pausing(Attempts attempts) implements PeerState {}

    /** Over for good: stopped, or a connection of theirs that is gone. */
    record Ended() implements PeerState {}
}
