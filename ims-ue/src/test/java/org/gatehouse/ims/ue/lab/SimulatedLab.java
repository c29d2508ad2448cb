package org.gatehouse.ims.ue.lab;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.ue.config.UeConfig;

/** A lab on virtual time: the core, its UEs, and the network between them that a seed disturbs. */
final class SimulatedLab implements AutoCloseable {
    final VirtualTime time = new VirtualTime();
    final SimNetwork network;
    final LabCore core;
    final List<SimulatedUe> ues = new ArrayList<>();
    private final VirtualShards shards;

    SimulatedLab(long seed, int ueCount, NetworkFaults faults, String... overrides)
            throws IOException, ConfigException {
        this(seed, CorePlaces.apart("10.0.0"), ueCount, faults, overrides);
    }

    /** A lab whose core is elsewhere. */
    SimulatedLab(
            long seed, CorePlaces places, int ueCount, NetworkFaults faults, String... overrides)
            throws IOException, ConfigException {
        network = new SimNetwork(time, seed);
        shards = new VirtualShards(time, 4, seed);
        core =
                new LabCore(
                        network::host,
                        places,
                        shards,
                        new SimpleMeterRegistry(),
                        Math.max(ueCount, 100),
                        List.of(overrides));
        if (!time.runUntil(core::isReady, Duration.ofSeconds(10))) {
            throw new IllegalStateException("the CSCFs did not reach the HSS");
        }
        network.faults(faults);
        for (int n = 1; n <= ueCount; n++) {
            InetAddress address = InetAddress.ofLiteral("10.1." + (n / 250) + "." + (n % 250 + 1));
            ues.add(
                    new SimulatedUe(
                            n, core.gm(), network.host(address), address, shards.get(n % 4)));
        }
    }

    /** Adds a UE of its own kind: subscriber n, at an address that no other has. */
    SimulatedUe add(int n, UnaryOperator<UeConfig> change, Isim isim) throws IOException {
        InetAddress address = InetAddress.ofLiteral("10.2.0." + n);
        UeConfig config = change.apply(SimulatedUe.config(n, core.gm(), address));
        SimulatedUe ue = new SimulatedUe(config, isim, network.host(address), shards.get(n % 4));
        ues.add(ue);
        return ue;
    }

    /** The rows of the P-CSCF's SA table, gathered from its shards. */
    List<AssociationRow> associations() {
        var rows = core.pcscf().associations().toCompletableFuture();
        time.advance(Duration.ofMillis(1));
        return rows.join();
    }

    VirtualShards shards() {
        return shards;
    }

    /** Adds a UE that is whoever it says it is. */
    SimulatedUe add(UeConfig config, Isim isim) throws IOException {
        SimulatedUe ue = new SimulatedUe(config, isim, network.host(config.local()), shards.get(0));
        ues.add(ue);
        return ue;
    }

    /** Moves time until every UE is where it should be, or the limit has passed. */
    boolean runUntilAll(Predicate<SimulatedUe> condition, Duration limit) {
        return time.runUntil(new AllUes(condition), limit);
    }

    /** Asked after each event: looks at the UE that was not there the last time, then at all. */
    private final class AllUes implements BooleanSupplier {
        private final Predicate<SimulatedUe> condition;
        private int next;

        private AllUes(Predicate<SimulatedUe> condition) {
            this.condition = condition;
        }

        @Override
        public boolean getAsBoolean() {
            while (next < ues.size() && condition.test(ues.get(next))) {
                next++;
            }
            if (next < ues.size()) {
                return false;
            }
            next = 0;
            return ues.stream().allMatch(condition);
        }
    }

    @Override
    public void close() throws IOException {
        ues.forEach(SimulatedUe::close);
        time.runDue();
        core.close();
        shards.close();
    }
}
