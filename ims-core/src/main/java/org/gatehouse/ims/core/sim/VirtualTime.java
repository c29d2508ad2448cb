package org.gatehouse.ims.core.sim;

import java.time.Duration;
import java.time.Instant;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A timeline that moves only when a test moves it: events run one after another in the order of
 * their instants, and of their scheduling where the instants are equal. One thread.
 */
public final class VirtualTime {
    /** Where the timeline starts; any fixed instant would do. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final PriorityQueue<Event> events = new PriorityQueue<>();
    private Instant now = START;
    private long scheduled;
    private long executed;

    public Instant now() {
        return now;
    }

    /** Number of events that ran so far. */
    public long executed() {
        return executed;
    }

    /** Number of events that wait, cancelled ones not counted. */
    public int pending() {
        return (int) events.stream().filter(event -> event.task != null).count();
    }

    /** Puts a task on the timeline; a delay of zero runs after what is already due now. */
    public Event schedule(Duration delay, Runnable task) {
        Instant at = delay.isNegative() ? now : now.plus(delay);
        Event event = new Event(at, scheduled++, task);
        events.add(event);
        return event;
    }

    /** Runs everything that is due now, without moving the clock. */
    public void runDue() {
        advance(Duration.ZERO);
    }

    /** Moves the clock and runs what becomes due on the way. */
    public void advance(Duration by) {
        Instant until = now.plus(by);
        while (runNext(until)) {
            // each event may schedule more
        }
        now = until;
    }

    /**
     * Runs events until a condition holds.
     *
     * @return false if the limit passed or no event is left, and it still does not hold
     */
    public boolean runUntil(BooleanSupplier condition, Duration limit) {
        Instant until = now.plus(limit);
        while (!condition.getAsBoolean()) {
            if (!runNext(until)) {
                return condition.getAsBoolean();
            }
        }
        return true;
    }

    private boolean runNext(Instant until) {
        while (true) {
            Event next = events.peek();
            if (next == null || next.at.isAfter(until)) {
                return false;
            }
            events.poll();
            Runnable task = next.task;
            if (task == null) {
                continue;
            }
            now = next.at;
            executed++;
            task.run();
            return true;
        }
    }

    /** One task on the timeline. */
    public static final class Event implements Comparable<Event> {
        private final Instant at;
        private final long order;
        private @Nullable Runnable task;

        private Event(Instant at, long order, Runnable task) {
            this.at = at;
            this.order = order;
            this.task = task;
        }

        /** Forgets the task, and all that it held, at once. */
        public void cancel() {
            task = null;
        }

        @Override
        public int compareTo(Event other) {
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
