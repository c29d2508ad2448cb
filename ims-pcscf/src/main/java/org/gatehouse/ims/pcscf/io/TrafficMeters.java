package org.gatehouse.ims.pcscf.io;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What became of requests other than REGISTER. Every counter is made at start, so it shows 0. */
final class TrafficMeters {
    /** The fate of a request, or something that was noticed about it. */
    enum Fate {
        FROM_UE,
        FROM_UE_REFUSED,
        /** Security-Verify is not what was agreed on. */
        FROM_UE_VERIFY_DIFFERS,
        /** Security-Verify is left out, and that is not tolerated. */
        FROM_UE_VERIFY_MISSING,
        /** A dialogue that its sender takes no part in. */
        FROM_UE_STRANGE_DIALOG,
        EMERGENCY,
        /** There is no next hop for it. */
        EMERGENCY_REFUSED,
        TO_UE,
        TO_UE_REFUSED,
        TO_UE_TIMED_OUT,
        /** On Mw, from none of the configured core entities. */
        UNTRUSTED_PEER;

        String token() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Map<Fate, Counter> fates = new EnumMap<>(Fate.class);

    TrafficMeters(MeterRegistry registry) {
        for (Fate fate : Fate.values()) {
            fates.put(fate, registry.counter("pcscf.requests", "fate", fate.token()));
        }
    }

    /** Counts it, and says how often it was so far. */
    long count(Fate fate) {
        Counter counter = fates.get(fate);
        if (counter == null) {
            return 0;
        }
        counter.increment();
        return (long) counter.count();
    }
}
