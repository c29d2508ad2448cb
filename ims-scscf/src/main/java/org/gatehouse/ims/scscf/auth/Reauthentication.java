package org.gatehouse.ims.scscf.auth;

import java.time.Duration;
import java.time.Instant;

/**
 * When a protected REGISTER of a known user is challenged: "It is the policy of the operator that
 * decides when to trigger a re-authentication by the S-CSCF. Hence a re-registration might not need
 * to be authenticated" (TS 33.203 clause 5.1.2).
 *
 * @param every of that many REGISTERs after an authentication the last one is challenged, under
 *     {@link Trigger#EVERY_NTH}
 * @param age of the last authentication at which a REGISTER is challenged, under {@link
 *     Trigger#BY_AGE}
 * @param furtherIdentities whether the first registration of one more IMPU of a registered IMPI is
 *     challenged: "It is the policy of the home network" (clause 6.1)
 */
public record Reauthentication(
        Trigger trigger, int every, Duration age, boolean furtherIdentities) {
    /** A protected REGISTER is challenged each time. */
    public static final Reauthentication ALWAYS =
            new Reauthentication(Trigger.ALWAYS, 1, Duration.ZERO, true);

    /** What makes a re-REGISTER due for a challenge. */
    public enum Trigger {
        ALWAYS,
        NEVER_WHEN_PROTECTED,
        EVERY_NTH,
        BY_AGE
    }

    /**
     * Whether a protected REGISTER needs no challenge.
     *
     * @param registered whether its IMPU is registered
     */
    boolean spares(boolean registered, AuthHistory history, Instant at) {
        Instant last = history.authenticated();
        // TS 33.203 clause 6.1.4: the REGISTER that the network asked for is challenged
        if (last == null || history.isAskedFor() || (furtherIdentities && !registered)) {
            return false;
        }
        return switch (trigger) {
            case ALWAYS -> false;
            case NEVER_WHEN_PROTECTED -> true;
            case EVERY_NTH -> history.sparedSince() + 1 < every;
            case BY_AGE -> at.isBefore(last.plus(age));
        };
    }
}
