package org.gatehouse.ims.core.runtime;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The machine's time that never goes back: wall-clock time at the start, then the monotonic
 * counter, so that setting the clock neither fires nor delays a timer.
 */
@ReadsRealClock
public final class MonotonicClock {
    private final Instant start = InstantSource.system().instant();
    private final long startNanos = System.nanoTime();

    public Instant now() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }
}
