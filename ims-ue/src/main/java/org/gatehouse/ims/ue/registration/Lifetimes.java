package org.gatehouse.ims.ue.registration;

import java.time.Duration;
import java.time.Instant;

/** Lifetimes and timers of a registration. */
final class Lifetimes {
    /**
     * "The lifetime of the new SAs shall be set to allow enough time to complete the registration
     * procedure" (TS 33.203 clause 7.4.1a); as long as reg-await-auth of TS 24.229 table 7.8.1.
     */
    static final Duration PROCEDURE = Duration.ofMinutes(4);

    /** "it will expire shortly after the registration timer" (TS 33.203 clause 7.4.1a). */
    static final Duration SHORTLY = Duration.ofSeconds(30);

    /** Shortest wait before a refresh that failed is tried again. */
    static final Duration SHORTEST_RETRY = Duration.ofSeconds(30);

    /** Longest Retry-After that is waited for; above, the refusal stands. */
    static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private static final Duration LONG_REGISTRATION = Duration.ofMinutes(20);
    private static final Duration EARLY = Duration.ofMinutes(10);

    private Lifetimes() {}

    /**
     * When to re-register: "the expiration time in the UE is smaller than the one in the S-CSCF"
     * (TS 33.203 clause 6.1.1); "600 seconds before the expiration time if the initial registration
     * was for greater than 1200 seconds, or when half of the time has expired if the initial
     * registration was for 1200 seconds or less" (TS 24.229 clause 5.1.1.4.1).
     */
    static Instant refresh(Instant at, Duration granted) {
        return granted.compareTo(LONG_REGISTRATION) > 0
                ? at.plus(granted).minus(EARLY)
                : at.plus(granted.dividedBy(2));
    }

    /** When to try again after a re-registration that failed. */
    static Instant retry(Instant at, Instant ends) {
        Duration half = Duration.between(at, ends).dividedBy(2);
        return at.plus(half.compareTo(SHORTEST_RETRY) > 0 ? half : SHORTEST_RETRY);
    }
}
