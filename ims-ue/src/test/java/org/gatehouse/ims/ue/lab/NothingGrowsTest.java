package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.io.UeNode;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/** UEs that register, refresh and deregister again and again leave the core as they found it. */
class NothingGrowsTest {
    private static final int UES = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Short: a cancelled event stays in the virtual timeline until its time would have come. */
    private static final Duration EXPIRES = Duration.ofMinutes(30);

    /** After this much the P-CSCF has let go of sets that answered retransmissions. */
    private static final Duration REST = Duration.ofMinutes(5);

    /**
     * Heap that the rest of the JVM may take meanwhile. A set is some 6 KB, so 2,000 cycles that
     * leaked one of their four at both ends would be 24 MB and more.
     */
    private static final long MOST_GROWTH_MB = 10;

    @Test
    @Requirement({"rereg-delete-all"})
    void twoThousandRegistrationsLeaveNothingBehind(TestReporter reporter) throws Exception {
        run(2_000, reporter::publishEntry);
    }

    /** An hour on a core. */
    @Test
    @Tag("long")
    void aMillionRegistrationsLeaveNothingBehind(TestReporter reporter) throws Exception {
        run(1_000_000, reporter::publishEntry);
    }

    /**
     * All that may grow.
     *
     * @param heapMb live objects, after a collection
     * @param timers events that wait, in the whole simulation
     */
    private record Left(
            long heapMb, int timers, int sets, int spis, int users, int bindings, int setsOfUes) {}

    /** Registers, refreshes and deregisters that many times. */
    static void run(int cycles, Consumer<String> report) throws Exception {
        try (SimulatedLab lab = new SimulatedLab(1, 0, NetworkFaults.NONE)) {
            for (int n = 1; n <= UES; n++) {
                Isim card = SimulatedUe.card(SqnArray.fresh());
                lab.add(n, ue -> ue.withExpires(EXPIRES), card).remembers = false;
            }
            int warmUp = cycles / 4;
            cycle(lab, warmUp);
            Left before = left(lab);
            report.accept("after " + warmUp + " cycles: " + before);
            int tenths = 10;
            Left after = before;
            for (int i = 1; i <= tenths; i++) {
                cycle(lab, (cycles - warmUp) / tenths);
                after = left(lab);
                report.accept("after " + (warmUp + (cycles - warmUp) / tenths * i) + ": " + after);
            }
            assertThat(after.heapMb() - before.heapMb()).as("MB").isLessThan(MOST_GROWTH_MB);
            assertThat(after.timers()).isLessThanOrEqualTo(before.timers());
            assertThat(List.of(after.sets(), after.spis(), after.users())).containsOnly(0);
            assertThat(List.of(after.bindings(), after.setsOfUes())).containsOnly(0);
        }
    }

    private static void cycle(SimulatedLab lab, int cycles) {
        for (int i = 0; i < cycles / UES; i++) {
            all(lab, UeNode::register, Outcome.Registered.class);
            all(lab, UeNode::register, Outcome.Registered.class);
            all(lab, UeNode::deregister, Outcome.Deregistered.class);
            lab.time.advance(REST);
        }
    }

    private static void all(
            SimulatedLab lab, Consumer<UeNode> procedure, Class<? extends Outcome> success) {
        lab.ues.forEach(ue -> {
            ue.outcomes.clear();
            procedure.accept(ue.node);
        });
        assertThat(lab.runUntilAll(ue -> !ue.outcomes.isEmpty(), PATIENCE)).isTrue();
        assertThat(lab.ues).allMatch(ue -> success.isInstance(ue.outcomes.getLast()));
    }

    private static Left left(SimulatedLab lab) {
        CompletableFuture<List<RegistrationView>> all =
                lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runUntil(all::isDone, PATIENCE);
        return new Left(
                heapMb(),
                lab.time.pending(),
                gauges(lab, "pcscf.sets"),
                gauges(lab, "pcscf.spis"),
                gauges(lab, "pcscf.users"),
                all.join().size(),
                lab.ues.stream().mapToInt(ue -> ue.node.state().sets().size()).sum());
    }

    private static int gauges(SimulatedLab lab, String name) {
        return (int)
                lab.core.meters().get(name).gauges().stream().mapToDouble(g -> g.value()).sum();
    }

    private static long heapMb() {
        var memory = ManagementFactory.getMemoryMXBean();
        // what waits for a reference handler is free at the second one
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed() / 1_000_000;
    }
}
