package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.cx.Order;
import org.gatehouse.ims.hss.io.OrderOutcome;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the network says of registrations, through the whole core to the UE and back. */
class RegEventTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final NetworkFaults LOSSY =
            new NetworkFaults(0.1, 0.1, 0.1, Duration.ofMillis(20));

    @SuppressWarnings("NullAway.Init") // each test begins with it
    private SimulatedLab lab;

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    /** A lab with one registered UE, which watches its registration or does not. */
    private SimulatedUe start(long seed, NetworkFaults faults, boolean watches, String... settings)
            throws Exception {
        lab = new SimulatedLab(seed, 0, faults, settings);
        SimulatedUe ue =
                lab.add(
                        1,
                        config -> config.withRegEvent(watches),
                        SimulatedUe.card(SqnArray.fresh()));
        ue.node.register();
        assertThat(lab.runUntilAll(one -> one.count(Outcome.Registered.class) > 0, PATIENCE))
                .as("registers; seed %d", seed)
                .isTrue();
        lab.time.advance(Duration.ofSeconds(watches ? 40 : 1));
        return ue;
    }

    private static String impi() {
        return "001010000000001@" + LabCore.HOME_DOMAIN;
    }

    private int reauthenticate(String impi) {
        ApiAction action = Objects.requireNonNull(lab.core.scscf().actions().get("reauthenticate"));
        CompletableFuture<ApiAction.Outcome> outcome =
                action.post(Map.of("impi", List.of(impi))).toCompletableFuture();
        lab.time.runDue();
        return outcome.join().status();
    }

    private void deregister(Reason reason) {
        List<OrderOutcome> outcomes = new ArrayList<>();
        lab.core.hss().order(impi(), new Order.Deregister(List.of(), reason, null), outcomes::add);
        lab.time.runUntil(() -> !outcomes.isEmpty(), PATIENCE);
        assertThat(outcomes).first().isInstanceOf(OrderOutcome.Done.class);
    }

    private List<RegistrationView> registrations() {
        CompletableFuture<List<RegistrationView>> all =
                lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runDue();
        return all.join();
    }

    /** Messages of the UE from a moment on, as text. */
    private static List<String> since(SimulatedUe ue, int from) {
        return ue.messages.subList(from, ue.messages.size()).stream()
                .map(seen ->
                        (seen.sent() ? "> " : "< ")
                                + (seen.isProtected() ? "" : "bare ")
                                + new String(seen.octets(), ISO_8859_1))
                .toList();
    }

    @Test
    void aUeIsToldTheWholeStateOfItsRegistrationAtOnce() throws Exception {
        SimulatedUe ue = start(1, NetworkFaults.NONE, true);

        assertThat(since(ue, 0))
                .filteredOn(text -> text.startsWith("< NOTIFY"))
                .hasSize(1)
                .first()
                .asString()
                .contains(
                        "Event: reg",
                        "Subscription-State: active;expires=",
                        "state=\"full\"",
                        "aor=\"sip:" + impi() + "\"",
                        "aor=\"tel:",
                        "event=\"registered\"");
    }

    @Test
    @Requirement({"reg-reauth-any-time", "reg-reauth-ue-obeys"})
    void aUserIsAskedAtAnyTimeAndAuthenticatesOverHisAssociationsWhateverThePolicy()
            throws Exception {
        SimulatedUe ue =
                start(1, NetworkFaults.NONE, true, "scscf.reauthentication=never-when-protected");
        int before = ue.messages.size();

        assertThat(reauthenticate(impi())).isEqualTo(200);
        lab.time.advance(Duration.ofSeconds(5));

        List<String> later = since(ue, before);
        assertThat(later)
                .anyMatch(text -> text.startsWith("< NOTIFY") && text.contains("\"shortened\""));
        assertThat(later).filteredOn(text -> text.startsWith("> REGISTER")).hasSize(2);
        assertThat(later).anyMatch(text -> text.startsWith("< SIP/2.0 401"));
        assertThat(later).noneMatch(text -> text.contains("bare "));
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(2);

        lab.time.advance(Duration.ofMinutes(5));
        assertThat(registrations()).hasSize(1);
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(2);
    }

    @Test
    @Requirement({"reg-reauth-any-time", "reg-reauth-ue-obeys"})
    void theIndicationGetsThroughANetworkThatLosesDoublesAndReorders() throws Exception {
        for (long seed = 1; seed <= 5; seed++) {
            SimulatedUe ue = start(seed, LOSSY, true);
            long before = ue.count(Outcome.Registered.class);
            assertThat(reauthenticate(impi())).isEqualTo(200);
            lab.time.advance(Duration.ofMinutes(3));
            assertThat(ue.count(Outcome.Registered.class))
                    .as("seed %d", seed)
                    .isGreaterThan(before);
            assertThat(registrations()).as("seed %d", seed).hasSize(1);
            lab.close();
        }
        start(9, NetworkFaults.NONE, false);
    }

    @Test
    @Requirement("reg-reauth-any-time")
    void aUserWhoDoesNotReactIsDeregistered() throws Exception {
        SimulatedUe ue = start(1, NetworkFaults.NONE, false);

        assertThat(reauthenticate(impi())).isEqualTo(200);
        lab.time.advance(Duration.ofSeconds(59));
        assertThat(registrations()).hasSize(1);
        lab.time.advance(Duration.ofSeconds(2));

        assertThat(registrations()).isEmpty();
        assertThat(reauthenticate(impi())).isEqualTo(409);
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(1);
    }

    @Test
    @Requirement("rereg-delete-all")
    void aUserWhoseSubscriptionEndedKeepsNoAssociationAndStaysOff() throws Exception {
        SimulatedUe ue = start(1, NetworkFaults.NONE, true);
        int before = ue.messages.size();

        deregister(Reason.PERMANENT_TERMINATION);
        lab.time.advance(Duration.ofMinutes(2));

        assertThat(since(ue, before))
                .anyMatch(text ->
                        text.startsWith("< NOTIFY")
                                && text.contains("\"rejected\"")
                                && text.contains("Subscription-State: terminated"));
        assertThat(ue.count(Outcome.Lost.class)).isEqualTo(1);
        assertThat(ue.node.state().sets()).isEmpty();
        assertThat(registrations()).isEmpty();
        assertThat(since(ue, before)).noneMatch(text -> text.contains("REGISTER"));
    }

    @Test
    @Requirement("rereg-delete-all")
    void thePcscfDeletesTheAssociationsOfAUserWhomTheNetworkDeregisters() throws Exception {
        for (boolean watches : List.of(true, false)) {
            start(1, NetworkFaults.NONE, watches);
            assertThat(sets()).isPositive();

            deregister(Reason.PERMANENT_TERMINATION);
            lab.time.advance(Duration.ofMinutes(1));

            assertThat(sets()).isZero();
            lab.close();
        }
        start(9, NetworkFaults.NONE, false);
    }

    @Test
    void aPcscfThatDoesNotWatchKeepsThem() throws Exception {
        start(1, NetworkFaults.NONE, true, "pcscf.reg-event-subscribe=false");
        deregister(Reason.PERMANENT_TERMINATION);
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(sets()).isPositive();
    }

    private double sets() {
        return lab.core.meters().get("pcscf.sets").gauge().value();
    }

    @Test
    void nobodyWatchesTheRegistrationOfAnother() throws Exception {
        start(1, NetworkFaults.NONE, false);
        SimulatedUe bob = lab.add(2, config -> config, SimulatedUe.card(SqnArray.fresh()));
        bob.node.register();
        assertThat(lab.runUntilAll(one -> one.count(Outcome.Registered.class) > 0, PATIENCE))
                .isTrue();

        bob.node.send(Outgoing.of("SUBSCRIBE", "sip:" + impi(), "Event: reg", "Expires: 600000"));
        lab.time.advance(Duration.ofSeconds(5));

        assertThat(bob.lastStatus()).isEqualTo(403);
    }

    @Test
    void aUserWhoIsToBeServedElsewhereRegistersAnew() throws Exception {
        SimulatedUe ue = start(1, NetworkFaults.NONE, true);
        int before = ue.messages.size();

        deregister(Reason.SERVER_CHANGE);
        lab.time.advance(Duration.ofSeconds(20));

        assertThat(since(ue, before)).anyMatch(text -> text.startsWith("> bare REGISTER"));
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(2);
        assertThat(registrations()).hasSize(1);
        assertThat(since(ue, before)).filteredOn(text -> text.startsWith("> SUBSCRIBE")).hasSize(1);

        // the P-CSCF watches the new registration as it did the old one
        lab.time.advance(Duration.ofMinutes(2));
        deregister(Reason.PERMANENT_TERMINATION);
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(sets()).isZero();
    }

    @Test
    void aUeThatDeregistersTakesTheNewsOfItForNothing() throws Exception {
        SimulatedUe ue = start(1, NetworkFaults.NONE, true);
        ue.node.deregister();
        lab.time.advance(Duration.ofMinutes(2));

        assertThat(ue.count(Outcome.Deregistered.class)).isEqualTo(1);
        assertThat(ue.count(Outcome.Lost.class)).isZero();
        assertThat(registrations()).isEmpty();
    }
}
