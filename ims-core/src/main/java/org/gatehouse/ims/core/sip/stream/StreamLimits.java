package org.gatehouse.ims.core.sip.stream;

/** Bounds of what peers may make one listening node keep open, in memory and in time. */
public final class StreamLimits {
    /** Connections of one node: with all their buffers full some 400 MB. */
    public static final int CONNECTIONS = 2_000;

    /**
     * Connections from one source, an IPv4 address or an IPv6 prefix of 64 bits: UEs behind one
     * NAT, and yet no one fills the table alone.
     */
    public static final int CONNECTIONS_OF_A_SOURCE = 200;

    /** Octets that may wait for a peer that does not read: two of the longest messages. */
    public static final int SEND_BACKLOG_OCTETS = 128 * 1024;

    /** Messages that wait for a connection to open: a burst of retransmissions, not a store. */
    public static final int WAITING_MESSAGES = 64;

    /** Seconds from the first to the last octet of a message: half of timer F (RFC 3261). */
    public static final int MESSAGE_SECONDS = 16;

    /** Seconds without an octet: more than twice the longest ping interval of RFC 5626 (120 s). */
    public static final int IDLE_SECONDS = 300;

    /** Seconds that the refusal of a message without an end has to get out. */
    public static final int GOODBYE_SECONDS = 2;

    private StreamLimits() {}
}
