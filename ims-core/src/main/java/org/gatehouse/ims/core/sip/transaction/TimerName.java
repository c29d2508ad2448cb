package org.gatehouse.ims.core.sip.transaction;

/** Timers of RFC 3261 table 4 and RFC 6026. */
enum TimerName {
    /** INVITE request retransmit interval, UDP only. */
    A,
    /** INVITE transaction timeout. */
    B,
    /** Wait time for response retransmits, client INVITE. */
    D,
    /** Non-INVITE request retransmit interval, UDP only. */
    E,
    /** Non-INVITE transaction timeout. */
    F,
    /** INVITE response retransmit interval. */
    G,
    /** Wait time for ACK receipt. */
    H,
    /** Wait time for ACK retransmits. */
    I,
    /** Wait time for non-INVITE request retransmits. */
    J,
    /** Wait time for response retransmits, client non-INVITE. */
    K,
    /** Wait time for accepted INVITE request retransmits (RFC 6026). */
    L,
    /**
     * Wait time for retransmission of 2xx to INVITE, or more 2xx from other branches (RFC 6026).
     */
    M,
    /** Longest wait for the user's final response, server non-INVITE; see TransactionTimers. */
    ABANDONED,
    /** The 200 ms after which an INVITE server transaction answers 100 by itself (17.2.1). */
    TRYING
}
