package org.gatehouse.ims.core.diameter.cx;

import java.util.Optional;

/** Server-Assignment-Type in the order of its numbers (TS 29.229 clause 6.3.15). */
public enum AssignmentType {
    NO_ASSIGNMENT,
    REGISTRATION,
    RE_REGISTRATION,
    UNREGISTERED_USER,
    TIMEOUT_DEREGISTRATION,
    USER_DEREGISTRATION,
    TIMEOUT_DEREGISTRATION_STORE_SERVER_NAME,
    USER_DEREGISTRATION_STORE_SERVER_NAME,
    ADMINISTRATIVE_DEREGISTRATION,
    AUTHENTICATION_FAILURE,
    AUTHENTICATION_TIMEOUT,
    DEREGISTRATION_TOO_MUCH_DATA;

    /** The number in the AVP. */
    public int code() {
        return ordinal();
    }

    /** The type of a number; empty for one that Release 7 does not name. */
    public static Optional<AssignmentType> ofCode(long code) {
        return code >= 0 && code < values().length
                ? Optional.of(values()[(int) code])
                : Optional.empty();
    }
}
