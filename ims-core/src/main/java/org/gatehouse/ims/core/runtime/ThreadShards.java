package org.gatehouse.ims.core.runtime;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The shards of a daemon: one platform thread each, on the machine's monotonic clock. */
public final class ThreadShards implements Shards {
    /**
     * Tasks that one mailbox holds. Reason: at 20,000 messages a second this is three seconds of
     * work, longer than a SIP peer waits before it retransmits; what is behind it is better
     * refused.
     */
    public static final int DEFAULT_MAILBOX = 65_536;

    /** Cancelled timers that may lie in the queue before it is rebuilt without them. */
    private static final int CANCELLED_TIMERS_KEPT = 1_024;

    private static final Logger LOG = LoggerFactory.getLogger(ThreadShards.class);

    private final List<ThreadShard> shards = new ArrayList<>();
    private final LongAdder refused = new LongAdder();
    private final LongAdder failed = new LongAdder();

    /**
     * Starts the threads.
     *
     * @param name prefix of the threads' names
     * @param count number of shards, at least 1
     */
    public ThreadShards(String name, int count) {
        this(name, count, DEFAULT_MAILBOX);
    }

    ThreadShards(String name, int count, int mailbox) {
        for (int i = 0; i < count; i++) {
            ThreadShard shard = new ThreadShard(name + "-" + i, i, mailbox);
            shards.add(shard);
        }
        shards.forEach(shard -> shard.thread.start());
    }

    @Override
    public int count() {
        return shards.size();
    }

    @Override
    public Shard get(int index) {
        return shards.get(index);
    }

    /** Tasks refused so far because a mailbox was full. */
    public long refused() {
        return refused.sum();
    }

    /** Tasks that threw, which none should: each was logged. */
    public long failed() {
        return failed.sum();
    }

    @Override
    public void close() {
        shards.forEach(ThreadShard::stop);
        for (ThreadShard shard : shards) {
            try {
                shard.thread.join(Duration.ofSeconds(5));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private final class ThreadShard implements Shard {
        private final int index;
        private final BlockingQueue<Runnable> mailbox;
        private final PriorityQueue<Scheduled> timers = new PriorityQueue<>();
        private final RandomGenerator random = new SecureRandom();
        private final MonotonicClock clock = new MonotonicClock();
        private final Thread thread;
        private Instant now;
        private long order;
        private int cancelled;
        private volatile boolean stopping;

        private ThreadShard(String name, int index, int capacity) {
            this.index = index;
            this.mailbox = new ArrayBlockingQueue<>(capacity);
            this.now = clock.now();
            this.thread = new Thread(this::run, name);
            this.thread.setDaemon(true);
        }

        @Override
        public int index() {
            return index;
        }

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public RandomGenerator random() {
            return random;
        }

        @Override
        public boolean offer(Runnable task) {
            if (!stopping && mailbox.offer(task)) {
                return true;
            }
            refused.increment();
            return false;
        }

        @Override
        public Timer schedule(Duration delay, Runnable task) {
            Instant at = delay.isNegative() ? now : now.plus(delay);
            Scheduled scheduled = new Scheduled(this, at, order++, task);
            timers.add(scheduled);
            return scheduled;
        }

        private void stop() {
            stopping = true;
            // an empty task wakes a thread that waits; a full mailbox means that it doesn't wait
            mailbox.offer(() -> {});
        }

        private void run() {
            while (true) {
                try {
                    Runnable task = nextTask();
                    now = clock.now();
                    if (task != null) {
                        task.run();
                    } else if (stopping) {
                        return;
                    }
                } catch (InterruptedException e) {
                    return;
                } catch (RuntimeException | Error e) {
                    // An Error too, a StackOverflowError for one: a shard without its thread is
                    // a part of all users for whom nothing works while /health says all is well.
                    failed.increment();
                    LOG.error("a task failed on {}; the shard goes on", thread.getName(), e);
                }
            }
        }

        /** The next timer that is due or task that waits; null if neither came in time. */
        private @Nullable Runnable nextTask() throws InterruptedException {
            Scheduled timer = timers.peek();
            if (timer == null) {
                return stopping ? mailbox.poll() : mailbox.poll(1, TimeUnit.SECONDS);
            }
            long nanos = Duration.between(clock.now(), timer.at).toNanos();
            if (nanos <= 0) {
                timers.poll();
                timer.done = true;
                return timer.cancelled ? forgetOne() : timer.task;
            }
            return stopping ? mailbox.poll() : mailbox.poll(nanos, TimeUnit.NANOSECONDS);
        }

        private Runnable forgetOne() {
            cancelled--;
            return () -> {};
        }

        private void cancelledOne() {
            cancelled++;
            if (cancelled > CANCELLED_TIMERS_KEPT && cancelled > timers.size() / 2) {
                timers.removeIf(timer -> timer.cancelled);
                cancelled = 0;
            }
        }
    }

    private static final class Scheduled implements Shard.Timer, Comparable<Scheduled> {
        private final ThreadShard shard;
        private final Instant at;
        private final long order;
        private final Runnable task;
        private boolean cancelled;
        private boolean done;

        private Scheduled(ThreadShard shard, Instant at, long order, Runnable task) {
            this.shard = shard;
            this.at = at;
            this.order = order;
            this.task = task;
        }

        @Override
        public void cancel() {
            if (!cancelled && !done) {
                cancelled = true;
                shard.cancelledOne();
            }
        }

        @Override
        public int compareTo(Scheduled other) {
            int byTime = at.compareTo(other.at);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return Long.hashCode(order);
        }
    }
}
