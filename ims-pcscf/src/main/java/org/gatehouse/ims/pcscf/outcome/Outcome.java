package org.gatehouse.ims.pcscf.outcome;

import java.util.Locale;

/** How a REGISTER, or a whole attempt to register, ended. */
public enum Outcome {
    /** Authenticated over a new set. */
    REGISTERED,
    /** Answered 200 without a challenge. */
    REFRESHED,
    /** Registered without protection, as policy allows. */
    REGISTERED_UNPROTECTED,
    /** The last public identity is gone. */
    DEREGISTERED,
    /** A challenge went out. */
    CHALLENGED,
    /** No Security-Client where one is required. */
    NO_AGREEMENT,
    /** Nothing in Security-Client will do. */
    UNACCEPTABLE_OFFER,
    /** Security-Client where policy has no security agreement. */
    AGREEMENT_REFUSED,
    /** A bad value in a header field that matters. */
    MALFORMED,
    /** The protected client port is in the table already. */
    PORT_IN_USE,
    /** More SAs than one user may have. */
    TOO_MANY_SETS,
    /** No SPI or port is free, or too much is under way for this user. */
    NO_RESOURCES,
    /** Via names another address than the packet. */
    VIA_MISMATCH,
    /** The user of the message is not the user of the set. */
    USER_MISMATCH,
    /** Security-Verify or Security-Client of SM7 is not what was agreed. */
    AGREEMENT_DIFFERS,
    /** The UE says that MAC or sequence number of the challenge is wrong. */
    FAILED_AT_UE,
    /** The home network refused. */
    REFUSED_BY_HOME,
    /** The home network did not answer. */
    HOME_SILENT,
    /** The challenge has no keys for the P-CSCF. */
    NO_KEYS,
    /** CK is a weak key of all algorithms that the UE and this P-CSCF have in common. */
    WEAK_KEY,
    /** SM7 never came. */
    CHALLENGE_UNANSWERED,
    /** No hops left. */
    TOO_MANY_HOPS;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Whether the user proved who he is. */
    public boolean isAuthentic() {
        return switch (this) {
            case REGISTERED, REFRESHED, REGISTERED_UNPROTECTED, DEREGISTERED -> true;
            default -> false;
        };
    }

    /** Whether something went wrong: all that is neither a success nor a step towards it. */
    public boolean isFailure() {
        return !isAuthentic() && this != CHALLENGED;
    }

    /** Name for metrics and for people: {@code agreement-differs}. */
    public String token() {
        return token;
    }
}
