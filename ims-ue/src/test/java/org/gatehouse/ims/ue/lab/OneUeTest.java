package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.aka.SqnProfile;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.registration.Standing;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One UE through the whole core, every hop as octets, where things go well and where not. */
class OneUeTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private SimulatedLab lab;

    @BeforeEach
    void startCore() throws Exception {
        lab = new SimulatedLab(1, 0, NetworkFaults.NONE);
    }

    @AfterEach
    void stopCore() throws Exception {
        lab.close();
    }

    static Stream<AlgorithmPair> everyPair() {
        return UeConfig.allAlgorithms().stream();
    }

    private SimulatedUe ue(UnaryOperator<UeConfig> change, Isim isim) throws Exception {
        return lab.add(1, change, isim);
    }

    private SimulatedUe ue() throws Exception {
        return ue(UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));
    }

    /** Starts a procedure and gives its outcome. */
    private Outcome outcome(SimulatedUe ue, Runnable procedure) {
        int before = ue.outcomes.size();
        procedure.run();
        lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE);
        assertThat(ue.outcomes).hasSizeGreaterThan(before);
        return ue.outcomes.getLast();
    }

    private static AssociationSet set(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
        Standing standing = ((Outcome.Registered) outcome).standing();
        return Objects.requireNonNull(standing.current()).set();
    }

    @ParameterizedTest
    @EnumSource(AlgorithmSet.class)
    @Requirement("aka-av-33102")
    void aCardOfEachAlgorithmRegistersAndRegistersAgainAfterResynchronisation(
            AlgorithmSet algorithm) throws Exception {
        byte[] k = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        byte[] opc = algorithm.derive(k, new byte[algorithm.operatorLength()]);
        UeConfig config = SimulatedUe.config(900, lab.core.gm(), InetAddress.ofLiteral("10.3.0.1"));
        lab.core.provision(
                List.of(
                        new Subscriber(
                                config.impi(),
                                SubscriberKey.of(algorithm, k, opc, new byte[2]),
                                List.of(ImplicitSet.of(config.impu())))));
        SqnArray ahead = SqnArray.fresh();
        for (int ind = 0; ind < SqnProfile.DEFAULT.arraySize(); ind++) {
            ahead.accept(SqnProfile.DEFAULT.sqn(1000, ind));
        }
        SimulatedUe ue = lab.add(config, new SoftIsim(algorithm.of(k, opc), ahead));

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.Registered.class);
        assertThat(ahead.highest()).isGreaterThan(SqnProfile.DEFAULT.sqn(1001, 0) - 1);
    }

    @ParameterizedTest
    @MethodSource("everyPair")
    @Requirement({
        "esp-int-algs",
        "esp-enc-algs",
        "esp-key-expansion",
        "neg-ue-select",
        "port-ps-stable",
        "rereg-delete-all"
    })
    void everyCombinationOfAlgorithmsRegistersRefreshesAndDeregisters(AlgorithmPair pair)
            throws Exception {
        SimulatedUe ue =
                ue(
                        config -> config.withAlgorithms(List.of(pair)),
                        SimulatedUe.card(SqnArray.fresh()));

        AssociationSet first = set(outcome(ue, ue.node::register));
        assertThat(first.integrity()).isEqualTo(pair.integrity());
        assertThat(first.encryption()).isEqualTo(pair.encryption());

        AssociationSet second = set(outcome(ue, ue.node::register));
        assertThat(second.remote().ports().server()).isEqualTo(first.remote().ports().server());
        assertThat(second.local().ports().server()).isEqualTo(first.local().ports().server());
        assertThat(second.remote().ports().client()).isNotEqualTo(first.remote().ports().client());
        assertThat(second.local().ports().client()).isNotEqualTo(first.local().ports().client());
        assertThat(second.keys().ik()).isNotEqualTo(first.keys().ik());

        assertThat(outcome(ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);
        assertThat(ue.node.state().sets()).isEmpty();
    }

    @Test
    @Requirement({"arch-gm-protected", "neg-confirm"})
    void onlyTheFirstRegisterAndItsChallengeAreBare() throws Exception {
        SimulatedUe ue = ue();
        outcome(ue, ue.node::register);
        outcome(ue, ue.node::register);
        outcome(ue, ue.node::deregister);

        List<String> bare =
                ue.messages.stream()
                        .filter(seen -> !seen.isProtected())
                        .map(seen -> new String(seen.octets(), ISO_8859_1))
                        .filter(text -> !text.startsWith("SIP/2.0 100"))
                        .map(text -> text.substring(0, text.indexOf('\r')))
                        .toList();
        assertThat(bare)
                .containsExactly(
                        "REGISTER sip:" + LabCore.HOME_DOMAIN + " SIP/2.0",
                        "SIP/2.0 401 Unauthorized");
    }

    @Test
    @Requirement({"aka-registration-timers", "rereg-protected", "nat-keepalive"})
    void aUeThatIsLeftAloneStaysRegistered() throws Exception {
        SimulatedUe ue =
                ue(c -> c.withExpires(Duration.ofMinutes(10)), SimulatedUe.card(SqnArray.fresh()));
        outcome(ue, ue.node::register);

        lab.time.advance(Duration.ofHours(2));

        assertThat(ue.outcomes)
                .hasSizeGreaterThan(20)
                .allMatch(Outcome.Registered.class::isInstance);
        assertThat(ue.node.state().sets()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    @Requirement({"fail-network-mac", "arch-mutual-auth"})
    void aCardWithAnotherKeyDoesNotAuthenticateTheNetwork() throws Exception {
        Isim other = new SoftIsim(new Milenage(new byte[16], new byte[16]), SqnArray.fresh());
        SimulatedUe ue = ue(UnaryOperator.identity(), other);

        assertThat(outcome(ue, ue.node::register))
                .isInstanceOf(Outcome.NetworkNotAuthenticated.class);
        assertThat(ue.node.state().sets()).isEmpty();
    }

    @Test
    @Requirement({"fail-user-bad-response", "rereg-ue-failure"})
    void aWrongAnswerUnderRightKeysIsRefusedOverTheNewSas() throws Exception {
        SimulatedUe ue = ue(UnaryOperator.identity(), changing(true));

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.Refused.class);
        assertThat(ue.messages.getLast().isProtected()).isTrue();
        assertThat(ue.node.state().sets()).isEmpty();
    }

    @Test
    @Requirement("fail-user-bad-key")
    void aWrongIntegrityKeyGetsNoAnswerAtAll() throws Exception {
        SimulatedUe ue = ue(UnaryOperator.identity(), changing(false));

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.NoAnswer.class);
        assertThat(ue.messages.stream().filter(seen -> !seen.sent() && seen.isProtected()))
                .isEmpty();
    }

    /** A card that answers wrongly: with a wrong RES, or with a wrong IK. */
    private static Isim changing(boolean res) {
        Isim right = SimulatedUe.card(SqnArray.fresh());
        return (rand, autn) ->
                right.authenticate(rand, autn) instanceof Isim.Result.Accepted accepted
                        ? new Isim.Result.Accepted(
                                res ? new byte[8] : accepted.res(),
                                accepted.ck(),
                                res ? accepted.ik() : new byte[16])
                        : new Isim.Result.MacFailure();
    }

    @Test
    @Requirement({"sync-ue-auts", "sync-then-success", "sync-hss-check"})
    void aCardAheadOfTheHssResynchronisesItAndRegisters() throws Exception {
        SqnArray ahead = SqnArray.fresh();
        for (int ind = 0; ind < SqnProfile.DEFAULT.arraySize(); ind++) {
            ahead.accept(SqnProfile.DEFAULT.sqn(1L << 27, ind));
        }
        SimulatedUe ue = ue(UnaryOperator.identity(), SimulatedUe.card(ahead));

        set(outcome(ue, ue.node::register));

        assertThat(ue.messages.stream().map(seen -> new String(seen.octets(), ISO_8859_1)))
                .filteredOn(text -> text.contains("auts="))
                .hasSize(1);
    }

    @Test
    @Requirement({"neg-pcscf-check", "neg-verify"})
    void aSecurityServerThatSomebodyShortenedOnTheWayIsNoticed() throws Exception {
        onTheWay(text -> text.replaceFirst("Security-Server: [^\r]*\r\n\r\n", "\r\n"));
        SimulatedUe ue = ue();

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.AgreementFailed.class);
        assertThat(ue.node.state().sets()).isEmpty();
    }

    @Test
    @Requirement("neg-unacceptable-ue")
    void aChallengeWhoseSecurityServerWasTakenOutIsAbandoned() throws Exception {
        onTheWay(text -> text.replaceAll("Security-Server: [^\r]*\r\n", ""));
        SimulatedUe ue = ue();

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.AgreementFailed.class);
        assertThat(ue.messages.stream().filter(seen -> seen.sent() && seen.isProtected()))
                .isEmpty();
    }

    /** Changes every bare 401 between P-CSCF and UE. */
    private void onTheWay(UnaryOperator<String> change) {
        lab.network.adversary(datagram -> {
            String text = new String(datagram.payload(), ISO_8859_1);
            if (!text.startsWith("SIP/2.0 401") || !datagram.from().equals(lab.core.gm())) {
                return List.of(datagram);
            }
            String changed = change.apply(text);
            assertThat(changed).isNotEqualTo(text);
            return List.of(
                    new Datagram(datagram.from(), datagram.to(), changed.getBytes(ISO_8859_1)));
        });
    }

    @Test
    void aPcscfThatIsNotThereIsNoAnswer() throws Exception {
        lab.network.adversary(
                datagram -> datagram.to().equals(lab.core.gm()) ? List.of() : List.of(datagram));
        SimulatedUe ue = ue();

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.NoAnswer.class);
    }

    @Test
    void aUserWhoIsNotKnownIsRefused() throws Exception {
        SimulatedUe ue = lab.add(200, UnaryOperator.identity(), SimulatedUe.card(SqnArray.fresh()));

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.Refused.class);
    }

    @Test
    @Requirement({"neg-unacceptable-pcscf", "conf-pcscf-decides"})
    void anOfferWithoutEncryptionIsRefusedWhereThePcscfRequiresIt() throws Exception {
        lab.close();
        lab = new SimulatedLab(1, 0, NetworkFaults.NONE, "pcscf.confidentiality=required");
        List<AlgorithmPair> open =
                List.of(
                        new AlgorithmPair(
                                IntegrityAlgorithm.HMAC_SHA_1_96, EncryptionAlgorithm.NULL));
        SimulatedUe ue = ue(c -> c.withAlgorithms(open), SimulatedUe.card(SqnArray.fresh()));

        assertThat(outcome(ue, ue.node::register)).isInstanceOf(Outcome.AgreementFailed.class);
    }
}
