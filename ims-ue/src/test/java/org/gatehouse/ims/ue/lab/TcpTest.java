package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIP over TCP: bare on Gm, and between the CSCFs. */
class TcpTest {
    private static final String[] BARE = {
        "pcscf.sec-agree=optional", "scscf.accept-unprotected-answer=true"
    };

    private final List<Datagram> datagrams = new ArrayList<>();

    @TempDir private Path folder;

    private SimulatedLab lab(long seed, int ues, String... overrides) throws Exception {
        SimulatedLab lab = new SimulatedLab(seed, ues, NetworkFaults.NONE, overrides);
        lab.network.adversary(datagram -> {
            datagrams.add(datagram);
            return List.of(datagram);
        });
        return lab;
    }

    /** SIP in datagrams to or from a port. */
    private List<String> sipAt(int port) {
        return datagrams.stream()
                .filter(d -> d.from().getPort() == port || d.to().getPort() == port)
                .map(d -> new String(d.payload(), ISO_8859_1).lines().findFirst().orElse(""))
                .toList();
    }

    private static boolean registered(SimulatedLab lab, SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        return lab.time.runUntil(() -> ue.outcomes.size() > before, Duration.ofMinutes(5))
                && ue.outcomes.getLast() instanceof Outcome.Registered;
    }

    @Test
    void aUeWithoutIpsecRegistersAndRefreshesAndGoesOverTcp() throws Exception {
        try (SimulatedLab lab = lab(1, 0, BARE)) {
            SimulatedUe ue = lab.add(1, UeConfig::overTcp, SimulatedUe.card(SqnArray.fresh()));
            assertThat(registered(lab, ue)).as("%s", ue.outcomes).isTrue();
            assertThat(registered(lab, ue)).as("%s", ue.outcomes).isTrue();
            ue.node.deregister();
            lab.time.advance(Duration.ofSeconds(5));

            assertThat(sipAt(5060)).isEmpty();
            assertThat(ue.messages)
                    .hasSizeGreaterThanOrEqualTo(8)
                    .noneMatch(SimulatedUe.Seen::isProtected);
            String sm1 = new String(ue.messages.getFirst().octets(), ISO_8859_1);
            assertThat(sm1).contains("Via: SIP/2.0/TCP ").contains(";transport=tcp>");
        }
    }

    @Test
    void requestsBetweenTheCscfsGoOverTcpWhereTheyAreTooLongForUdp() throws Exception {
        try (SimulatedLab lab = lab(2, 5, "pcscf.most-over-udp=500", "scscf.most-over-udp=500")) {
            lab.ues.forEach(ue -> ue.node.register());

            assertThat(
                            lab.runUntilAll(
                                    ue -> ue.count(Outcome.Registered.class) == 1,
                                    Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(sipAt(5081)).isEmpty();
            assertThat(sipAt(5082)).isEmpty();
            assertThat(
                            lab.core
                                    .meters()
                                    .get("sip.tcp.connections")
                                    .tag("role", "mw")
                                    .gauge()
                                    .value())
                    .as("one connection carries all")
                    .isOne();
        }
    }

    @Test
    void aPlainUeOnRealSocketsRegistersOverTcp() throws Exception {
        try (LoopbackLab lab = new LoopbackLab(1, BARE)) {
            LoopbackLab.Run run =
                    lab.register(
                            folder,
                            "--subscriber",
                            "1",
                            "--transport",
                            "tcp",
                            "--ipsec",
                            "off",
                            "--hold",
                            "0",
                            "--ladder");
            assertThat(run.exitCode()).as(run.err() + run.out()).isZero();
        }
    }
}
