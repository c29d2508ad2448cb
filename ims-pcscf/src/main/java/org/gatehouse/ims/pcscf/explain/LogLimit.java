package org.gatehouse.ims.pcscf.explain;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Which log lines are written where anyone can cause them: so many a second for each reason, and
 * the next one says how many were left out. Counters see them all.
 *
 * @param <K> reason: one of few, never what a peer sent
 */
public final class LogLimit<K> {
    /**
     * Lines of one reason a second: enough to follow a UE by hand. A flood of all reasons at once
     * still writes less than 100 KB a second.
     */
    public static final int LINES_A_SECOND = 10;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final class Window {
        private Instant start = Instant.MIN;
        private int written;
        private long leftOut;
    }

    private final Map<K, Window> windows = new HashMap<>();

    /**
     * Whether a line may be written now.
     *
     * @return how many lines of this reason were left out before it; empty if it may not
     */
    public OptionalLong admit(K reason, Instant now) {
        Window window = windows.computeIfAbsent(reason, key -> new Window());
        if (!now.isBefore(window.start.plus(SECOND))) {
            window.start = now;
            window.written = 0;
        }
        if (window.written >= LINES_A_SECOND) {
            window.leftOut++;
            return OptionalLong.empty();
        }
        window.written++;
        long leftOut = window.leftOut;
        window.leftOut = 0;
        return OptionalLong.of(leftOut);
    }
}
