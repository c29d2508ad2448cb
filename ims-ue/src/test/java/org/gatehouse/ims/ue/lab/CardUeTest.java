package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.aka.SqnProfile;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.card.CardPlace;
import org.gatehouse.ims.ue.card.Cards;
import org.gatehouse.ims.ue.card.SimulatedLink;
import org.gatehouse.ims.ue.card.SimulatedUicc;
import org.gatehouse.ims.ue.card.Subscription;
import org.gatehouse.ims.ue.card.UiccException;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.isim.FileIsim;
import org.gatehouse.ims.ue.isim.ImsIdentity;
import org.gatehouse.ims.ue.isim.SqnFile;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A UE with a UICC through the whole core. */
class CardUeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private SimulatedLab lab;

    @TempDir private Path folder;

    @BeforeEach
    void startCore() throws Exception {
        lab = new SimulatedLab(8, 0, NetworkFaults.NONE);
    }

    @AfterEach
    void stopCore() throws Exception {
        lab.close();
    }

    private static Subscription subscription(SimulatedLink link) throws UiccException {
        return Subscription.open(Map.of(CardPlace.TERMINAL, link), null);
    }

    /** A UE whose identity is the card's, and whose card answers at once. */
    private SimulatedUe ue(Subscription card) throws Exception {
        ImsIdentity identity = card.identity();
        UeConfig config =
                UeConfig.of(
                        identity.impi(),
                        identity.impu(),
                        identity.homeDomain(),
                        lab.core.gm(),
                        InetAddress.ofLiteral("10.2.0.1"));
        return lab.add(config, (rand, autn) -> card.authenticate(rand, autn));
    }

    private Outcome register(SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE);
        assertThat(ue.outcomes).hasSizeGreaterThan(before);
        return ue.outcomes.getLast();
    }

    @Test
    @Requirement("isim-options")
    void aUsimAloneRegistersItsTemporaryPublicIdentity() throws Exception {
        Subscription card = subscription(new SimulatedLink("slot", Cards.usimOnly()));

        assertThat(register(ue(card))).isInstanceOf(Outcome.Registered.class);
        assertThat(card.identity().impu())
                .isEqualTo("sip:001010000000001@ims.mnc001.mcc001.3gppnetwork.org");
    }

    @Test
    @Requirement({"isim-options", "isim-contents"})
    void theKeyOfTheIsimAnswersWhereTheUsimHasAnother() throws Exception {
        SimulatedUicc card =
                new SimulatedUicc()
                        .withUsim((rand, autn) -> new Isim.Result.MacFailure(), Cards.IMSI, 2)
                        .withIsim(Cards.aka(), Cards.IMPI, Cards.DOMAIN, "sip:" + Cards.IMPI);

        assertThat(register(ue(subscription(new SimulatedLink("slot", card)))))
                .isInstanceOf(Outcome.Registered.class);
    }

    @Test
    @Requirement("sqn-array")
    void aCardThatAnotherDomainBroughtAheadResynchronisesAndRegisters() throws Exception {
        SqnArray ahead = SqnArray.fresh();
        for (int ind = 0; ind < SqnProfile.DEFAULT.arraySize(); ind++) {
            ahead.accept(SqnProfile.DEFAULT.sqn(1_000, ind));
        }
        SimulatedUicc card =
                new SimulatedUicc().withUsim(new SoftIsim(Cards.keys(), ahead), Cards.IMSI, 2);
        SimulatedUe ue = ue(subscription(new SimulatedLink("slot", card)));

        assertThat(register(ue)).isInstanceOf(Outcome.Registered.class);
        assertThat(ue.messages)
                .anyMatch(seen -> new String(seen.octets(), ISO_8859_1).contains("auts="));
    }

    @Test
    void aCardPulledAtTheChallengeEndsTheProcedureAndLeavesNoSa() throws Exception {
        SimulatedLink link = new SimulatedLink("slot", Cards.usimOnly());
        SimulatedUe ue = ue(subscription(link));
        link.commandsLeft = 0;

        ue.node.register();
        lab.time.advance(Duration.ofSeconds(5));

        assertThat(ue.broken).singleElement().asString().contains("does not answer any more");
        assertThat(ue.node.state()).isInstanceOf(Idle.class);
        assertThat(ue.node.ipsec().spisInUse()).isEmpty();
    }

    @Test
    @Requirement("isim-power-off")
    void powerOffDeletesTheSasAndLeavesNoSessionKeyInTheStateOfTheUe() throws Exception {
        SqnFile file = SqnFile.ofImpi(folder, Cards.IMPI);
        SimulatedUe ue = lab.add(1, config -> config, FileIsim.open(Cards.keys(), file));
        Outcome.Registered registered = (Outcome.Registered) register(ue);
        AssociationSet set = Objects.requireNonNull(registered.standing().current()).set();
        List<String> keys =
                List.of(
                        new String(set.keys().ck(), ISO_8859_1),
                        new String(set.keys().ik(), ISO_8859_1),
                        HexFormat.of().formatHex(set.keys().ck()),
                        HexFormat.of().formatHex(set.keys().ik()));
        assertThat(ue.node.ipsec().spisInUse()).isNotEmpty();

        ue.node.close();
        lab.time.runDue();

        assertThat(ue.node.ipsec().spisInUse()).isEmpty();
        assertThat(ue.node.state().sets()).isEmpty();
        assertThat(file.path()).exists();
        try (var files = Files.walk(folder)) {
            for (Path path : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(path, ISO_8859_1);
                keys.forEach(key -> assertThat(text).doesNotContain(key));
            }
        }
    }
}
