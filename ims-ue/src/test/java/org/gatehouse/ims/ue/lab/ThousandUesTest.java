package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.zip.CRC32;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.io.UeNode;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The whole core and thousands of UEs on a network that loses, doubles and reorders packets, with
 * an adversary in the path; every hop carries octets.
 */
class ThousandUesTest {
    private static final NetworkFaults BAD =
            new NetworkFaults(0.05, 0.05, 0.05, Duration.ofMillis(10));

    /** Part of the packets on Gm that the adversary answers with an attack. */
    private static final double ATTACKS = 0.05;

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    /** As few port_pc as there can be: each UE has sets of its own to tell them apart. */
    private static final String FOUR_PORTS = "pcscf.protected-client-ports=6061-6064";

    /** Procedures that an attack may spoil before one succeeds. */
    private static final int TRIES = 8;

    @Test
    @Requirement({"aka-av-fifo-once", "arch-mutual-auth", "arch-gm-protected"})
    void aThousandUesRegisterRefreshAndDeregisterThoughTheNetworkIsBadAndAttacked()
            throws Exception {
        allRegisterRefreshAndDeregister(1_000, 20_260_101);
    }

    /** Takes a processor for half a minute to a minute. */
    @Test
    @Tag("long")
    void tenThousandDoTheSame() throws Exception {
        allRegisterRefreshAndDeregister(10_000, 20_260_102);
    }

    private static void allRegisterRefreshAndDeregister(int ues, long seed) throws Exception {
        try (Crowd crowd = new Crowd(seed, ues, ATTACKS)) {
            crowd.untilAll(UeNode::register, Outcome.Registered.class);
            assertThat(crowd.registered()).isEqualTo(ues);

            crowd.untilAll(UeNode::register, Outcome.Registered.class);
            assertThat(crowd.registered()).isEqualTo(ues);

            crowd.untilAll(UeNode::deregister, Outcome.Deregistered.class);
            assertThat(crowd.attacker.attacks()).isGreaterThan(ues / 4);
            assertThat(crowd.challenges.size()).isGreaterThanOrEqualTo(3 * ues);
            crowd.lab.time.advance(Duration.ofHours(1));
            crowd.nothingIsLeft();
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() throws Exception {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    private static String run(long seed) throws Exception {
        try (Crowd crowd = new Crowd(seed, 100, ATTACKS)) {
            crowd.untilAll(UeNode::register, Outcome.Registered.class);
            crowd.untilAll(UeNode::deregister, Outcome.Deregistered.class);
            return crowd.lab.time.now() + " " + crowd.octets.getValue() + " " + crowd.outcomes();
        }
    }

    /** Many UEs, and what somebody on every link sees. */
    private static final class Crowd implements AutoCloseable {
        private final long seed;
        private final SimulatedLab lab;
        private final Challenges challenges = new Challenges();
        private final CRC32 octets = new CRC32();
        private final ManInTheMiddle attacker;

        private Crowd(long seed, int ues, double attacks) throws IOException, ConfigException {
            this.seed = seed;
            lab = new SimulatedLab(seed, ues, BAD, FOUR_PORTS);
            lab.ues.forEach(ue -> ue.remembers = false);
            attacker = new ManInTheMiddle(lab.core.gm().getAddress(), seed, attacks);
            lab.network.adversary(this::passes);
        }

        private List<Datagram> passes(Datagram datagram) {
            octets.update(datagram.payload());
            challenges.look(datagram);
            return attacker.onDatagram(datagram);
        }

        /** Has each UE run a procedure, again where an attack spoiled it, until all succeeded. */
        private void untilAll(Consumer<UeNode> procedure, Class<? extends Outcome> success) {
            lab.ues.forEach(ue -> ue.outcomes.clear());
            Predicate<SimulatedUe> succeeded = ue -> ue.count(success) > 0;
            for (int i = 0; i < TRIES; i++) {
                int ended = i;
                for (SimulatedUe ue : lab.ues) {
                    if (!succeeded.test(ue)) {
                        procedure.accept(ue.node);
                    }
                }
                assertThat(
                                lab.runUntilAll(
                                        ue -> ue.outcomes.size() > ended || succeeded.test(ue),
                                        PATIENCE))
                        .as("every procedure ends; seed %d, outcomes %s", seed, outcomes())
                        .isTrue();
            }
            assertThat(lab.ues).as("seed %d, outcomes %s", seed, outcomes()).allMatch(succeeded);
        }

        /** How many UEs ended in which way. */
        private Map<String, Integer> outcomes() {
            Map<String, Integer> counts = new HashMap<>();
            for (SimulatedUe ue : lab.ues) {
                String ways =
                        ue.outcomes.stream().map(o -> o.getClass().getSimpleName()).toList() + "";
                counts.merge(ways, 1, Integer::sum);
            }
            return counts;
        }

        private int registered() {
            CompletableFuture<List<RegistrationView>> all =
                    lab.core.scscf().registrations().toCompletableFuture();
            lab.time.runUntil(all::isDone, PATIENCE);
            return all.join().size();
        }

        private void nothingIsLeft() {
            assertThat(registered()).isZero();
            assertThat(lab.core.meters().get("pcscf.sets").gauges())
                    .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
            assertThat(lab.ues).allMatch(ue -> ue.node.state().sets().isEmpty());
        }

        @Override
        public void close() throws IOException {
            lab.close();
        }
    }
}
