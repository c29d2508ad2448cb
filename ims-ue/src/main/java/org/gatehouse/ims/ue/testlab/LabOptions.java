package org.gatehouse.ims.ue.testlab;

import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.sim.NetworkFaults;

/**
 * What a lab is to be.
 *
 * @param subscribers how many subscribers the HSS knows, 1 to 1,000,000
 * @param settings of the daemons, {@code DAEMON.KEY=VALUE}; daemons are hss, scscf, icscf, pcscf
 * @param faults what the simulated network does to datagrams
 * @param seed of all chance in a simulated lab
 * @param timeout how long a UE's procedure may take: real time on loopback, virtual time where
 *     simulated
 */
public record LabOptions(
        LabNetwork network,
        int subscribers,
        List<String> settings,
        NetworkFaults faults,
        long seed,
        Duration timeout) {
    static final int DEFAULT_SUBSCRIBERS = 100;

    /** Loopback answers within milliseconds; this is for machines that are busy. */
    static final Duration LOOPBACK_TIMEOUT = Duration.ofSeconds(30);

    /** A UE gives up by itself after some six minutes of silence (three SM1s). */
    static final Duration SIMULATED_TIMEOUT = Duration.ofMinutes(30);

    public LabOptions {
        settings = List.copyOf(settings);
        if (network == LabNetwork.LOOPBACK && !faults.equals(NetworkFaults.NONE)) {
            throw new IllegalArgumentException(
                    faults
                            + " on LOOPBACK (expected: network = SIMULATED, which can lose packets)");
        }
        if (!timeout.isPositive()) {
            throw new IllegalArgumentException("timeout: " + timeout + " (expected: > 0)");
        }
    }

    /** On real sockets and real time. */
    public static LabOptions loopback() {
        return new LabOptions(
                LabNetwork.LOOPBACK,
                DEFAULT_SUBSCRIBERS,
                List.of(),
                NetworkFaults.NONE,
                1,
                LOOPBACK_TIMEOUT);
    }

    /** On virtual time, in a network without faults. */
    public static LabOptions simulated(long seed) {
        return new LabOptions(
                LabNetwork.SIMULATED,
                DEFAULT_SUBSCRIBERS,
                List.of(),
                NetworkFaults.NONE,
                seed,
                SIMULATED_TIMEOUT);
    }

    public LabOptions withSubscribers(int count) {
        return new LabOptions(network, count, settings, faults, seed, timeout);
    }

    public LabOptions withSettings(String... values) {
        return new LabOptions(network, subscribers, List.of(values), faults, seed, timeout);
    }

    public LabOptions withFaults(NetworkFaults other) {
        return new LabOptions(network, subscribers, settings, other, seed, timeout);
    }

    public LabOptions withTimeout(Duration longest) {
        return new LabOptions(network, subscribers, settings, faults, seed, longest);
    }
}
