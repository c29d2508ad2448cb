package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Test;

/** The whole core and a thousand UEs on a bad network; every hop carries octets. */
class ThousandUesTest {
    private static final NetworkFaults BAD =
            new NetworkFaults(0.05, 0.05, 0.05, Duration.ofMillis(10));

    private static final Duration PATIENCE = Duration.ofMinutes(30);

    @Test
    @Requirement({"aka-av-fifo-once", "arch-mutual-auth", "arch-gm-protected"})
    void aThousandUesRegisterRefreshAndDeregisterThoughTheNetworkLosesAndReorders()
            throws Exception {
        try (SimulatedLab lab = new SimulatedLab(20_260_101, 1_000, BAD)) {
            lab.ues.forEach(ue -> ue.node.register());
            assertThat(lab.runUntilAll(ue -> ue.count(Outcome.Registered.class) > 0, PATIENCE))
                    .as("all registered; outcomes: %s", outcomes(lab))
                    .isTrue();
            lab.ues.forEach(ue -> ue.node.register());
            assertThat(lab.runUntilAll(ue -> ue.count(Outcome.Registered.class) > 1, PATIENCE))
                    .as("all refreshed; outcomes: %s", outcomes(lab))
                    .isTrue();
            lab.ues.forEach(ue -> ue.node.deregister());
            assertThat(lab.runUntilAll(ue -> ue.count(Outcome.Deregistered.class) > 0, PATIENCE))
                    .as("all deregistered; outcomes: %s", outcomes(lab))
                    .isTrue();
            noVectorWasUsedTwice(lab);
            lab.time.advance(Duration.ofHours(1));
            nothingIsLeft(lab);
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() throws Exception {
        assertThat(run(7)).isEqualTo(run(7)).isNotEqualTo(run(8));
    }

    private static List<String> run(long seed) throws Exception {
        try (SimulatedLab lab = new SimulatedLab(seed, 50, BAD)) {
            lab.ues.forEach(ue -> ue.node.register());
            lab.time.advance(Duration.ofMinutes(10));
            List<String> story = new ArrayList<>();
            story.add("datagrams " + lab.network.datagrams());
            for (SimulatedUe ue : lab.ues) {
                for (SimulatedUe.Seen seen : ue.messages) {
                    story.add(seen.at() + " " + SipMessage.parse(seen.octets()).startLine());
                }
            }
            return story;
        }
    }

    private static void noVectorWasUsedTwice(SimulatedLab lab) throws Exception {
        Map<String, String> usedBy = new HashMap<>();
        for (SimulatedUe ue : lab.ues) {
            for (SimulatedUe.Seen seen : ue.messages) {
                SipMessage message = SipMessage.parse(seen.octets());
                String challenge = message.header("WWW-Authenticate");
                if (seen.sent() || !(message instanceof SipResponse) || challenge == null) {
                    continue;
                }
                String nonce = DigestChallenge.parse(challenge).nonce();
                String exchange = message.callId() + " " + message.cseq();
                String other = usedBy.putIfAbsent(nonce, exchange);
                assertThat(other).as("the vector of nonce %s", nonce).isIn(null, exchange);
            }
        }
        assertThat(usedBy).hasSizeGreaterThanOrEqualTo(3 * lab.ues.size());
    }

    private static void nothingIsLeft(SimulatedLab lab) {
        assertThat(lab.core.meters().get("pcscf.sets").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
    }

    private static Map<String, Integer> outcomes(SimulatedLab lab) {
        Map<String, Integer> counts = new HashMap<>();
        for (SimulatedUe ue : lab.ues) {
            String last = ue.outcomes.isEmpty() ? "none" : String.valueOf(ue.outcomes.getLast());
            counts.merge(last, 1, Integer::sum);
        }
        return counts;
    }
}
