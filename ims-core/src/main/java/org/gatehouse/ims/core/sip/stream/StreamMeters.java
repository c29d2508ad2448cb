package org.gatehouse.ims.core.sip.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/** The metrics of the connections of one role. */
final class StreamMeters {
    private final Map<StreamEnd, Counter> ends = new EnumMap<>(StreamEnd.class);

    /**
     * @param role name in metrics
     * @param open tells how many connections there are
     */
    StreamMeters(String role, Supplier<Number> open, MeterRegistry meters) {
        for (StreamEnd end : StreamEnd.values()) {
            ends.put(end, meters.counter("sip.tcp.ended", "role", role, "reason", end.token()));
        }
        Gauge.builder("sip.tcp.connections", open)
                .description("Open TCP connections of SIP")
                .tag("role", role)
                .register(meters);
    }

    void ended(StreamEnd why) {
        Counter counter = ends.get(why);
        if (counter != null) {
            counter.increment();
        }
    }
}
