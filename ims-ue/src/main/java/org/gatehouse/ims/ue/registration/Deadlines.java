package org.gatehouse.ims.ue.registration;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.ue.registration.RegistrationState.Pausing;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.gatehouse.ims.ue.sa.Held;

/** All timers of a state in one table; the effect runner wakes the machine at the next of them. */
public final class Deadlines {
    /** What a deadline is for. */
    public enum Timer {
        /** Re-register. */
        REFRESH,
        /** The registrar's time is over, and shortly after it that of all SAs. */
        REGISTRATION_ENDS,
        /** The pause the network asked for is over. */
        RETRY,
        /** The lifetime of a set is exceeded. */
        SET_EXPIRES
    }

    private Deadlines() {}

    /** The deadlines of a state. */
    public static Map<Timer, Instant> of(RegistrationState state) {
        Map<Timer, Instant> deadlines = new EnumMap<>(Timer.class);
        switch (state) {
            case Registered registered ->
                    deadlines.put(Timer.REFRESH, registered.standing().refreshAt());
            case Pausing pausing -> deadlines.put(Timer.RETRY, pausing.until());
            case RegistrationState other -> {}
        }
        Standing standing = state.standing();
        if (standing != null) {
            deadlines.put(Timer.REGISTRATION_ENDS, standing.runsOut());
        }
        state.sets().stream()
                .map(Held::expires)
                .min(Instant::compareTo)
                .ifPresent(at -> deadlines.put(Timer.SET_EXPIRES, at));
        return deadlines;
    }

    /** The first deadline of a state. */
    public static Optional<Instant> next(RegistrationState state) {
        return of(state).values().stream().min(Instant::compareTo);
    }
}
