package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A UE that goes on from another address (TS 33.203 clause 7.5). */
class AddressChangeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private SimulatedLab lab;
    private SimulatedUe ue;

    @BeforeEach
    void register() throws Exception {
        register(new String[0]);
    }

    private void register(String... overrides) throws Exception {
        lab = new SimulatedLab(1, 0, NetworkFaults.NONE, overrides);
        ue = lab.add(1, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
        ue.node.register();
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 1, PATIENCE);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    @Test
    @Requirement("ip-change")
    void aUeThatMovesDeletesItsSasAndRegistersBareFromTheNewAddress() {
        assertThat(lab.associations())
                .extracting(AssociationRow::ueAddress)
                .containsOnly("10.2.0.1");
        ue.messages.clear();

        ue.node.moveTo(InetAddress.ofLiteral("10.2.0.77"));
        lab.time.runDue();
        assertThat(ue.node.state().sets()).isEmpty();
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 2, PATIENCE);

        SimulatedUe.Seen first = ue.messages.getFirst();
        assertThat(first.sent()).isTrue();
        assertThat(first.isProtected()).isFalse();
        assertThat(new String(first.octets(), ISO_8859_1))
                .startsWith("REGISTER ")
                .contains("Via: SIP/2.0/UDP 10.2.0.77:")
                .doesNotContain("Security-Verify");
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(2);
        assertThat(lab.associations())
                .hasSize(4)
                .extracting(AssociationRow::ueAddress)
                .containsOnly("10.2.0.77");
    }

    @Test
    void theContactOfTheOldAddressStaysAtTheScscfUntilItsTimeIsOver() {
        moveAndRegister();

        assertThat(contacts()).hasSize(2);
        // nothing that comes to the user goes there any more
        assertThat(contacts().getFirst()).contains("10.2.0.77");
    }

    @Test
    void theContactOfTheOldAddressGoesAtOnceWhereAUserMayHaveOne() throws Exception {
        lab.close();
        register("scscf.max-contacts=1");
        moveAndRegister();

        assertThat(contacts()).singleElement().asString().contains("10.2.0.77");
    }

    private void moveAndRegister() {
        ue.node.moveTo(InetAddress.ofLiteral("10.2.0.77"));
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 2, PATIENCE);
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(2);
    }

    /** The newest first. */
    private List<String> contacts() {
        var all = lab.core.scscf().registrations().toCompletableFuture();
        lab.time.runUntil(all::isDone, PATIENCE);
        return all.join().stream()
                .flatMap(view -> view.contacts().stream())
                .map(RegistrationView.ContactView::contact)
                .toList();
    }

    @Test
    void theOldSetsStandUntilTheNewRegistrationHasSucceeded() throws Exception {
        InetAddress elsewhere = InetAddress.ofLiteral("10.2.0.88");
        UeConfig config = SimulatedUe.config(1, lab.core.gm(), elsewhere);
        SoftIsim wrongCard =
                new SoftIsim(new Milenage(new byte[16], new byte[16]), SqnArray.fresh());
        SimulatedUe thief = lab.add(config, wrongCard);
        thief.node.register();
        lab.time.runUntil(() -> !thief.outcomes.isEmpty(), PATIENCE);

        assertThat(thief.count(Outcome.Registered.class)).isZero();
        assertThat(lab.associations())
                .filteredOn(row -> row.set().equals("current"))
                .hasSize(4)
                .extracting(AssociationRow::ueAddress)
                .containsOnly("10.2.0.1");
        ue.messages.clear();
        ue.node.register();
        lab.time.runUntil(() -> ue.count(Outcome.Registered.class) == 2, PATIENCE);
        assertThat(ue.count(Outcome.Registered.class)).isEqualTo(2);
        assertThat(ue.messages).allMatch(SimulatedUe.Seen::isProtected);
    }

    @Test
    void anAddressThatIsNotFreeIsSaidAndNothingIsSent() throws Exception {
        InetAddress taken = InetAddress.ofLiteral("10.2.0.2");
        lab.add(2, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
        ue.messages.clear();
        ue.node.moveTo(taken);
        lab.time.runDue();
        assertThat(ue.broken).singleElement().asString().contains("10.2.0.2", "expected:");
        assertThat(ue.messages).isEmpty();
    }
}
