package org.gatehouse.ims.core.sip.reginfo;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A reginfo document.
 *
 * @param version 0 for the first of a subscription, one more for each that follows
 * @param full whether it tells all there is, or what changed alone
 */
public record RegInfo(long version, boolean full, List<Registration> registrations) {
    /** Media type of the document. */
    public static final String TYPE = "application/reginfo+xml";

    /** Name of the event package. */
    public static final String EVENT = "reg";

    public RegInfo {
        registrations = List.copyOf(registrations);
    }

    /** Of a registration: init, active, terminated; of a contact the last two. */
    public enum State {
        INIT,
        ACTIVE,
        TERMINATED;

        String token() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One address of record.
     *
     * @param aor public identity
     */
    public record Registration(String aor, String id, State state, List<Contact> contacts) {
        public Registration {
            contacts = List.copyOf(contacts);
        }
    }

    /**
     * One contact of it.
     *
     * @param expires seconds left, or null
     * @param retryAfter seconds after which the user may register again, or null
     */
    public record Contact(
            String id,
            State state,
            ContactEvent event,
            String uri,
            @Nullable Long expires,
            @Nullable Long retryAfter) {
        public boolean isActive() {
            return state == State.ACTIVE;
        }
    }
}
