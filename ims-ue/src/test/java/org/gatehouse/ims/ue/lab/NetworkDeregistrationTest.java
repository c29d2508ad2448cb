package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.hss.cx.Order;
import org.gatehouse.ims.hss.io.OrderOutcome;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.Test;

/** The operator ends a registration at the HSS: RTR through the whole core. */
class NetworkDeregistrationTest {
    private static final Order END =
            new Order.Deregister(List.of(), Reason.PERMANENT_TERMINATION, null);

    private static List<RegistrationView> registrations(SimulatedLab lab) {
        CompletableFuture<List<RegistrationView>> all =
                lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runDue();
        return all.join();
    }

    private static String impi(int n) {
        return "00101000000000" + n + "@" + LabCore.HOME_DOMAIN;
    }

    @Test
    void theScscfRemovesTheBindingsOfThatUserAlone() throws Exception {
        try (SimulatedLab lab = new SimulatedLab(7, 2, NetworkFaults.NONE)) {
            lab.ues.forEach(ue -> ue.node.register());
            assertThat(
                            lab.runUntilAll(
                                    ue -> ue.count(Outcome.Registered.class) == 1,
                                    Duration.ofMinutes(1)))
                    .isTrue();
            assertThat(registrations(lab)).hasSize(2);

            List<OrderOutcome> outcomes = new ArrayList<>();
            lab.core.hss().order(impi(1), END, outcomes::add);
            lab.time.advance(Duration.ofSeconds(1));

            assertThat(outcomes).hasSize(1).first().isInstanceOf(OrderOutcome.Done.class);
            assertThat(registrations(lab))
                    .extracting(RegistrationView::impi)
                    .containsExactly(impi(2));
        }
    }
}
