package org.gatehouse.ims.pcscf.outcome;

import java.util.Locale;

/** Why a set went. */
public enum RemovalReason {
    /** Its lifetime is over. */
    EXPIRED,
    /** The challenge that made it was not answered in time. */
    CHALLENGE_UNANSWERED,
    /** A later challenge took its place before it was answered. */
    NEW_CHALLENGE,
    /** Too many challenges wait for an answer, and this one was the oldest. */
    TOO_MANY_UNANSWERED,
    /** The UE reported that the challenge failed at its end. */
    FAILED_AT_UE,
    /** The home network refused the answer, or the answer was not as agreed. */
    REFUSED,
    /** A newer set is in use. */
    REPLACED,
    /** All public identities are deregistered. */
    DEREGISTERED,
    /** All sequence numbers of an outbound SA are used. */
    SEQUENCE_EXHAUSTED,
    /** The user registered from another address. */
    MOVED;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name for metrics and for people: {@code challenge-unanswered}. */
    public String token() {
        return token;
    }
}
