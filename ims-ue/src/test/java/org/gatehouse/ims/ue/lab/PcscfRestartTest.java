package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A P-CSCF that was killed and started again: its UEs come back by themselves. */
class PcscfRestartTest {
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private SimulatedLab lab;
    private SimulatedUe ue;

    @BeforeEach
    void register() throws Exception {
        lab = new SimulatedLab(1, 0, NetworkFaults.NONE);
        ue = lab.add(1, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
        ue.node.register();
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 1, PATIENCE);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    private void assertThatItCameBack() {
        assertThat(ue.outcomes).hasSize(2).allMatch(Outcome.Registered.class::isInstance);
        assertThat(lab.associations()).hasSize(4).allMatch(row -> row.set().equals("current"));
        assertThat(ue.node.state().sets()).hasSize(1);
        // protected REGISTERs without reply, then one without protection
        assertThat(ue.messages.getFirst().isProtected()).isTrue();
        SimulatedUe.Seen heardFirst =
                ue.messages.stream().filter(seen -> !seen.sent()).findFirst().orElseThrow();
        assertThat(heardFirst.isProtected()).isFalse();
    }

    @Test
    @Requirement("rereg-protected")
    void aRefreshWithoutReplyLeadsToAnUnprotectedRegisterAndANewRegistration() throws Exception {
        lab.core.restartPcscf();
        assertThat(lab.associations()).isEmpty();
        ue.messages.clear();
        ue.node.register();
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 2, PATIENCE);
        assertThatItCameBack();
    }

    @Test
    @Requirement("rereg-protected")
    void aRequestWithoutReplyLeadsThereTooLongBeforeTheNextRefresh() throws Exception {
        lab.core.restartPcscf();
        ue.messages.clear();
        ue.node.message("sip:someone@ims.mnc001.mcc001.3gppnetwork.org", "Anybody there?");
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 2, PATIENCE);
        assertThatItCameBack();
    }
}
