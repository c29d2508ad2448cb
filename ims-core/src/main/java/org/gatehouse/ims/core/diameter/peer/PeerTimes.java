package org.gatehouse.ims.core.diameter.peer;

import java.time.Duration;

/**
 * Times of a connection to a peer.
 *
 * @param watchdog Tw of RFC 3539 clause 3.4.1: silence after which we ask whether the peer lives;
 *     default 30 s as recommended there, 6 s at least
 * @param watchdogJitter "Twinit ... plus or minus a random value of up to 2 seconds"
 * @param handshake for connecting, and again for the capabilities exchange; default 10 s
 * @param firstBackoff before the first new attempt to connect, doubled for each further one;
 *     default 500 ms, so that a restarted HSS is found at once
 * @param longestBackoff default 30 s, Tc of RFC 6733 clause 2.1
 * @param goodbye for the answer to our Disconnect-Peer-Request; default 2 s
 */
public record PeerTimes(
        Duration watchdog,
        Duration watchdogJitter,
        Duration handshake,
        Duration firstBackoff,
        Duration longestBackoff,
        Duration goodbye) {
    public static final PeerTimes DEFAULT =
            new PeerTimes(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(10),
                    Duration.ofMillis(500),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(2));

    /** A quarter more or less, so that peers of a restarted HSS do not all come at once. */
    private static final double BACKOFF_JITTER = 0.25;

    private static final int MOST_DOUBLINGS = 16;

    /** As many failures as give the longest pause. */
    static final int LONGEST_PAUSE = MOST_DOUBLINGS + 1;

    /** The same times with another Tw. */
    public PeerTimes withWatchdog(Duration other) {
        return new PeerTimes(
                other, watchdogJitter, handshake, firstBackoff, longestBackoff, goodbye);
    }

    Duration nextWatchdog(double jitter) {
        return watchdog.plusNanos((long) (watchdogJitter.toNanos() * jitter));
    }

    /**
     * The pause before a new attempt.
     *
     * @param failures attempts that failed in a row, 1 or more
     */
    Duration backoff(int failures, double jitter) {
        int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
        Duration doubled = firstBackoff.multipliedBy(1L << doublings);
        Duration bounded = doubled.compareTo(longestBackoff) > 0 ? longestBackoff : doubled;
        return bounded.plusNanos((long) (bounded.toNanos() * BACKOFF_JITTER * jitter));
    }
}
