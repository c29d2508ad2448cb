package org.gatehouse.ims.core.diameter.cx;

import java.util.Arrays;
import java.util.Optional;

/** Server-Assignment-Type (TS 29.229 clause 6.3.15). */
public enum AssignmentType {
    NO_ASSIGNMENT(0),
    REGISTRATION(1),
    RE_REGISTRATION(2),
    UNREGISTERED_USER(3),
    TIMEOUT_DEREGISTRATION(4),
    USER_DEREGISTRATION(5),
    TIMEOUT_DEREGISTRATION_STORE_SERVER_NAME(6),
    USER_DEREGISTRATION_STORE_SERVER_NAME(7),
    ADMINISTRATIVE_DEREGISTRATION(8),
    AUTHENTICATION_FAILURE(9),
    AUTHENTICATION_TIMEOUT(10),
    DEREGISTRATION_TOO_MUCH_DATA(11);

    private final int code;

    AssignmentType(int code) {
        this.code = code;
    }

    /** The number in the AVP. */
    public int code() {
        return code;
    }

    /** The type of a number; empty for one that Release 7 does not name. */
    public static Optional<AssignmentType> ofCode(long code) {
        return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
    }
}
