package org.gatehouse.ims.pcscf.io;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.ipsec.SpiAllocator;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.registration.Admission;

/** What is counted. Every name of a counter is made at start, so that it is seen at zero. */
final class PcscfMeters {
    /** Why a message went no further before it was a transaction. */
    enum Discard {
        NOT_SIP,
        UNPROTECTED,
        STRAY_RESPONSE,
        NOT_FOR_US,
        MAILBOX_FULL,
        /** ESP for a set of the process before this one. */
        ENDED_BY_RESTART,
        NO_SET_TO_SEND,
        NO_CONNECTION,
        SEQUENCE_EXHAUSTED,
        TOO_LONG_TO_SEND,
        NOT_TAKEN_BY_SOCKET;

        /** Why a message that was to leave through a set did not. */
        static Discard of(SendOutcome outcome) {
            return switch (outcome) {
                case SEQUENCE_EXHAUSTED -> SEQUENCE_EXHAUSTED;
                case TOO_LONG -> TOO_LONG_TO_SEND;
                case NOT_TAKEN -> NOT_TAKEN_BY_SOCKET;
                case SENT, NO_SET, PEER_PORT_UNKNOWN -> NO_SET_TO_SEND;
            };
        }

        String token() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Map<DropReason, Counter> espDrops = new EnumMap<>(DropReason.class);
    private final Map<Admission, Counter> wrongSets = new EnumMap<>(Admission.class);
    private final Map<Discard, Counter> discards = new EnumMap<>(Discard.class);
    private final Map<Tolerance, Counter> tolerances = new EnumMap<>(Tolerance.class);
    private final Map<RemovalReason, Counter> removals = new EnumMap<>(RemovalReason.class);
    private final Counter espFragments;
    private final MeterRegistry registry;
    private final AtomicInteger sets = new AtomicInteger();
    private final AtomicInteger users = new AtomicInteger();

    PcscfMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome, registry.counter("pcscf.registrations", "outcome", outcome.token()));
        }
        for (DropReason reason : DropReason.values()) {
            espDrops.put(reason, registry.counter("pcscf.esp.dropped", "reason", reason.token()));
        }
        espFragments =
                Counter.builder("pcscf.esp.fragments")
                        .description("Fragments of inner packets that waited for others")
                        .register(registry);
        for (Admission admission : Admission.values()) {
            if (admission != Admission.ADMITTED) {
                wrongSets.put(
                        admission,
                        registry.counter("pcscf.wrong.set", "reason", admission.token()));
            }
        }
        for (Discard discard : Discard.values()) {
            discards.put(discard, registry.counter("pcscf.discarded", "reason", discard.token()));
        }
        for (Tolerance tolerance : Tolerance.values()) {
            tolerances.put(
                    tolerance, registry.counter("pcscf.tolerated", "switch", tolerance.token()));
        }
        for (RemovalReason reason : RemovalReason.values()) {
            removals.put(reason, registry.counter("pcscf.sets.removed", "reason", reason.token()));
        }
        Gauge.builder("pcscf.sets", sets, AtomicInteger::get)
                .description("Association sets in the SA table")
                .register(registry);
        Gauge.builder("pcscf.users", users, AtomicInteger::get)
                .description("Users with a registration or an attempt at one")
                .register(registry);
    }

    /** The SPIs of one shard: two for each of its sets, or some were never given back. */
    void watch(int shard, SpiAllocator spis) {
        Gauge.builder("pcscf.spis", spis, SpiAllocator::count)
                .tag("shard", Integer.toString(shard))
                .description("SPIs given out")
                .register(registry);
    }

    void registration(Outcome outcome) {
        count(outcomes, outcome);
    }

    void espDropped(DropReason reason) {
        count(espDrops, reason);
    }

    void espFragment() {
        espFragments.increment();
    }

    void wrongSet(Admission admission) {
        count(wrongSets, admission);
    }

    void discarded(Discard discard) {
        count(discards, discard);
    }

    void tolerated(Tolerance what) {
        count(tolerances, what);
    }

    void setAdded() {
        sets.incrementAndGet();
    }

    void setRemoved(RemovalReason reason) {
        sets.decrementAndGet();
        count(removals, reason);
    }

    void usersChanged(int by) {
        users.addAndGet(by);
    }

    private static <K> void count(Map<K, Counter> counters, K key) {
        Counter counter = counters.get(key);
        if (counter != null) {
            counter.increment();
        }
    }
}
