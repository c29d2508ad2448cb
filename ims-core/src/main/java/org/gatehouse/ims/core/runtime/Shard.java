package org.gatehouse.ims.core.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;

/**
 * One thread of protocol work with its own machines, timers and mailbox. What belongs to a shard is
 * touched by that shard's thread alone, so nothing in it needs a lock. In the simulated network all
 * shards share one virtual timeline and one thread.
 */
public interface Shard {
    /** Position of this shard in its {@link Shards}, from 0. */
    int index();

    /** The time of the step that is running now; it does not move within a step. */
    Instant now();

    /** Randomness of this shard: secure in a daemon, seeded in a simulation. */
    RandomGenerator random();

    /**
     * Puts a task into the mailbox; may be called from any thread.
     *
     * @return false if the mailbox is full and the task was refused: count the drop, or answer 503
     */
    boolean offer(Runnable task);

    /** Runs a task on this shard after a delay. Only to be called on the shard itself. */
    Timer schedule(Duration delay, Runnable task);

    /** A task that has been scheduled. */
    interface Timer {
        /** Forgets the task if it has not run yet. Only to be called on the shard itself. */
        void cancel();
    }
}
