package org.gatehouse.ims.core.sip.reginfo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What brought a contact into its state (RFC 3680 clause 4.1). */
public enum ContactEvent {
    REGISTERED,
    CREATED,
    REFRESHED,
    /** The registrar took time away: the user is to register, and authenticate, anew. */
    SHORTENED,
    EXPIRED,
    /** The registrar ended it, and the user is to register again at once. */
    DEACTIVATED,
    /** The registrar ended it, and the user is to register again after a while. */
    PROBATION,
    UNREGISTERED,
    /** The registrar ended it, and the user is not to register again. */
    REJECTED;

    /** As it is written. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ContactEvent> of(String token) {
        return Arrays.stream(values()).filter(event -> event.token().equals(token)).findFirst();
    }
}
