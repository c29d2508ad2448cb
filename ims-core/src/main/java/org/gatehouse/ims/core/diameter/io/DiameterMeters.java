package org.gatehouse.ims.core.diameter.io;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** Counters of a Diameter node, as /metrics shows them. */
final class DiameterMeters {
    private final MeterRegistry registry;
    private final AtomicInteger openPeers;

    DiameterMeters(MeterRegistry registry) {
        this.registry = registry;
        this.openPeers = registry.gauge("diameter.peers.open", new AtomicInteger());
    }

    void peerUp() {
        openPeers.incrementAndGet();
    }

    void peerDown() {
        openPeers.decrementAndGet();
    }

    /** A connection was cut off because what came on it is not Diameter. */
    Counter garbage() {
        return registry.counter("diameter.garbage");
    }

    /** A request was refused by an answer with this Result-Code. */
    Counter refused(int resultCode) {
        return registry.counter("diameter.refused", "result", Integer.toString(resultCode));
    }

    /** A request went to another peer because the first one failed. */
    Counter failedOver() {
        return registry.counter("diameter.failovers");
    }

    /** A message was thrown away. */
    Counter dropped(Drop reason) {
        return registry.counter("diameter.dropped", "reason", reason.label());
    }

    /** Why a message was thrown away. */
    enum Drop {
        /** An answer that breaks a rule of the protocol. */
        BAD_ANSWER,
        /** An answer to nothing that is still waiting: late, doubled or made up. */
        UNMATCHED_ANSWER,
        /** The mailbox of a shard is full. */
        MAILBOX_FULL,
        /** More connections than we take. */
        TOO_MANY_CONNECTIONS,
        /** More connections of strangers than need to be told so. */
        TOO_MANY_STRANGERS;

        String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
