package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A UE behind a NAT (TS 33.203 Annex M). */
class NatTest {
    private static final InetAddress PUBLIC = InetAddress.ofLiteral("198.51.100.9");

    /** Translates what leaves one private network, each port to one of its own. */
    private static final class Nat implements SimNetwork.Adversary {
        private final String inside;
        private final Map<InetSocketAddress, Integer> ports = new HashMap<>();
        private final Map<Integer, InetSocketAddress> owners = new HashMap<>();

        private Nat(String insidePrefix) {
            this.inside = insidePrefix;
        }

        @Override
        public List<Datagram> onDatagram(Datagram datagram) {
            if (datagram.from().getAddress().getHostAddress().startsWith(inside)) {
                int port = ports.computeIfAbsent(datagram.from(), this::map);
                return List.of(
                        new Datagram(
                                new InetSocketAddress(PUBLIC, port),
                                datagram.to(),
                                datagram.payload()));
            }
            if (!datagram.to().getAddress().equals(PUBLIC)) {
                return List.of(datagram);
            }
            InetSocketAddress owner = owners.get(datagram.to().getPort());
            return owner == null
                    ? List.of()
                    : List.of(new Datagram(datagram.from(), owner, datagram.payload()));
        }

        private int map(InetSocketAddress owner) {
            int port = 20_000 + ports.size();
            owners.put(port, owner);
            return port;
        }
    }

    private static AssociationSet set(SimulatedUe ue) {
        assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Registered.class);
        Outcome.Registered registered = (Outcome.Registered) ue.outcomes.getLast();
        return Objects.requireNonNull(registered.standing().current()).set();
    }

    private static void awaitOutcome(SimulatedLab lab, SimulatedUe ue, int count) {
        lab.time.runUntil(() -> ue.outcomes.size() >= count, Duration.ofMinutes(5));
        assertThat(ue.outcomes).hasSize(count);
    }

    @Test
    @Requirement({
        "nat-detect",
        "nat-public-contact",
        "nat-selectors",
        "nat-ports",
        "nat-rereg",
        "nat-unprotected-annex-f"
    })
    void aUeBehindANatRegistersRefreshesAndDeregisters() throws Exception {
        try (SimulatedLab lab = new SimulatedLab(3, 0, NetworkFaults.NONE)) {
            lab.network.adversary(new Nat("10.2."));
            SimulatedUe ue =
                    lab.add(1, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));

            ue.node.register();
            awaitOutcome(lab, ue, 1);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.UDP_ENCAPSULATED_TUNNEL);
            assertThat(set(ue).local().address()).isEqualTo(PUBLIC);

            ue.node.register();
            awaitOutcome(lab, ue, 2);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.UDP_ENCAPSULATED_TUNNEL);

            ue.node.deregister();
            awaitOutcome(lab, ue, 3);
            assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Deregistered.class);
        }
    }

    /** Forty ports of each kind for eight UEs, whom the P-CSCF knows by one address. */
    @Test
    @Requirement({"tbl-duplicate-port", "nat-duplicate-server-port"})
    void uesWhosePortsCollideBehindANatTakeOthersAndRegister(@TempDir Path folder)
            throws Exception {
        Path file = folder.resolve("few.yaml");
        Files.writeString(
                file,
                """
                extends: standard
                description: forty ports of each kind
                client-ports: 65000-65039
                server-ports: 65040-65079
                """);
        Shape fewPorts = Shapes.file(file);
        try (SimulatedLab lab = new SimulatedLab(3, 0, NetworkFaults.NONE)) {
            lab.network.adversary(new Nat("10.2."));
            Set<Integer> clientPorts = new HashSet<>();
            Set<Integer> serverPorts = new HashSet<>();
            int collisions = 0;
            for (int n = 1; n <= 8; n++) {
                SimulatedUe ue =
                        lab.add(
                                n,
                                config -> config.shapedAs(fewPorts),
                                SimulatedUe.card(SqnArray.fresh()));
                ue.node.register();
                awaitOutcome(lab, ue, 1);
                PortPair ports = set(ue).local().ports();
                assertThat(clientPorts.add(ports.client())).isTrue();
                assertThat(serverPorts.add(ports.server())).isTrue();
                collisions += (int) ue.messages.stream().filter(NatTest::isPortInUse).count();
            }
            assertThat(collisions).isPositive();
        }
    }

    private static boolean isPortInUse(SimulatedUe.Seen seen) {
        return new String(seen.octets(), US_ASCII)
                .matches("SIP/2.0 400 .* port 650\\d\\d is in use by another user(?s:.*)");
    }

    @Test
    @Requirement("nat-keepalive")
    void keepAlivesHoldTheBindingOfTheNatOpen() throws Exception {
        try (SimulatedLab lab = new SimulatedLab(3, 0, NetworkFaults.NONE)) {
            int[] keepAlives = {0};
            Nat nat = new Nat("10.2.");
            lab.network.adversary(datagram -> {
                byte[] payload = datagram.payload();
                if (payload.length == 1 && payload[0] == (byte) 0xFF) {
                    keepAlives[0]++;
                }
                return nat.onDatagram(datagram);
            });
            SimulatedUe ue =
                    lab.add(1, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
            ue.node.register();
            awaitOutcome(lab, ue, 1);

            lab.time.advance(Duration.ofMinutes(10));
            assertThat(keepAlives[0]).isBetween(29, 31);

            ue.node.deregister();
            awaitOutcome(lab, ue, 2);
            int sent = keepAlives[0];
            lab.time.advance(Duration.ofMinutes(10));
            assertThat(keepAlives[0]).isEqualTo(sent);
        }
    }
}
