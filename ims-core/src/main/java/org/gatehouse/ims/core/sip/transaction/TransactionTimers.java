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

    /** RFC 3261 17.2.1: "unless it knows that the TU will generate [...] within 200 ms". */
    static final Duration TRYING = Duration.ofMillis(200);

    /**
     * The user's longest time for a final response to anything but INVITE: 64*T1 of a UE (2 s, TS
     * 24.229 table 7.7.1), who is the most patient of all clients. After it no one waits any more.
     */
    static final Duration ABANDONED = Duration.ofSeconds(128);

    private static final Duration LEAST_D = Duration.ofSeconds(32);

    public TransactionTimers {
        if (!t1.isPositive() || t2.compareTo(t1) < 0 || !t4.isPositive()) {
            throw new IllegalArgumentException(
                    "timers T1 " + t1 + ", T2 " + t2 + ", T4 " + t4 + " (expected: 0 < T1 <= T2)");
        }
    }

    /** 64*T1: timers B, F, H, J, L, M. */
    Duration timeout() {
        return t1.multipliedBy(64);
    }

    /** RFC 3261 17.1.1.2: timer D is "at least 32 seconds for unreliable transports". */
    Duration d() {
        return timeout().compareTo(LEAST_D) > 0 ? timeout() : LEAST_D;
    }

    /** The next of doubling intervals: MIN(2*interval, T2). */
    Duration doubled(Duration interval) {
        Duration twice = interval.multipliedBy(2);
        return twice.compareTo(t2) < 0 ? twice : t2;
    }
}
