package org.gatehouse.ims.core.ipsec;

import java.util.EnumMap;
import java.util.Map;
import org.gatehouse.ims.core.esp.DropReason;

/** Counts drops by reason. Belongs to one shard. */
final class DropCounters {
    private final Map<DropReason, Long> counts = new EnumMap<>(DropReason.class);

    void count(DropReason reason) {
        counts.merge(reason, 1L, Long::sum);
    }

    /** The counts now; reasons not met are left out. */
    Map<DropReason, Long> snapshot() {
        return Map.copyOf(counts);
    }
}
