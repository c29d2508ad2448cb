package org.gatehouse.ims.core.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;

/** Shards on one virtual timeline, with seeded randomness: the same seed gives the same run. */
public final class VirtualShards implements Shards {
    /** As many tasks as a daemon's mailbox takes by default. */
    private static final int MAILBOX = 65_536;

    private final List<VirtualShard> shards = new ArrayList<>();
    private boolean closed;

    public VirtualShards(VirtualTime time, int count, long seed) {
        for (int i = 0; i < count; i++) {
            shards.add(new VirtualShard(time, i, seed * 31 + i));
        }
    }

    @Override
    public int count() {
        return shards.size();
    }

    @Override
    public Shard get(int index) {
        return shards.get(index);
    }

    /** Ends the shards as a kill would: nothing that they scheduled runs any more. */
    @Override
    public void close() {
        closed = true;
    }

    private final class VirtualShard implements Shard {
        private final VirtualTime time;
        private final int index;
        private final RandomGenerator random;
        private int waiting;

        private VirtualShard(VirtualTime time, int index, long seed) {
            this.time = time;
            this.index = index;
            this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public Instant now() {
            return time.now();
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public boolean offer(Runnable task) {
            if (closed || waiting >= MAILBOX) {
                return false;
            }
            waiting++;
            time.schedule(
                    Duration.ZERO,
                    () -> {
                        waiting--;
                        runUnlessClosed(task);
                    });
            return true;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            return time.schedule(delay, () -> runUnlessClosed(task))::cancel;
        }

        private void runUnlessClosed(Runnable task) {
            if (!closed) {
                task.run();
            }
        }
    }
}
