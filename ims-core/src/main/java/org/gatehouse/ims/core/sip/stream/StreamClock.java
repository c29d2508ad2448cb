package org.gatehouse.ims.core.sip.stream;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.gatehouse.ims.core.runtime.Shard;

/** Counts whole seconds on one shard, as long as there is something to look after. */
final class StreamClock {
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Shard keeper;
    private final IntConsumer check;
    private final BooleanSupplier needed;
    private final AtomicBoolean ticking = new AtomicBoolean();
    private final AtomicInteger seconds = new AtomicInteger();

    /**
     * @param check called on the shard each second, with the seconds so far
     * @param needed whether the next second is to be counted
     */
    StreamClock(Shard keeper, IntConsumer check, BooleanSupplier needed) {
        this.keeper = keeper;
        this.check = check;
        this.needed = needed;
    }

    int now() {
        return seconds.get();
    }

    /** Counts from now on; from any thread. */
    void run() {
        if (ticking.compareAndSet(false, true)
                && !keeper.offer(() -> keeper.schedule(TICK, this::second))) {
            ticking.set(false);
        }
    }

    private void second() {
        check.accept(seconds.incrementAndGet());
        if (needed.getAsBoolean()) {
            keeper.schedule(TICK, this::second);
            return;
        }
        ticking.set(false);
        if (needed.getAsBoolean()) {
            run();
        }
    }
}
