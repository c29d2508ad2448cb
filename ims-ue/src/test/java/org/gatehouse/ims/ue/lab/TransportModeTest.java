package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Transport mode as IP protocol 50 through the whole core, in the simulated network. */
class TransportModeTest {
    private static final String NOT_FORCED = "pcscf.force-encapsulation=false";
    private static final List<IpsecMode> BOTH =
            List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL);

    private int espPackets;
    private int udpEncapsulated;

    private SimulatedLab lab(String... overrides) throws Exception {
        SimulatedLab lab = new SimulatedLab(5, 0, NetworkFaults.NONE, overrides);
        lab.network.adversary(datagram -> {
            espPackets += datagram.to().getPort() == 0 ? 1 : 0;
            udpEncapsulated += datagram.to().getPort() == 4500 ? 1 : 0;
            return List.of(datagram);
        });
        return lab;
    }

    private static SimulatedUe ue(SimulatedLab lab, List<IpsecMode> modes, String... algorithms)
            throws Exception {
        return lab.add(
                1,
                config ->
                        algorithms.length == 0
                                ? config.withModes(modes)
                                : config.withModes(modes)
                                        .withAlgorithms(
                                                List.of(AlgorithmPair.parse(algorithms[0]))),
                SimulatedUe.card(SqnArray.fresh()));
    }

    private static AssociationSet set(SimulatedUe ue) {
        assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Registered.class);
        Outcome.Registered registered = (Outcome.Registered) ue.outcomes.getLast();
        return Objects.requireNonNull(registered.standing().current()).set();
    }

    private static void await(SimulatedLab lab, SimulatedUe ue, int count) {
        lab.time.runUntil(() -> ue.outcomes.size() >= count, Duration.ofMinutes(5));
        assertThat(ue.outcomes).hasSize(count);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hmac-md5-96/null",
                "hmac-md5-96/aes-cbc",
                "hmac-md5-96/des-ede3-cbc",
                "hmac-sha-1-96/null",
                "hmac-sha-1-96/aes-cbc",
                "hmac-sha-1-96/des-ede3-cbc"
            })
    @Requirement({"esp-four-sas", "esp-enc-algs", "esp-int-algs", "nat-mode-list"})
    void aUeRegistersRefreshesAndDeregistersInTransportMode(String algorithms) throws Exception {
        try (SimulatedLab lab = lab(NOT_FORCED)) {
            SimulatedUe ue = ue(lab, BOTH, algorithms);
            ue.node.register();
            await(lab, ue, 1);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.TRANSPORT);
            ue.node.register();
            await(lab, ue, 2);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.TRANSPORT);
            ue.node.deregister();
            await(lab, ue, 3);
            assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Deregistered.class);
            assertThat(espPackets).isGreaterThanOrEqualTo(10);
            assertThat(udpEncapsulated).isZero();
            // no keep-alives, for there is no NAT
            lab.time.advance(Duration.ofMinutes(5));
            assertThat(udpEncapsulated).isZero();
        }
    }

    @Test
    void forcedEncapsulationIsTheDefaultForAUeThatCanDoBoth() throws Exception {
        try (SimulatedLab lab = lab()) {
            SimulatedUe ue = ue(lab, BOTH);
            ue.node.register();
            await(lab, ue, 1);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.UDP_ENCAPSULATED_TUNNEL);
            assertThat(espPackets).isZero();
        }
    }

    @Test
    void aUeThatCanDoTransportModeAloneGetsItAllTheSame() throws Exception {
        try (SimulatedLab lab = lab()) {
            SimulatedUe ue = ue(lab, List.of(IpsecMode.TRANSPORT));
            ue.node.register();
            await(lab, ue, 1);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.TRANSPORT);
            assertThat(udpEncapsulated).isZero();
        }
    }

    @Test
    void aPcscfWithoutTheCarrierRefusesIt() throws Exception {
        try (SimulatedLab lab = lab("pcscf.ipsec=udp")) {
            SimulatedUe ue = ue(lab, List.of(IpsecMode.TRANSPORT));
            ue.node.register();
            await(lab, ue, 1);
            assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.AgreementFailed.class);
        }
    }

    @Test
    @Requirement("arch-gm-protected")
    void whatIsChangedOrReplayedOnTheWayIsDropped() throws Exception {
        try (SimulatedLab lab = new SimulatedLab(5, 0, NetworkFaults.NONE, NOT_FORCED)) {
            lab.network.adversary(datagram -> {
                if (datagram.to().getPort() != 0) {
                    return List.of(datagram);
                }
                byte[] changed = datagram.payload().clone();
                changed[changed.length / 2] ^= 1;
                Datagram forged = new Datagram(datagram.from(), datagram.to(), changed);
                return List.of(forged, datagram, datagram);
            });
            SimulatedUe ue = ue(lab, BOTH);
            ue.node.register();
            await(lab, ue, 1);
            assertThat(set(ue).mode()).isEqualTo(IpsecMode.TRANSPORT);
            double badIcv =
                    lab.core
                            .meters()
                            .get("pcscf.esp.dropped")
                            .tag("reason", "bad-icv")
                            .counter()
                            .count();
            double replayed =
                    lab.core
                            .meters()
                            .get("pcscf.esp.dropped")
                            .tag("reason", "replayed")
                            .counter()
                            .count();
            assertThat(badIcv).isPositive();
            assertThat(replayed).isPositive();
        }
    }
}
