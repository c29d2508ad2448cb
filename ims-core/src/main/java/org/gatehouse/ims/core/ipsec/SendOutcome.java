package org.gatehouse.ims.core.ipsec;

import java.util.Locale;

/** What became of a message that was to leave through a set. */
public enum SendOutcome {
    /** It was handed to the socket. */
    SENT,
    /** There is no such set, or no more. */
    NO_SET,
    /**
     * All 2^32 - 1 sequence numbers of the SA are used: "the transmitted Sequence Number must never
     * be allowed to cycle" (RFC 2406 clause 2.2). The set is of no more use for sending.
     */
    SEQUENCE_EXHAUSTED,
    /** The peer's outer port is not known before its first packet (Annex M.7.1). */
    PEER_PORT_UNKNOWN,
    /** No IP packet is long enough for it. */
    TOO_LONG,
    /** The socket did not take it: full, no route, longer than the device takes. */
    NOT_TAKEN;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name for metrics and for people: {@code sequence-exhausted}. */
    public String token() {
        return token;
    }
}
