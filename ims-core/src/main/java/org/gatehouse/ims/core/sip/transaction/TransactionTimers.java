package org.gatehouse.ims.core.sip.transaction;

import java.time.Duration;

/**
 * Base timers of RFC 3261 clause 17.1.1.1; all others are made from them.
 *
 * @param t1 round-trip estimate
 * @param t2 longest retransmission interval
 * @param t4 longest time a message stays in the network
 */
public record TransactionTimers(Duration t1, Duration t2, Duration t4) {
    /** RFC 3261 table 4. */
    public static final TransactionTimers RFC_3261 =
            new TransactionTimers(
                    Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5));

    /** TS 24.229 table 7.7.1, UE column: timers of a UE and of a P-CSCF towards it. */
    public static final TransactionTimers UE =
            new TransactionTimers(
                    Duration.ofSeconds(2), Duration.ofSeconds(16), Duration.ofSeconds(17));
}
