package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** What an S-CSCF counts. */
final class ScscfMeters {
    private final MeterRegistry meters;
    private final AtomicInteger registered;
    private final AtomicInteger outstanding;

    ScscfMeters(MeterRegistry meters) {
        this.meters = meters;
        this.registered = meters.gauge("scscf.registrations", new AtomicInteger());
        this.outstanding = meters.gauge("scscf.challenges.outstanding", new AtomicInteger());
    }

    void outcome(String outcome) {
        meters.counter("scscf.registers", "outcome", outcome).increment();
    }

    void registered(int change) {
        registered.addAndGet(change);
    }

    void outstanding(int change) {
        outstanding.addAndGet(change);
    }
}
