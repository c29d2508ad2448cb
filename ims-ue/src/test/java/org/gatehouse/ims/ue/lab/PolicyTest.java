package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What operators decide, through the whole core on virtual time. */
class PolicyTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration SLACK = Duration.ofSeconds(2);

    private @Nullable SimulatedLab started;

    private SimulatedLab lab(String... settings) throws Exception {
        started = new SimulatedLab(1, 0, NetworkFaults.NONE, settings);
        return started;
    }

    @AfterEach
    void stop() throws Exception {
        if (started != null) {
            started.close();
        }
    }

    private static UeConfig at(SimulatedLab lab, int n, String address) {
        return SimulatedUe.config(n, lab.core.gm(), InetAddress.ofLiteral(address));
    }

    private static SimulatedUe ue(SimulatedLab lab, UeConfig config) throws Exception {
        return lab.add(config, SimulatedUe.card(SqnArray.fresh()));
    }

    private static Outcome registered(SimulatedLab lab, SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE);
        return ue.outcomes.getLast();
    }

    private static <T> T got(SimulatedLab lab, CompletionStage<T> stage) {
        CompletableFuture<T> view = stage.toCompletableFuture();
        lab.time.runUntil(view::isDone, Duration.ofSeconds(1));
        return view.join();
    }

    private static Held current(SimulatedUe ue) {
        return Objects.requireNonNull(Objects.requireNonNull(ue.node.state().standing()).current());
    }

    private static @Nullable Integer failedWith(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.AgreementFailed.class);
        return ((Outcome.AgreementFailed) outcome).status();
    }

    @Test
    @Requirement("neg-unacceptable-pcscf")
    void eachSourceNetworkHasItsOwnPolicyOfSecurityAgreement() throws Exception {
        SimulatedLab lab =
                lab(
                        "pcscf.sec-agree-networks=10.5.0.0/16=refused,10.6.0.0/16=optional",
                        "scscf.accept-unprotected-answer=true");

        assertThat(failedWith(registered(lab, ue(lab, at(lab, 1, "10.5.0.1"))))).isEqualTo(406);
        assertThat(
                        failedWith(
                                registered(
                                        lab, ue(lab, at(lab, 2, "10.4.0.2").withModes(List.of())))))
                .isEqualTo(421);
        assertThat(lab.associations()).isEmpty();

        SimulatedUe phone = ue(lab, at(lab, 3, "10.5.0.3").goingBareOn406());
        assertThat(registered(lab, phone)).isInstanceOf(Outcome.Registered.class);
        SimulatedUe plain = ue(lab, at(lab, 4, "10.6.0.4").withModes(List.of()));
        assertThat(registered(lab, plain)).isInstanceOf(Outcome.Registered.class);
        assertThat(lab.associations()).isEmpty();
        assertThat(got(lab, lab.core.pcscf().registrations())).hasSize(2);

        SimulatedUe protectedUe = ue(lab, at(lab, 5, "10.6.0.5"));
        assertThat(registered(lab, protectedUe)).isInstanceOf(Outcome.Registered.class);
        assertThat(lab.associations()).hasSize(4);
    }

    @ParameterizedTest
    @CsvSource({
        "never, false, null",
        "when-supported, false, aes-cbc",
        "when-supported, true, null",
        "required, false, aes-cbc"
    })
    @Requirement({"conf-pcscf-decides", "neg-pcscf-select"})
    void confidentialityIsThePcscfsDecisionAtBothEnds(
            String policy, boolean ueHasNone, String expected) throws Exception {
        SimulatedLab lab = lab("pcscf.confidentiality=" + policy);
        UeConfig config = at(lab, 1, "10.2.0.1");
        List<AlgorithmPair> open =
                UeConfig.allAlgorithms().stream()
                        .filter(pair -> pair.encryption() == EncryptionAlgorithm.NULL)
                        .toList();
        SimulatedUe ue = ue(lab, ueHasNone ? config.withAlgorithms(open) : config);

        assertThat(registered(lab, ue)).isInstanceOf(Outcome.Registered.class);
        assertThat(current(ue).set().encryption().token()).isEqualTo(expected);
        assertThat(lab.associations()).allMatch(row -> row.ealg().equals(expected));
    }

    @Test
    @Requirement({"esp-int-algs", "neg-pcscf-select", "neg-unacceptable-pcscf"})
    void anAlgorithmThatTheOperatorWithdrewIsNotUsedAndAUeWithNoOtherIsRefused() throws Exception {
        SimulatedLab lab = lab("pcscf.algorithms=hmac-md5-96/des-ede3-cbc");

        SimulatedUe able = ue(lab, at(lab, 1, "10.2.0.1"));
        assertThat(registered(lab, able)).isInstanceOf(Outcome.Registered.class);
        AssociationSet set = current(able).set();
        assertThat(set.integrity().token() + "/" + set.encryption().token())
                .isEqualTo("hmac-md5-96/des-ede3-cbc");

        SimulatedUe other =
                ue(
                        lab,
                        at(lab, 2, "10.2.0.2")
                                .withAlgorithms(
                                        List.of(AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"))));
        assertThat(failedWith(registered(lab, other))).isEqualTo(494);
    }

    /** The sets that carry a UE after each of some registrations, ten minutes apart. */
    private static List<SetId> refreshed(SimulatedLab lab, SimulatedUe ue, int times) {
        List<SetId> sets = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            assertThat(registered(lab, ue)).isInstanceOf(Outcome.Registered.class);
            sets.add(current(ue).id());
            lab.time.advance(Duration.ofMinutes(10));
        }
        return sets;
    }

    @Test
    @Requirement({
        "reg-reauth-policy",
        "rereg-ue-lifetime",
        "rereg-pcscf-lifetime",
        "aka-registration-timers"
    })
    void aRefreshThatIsNotAuthenticatedExtendsTheSameAssociationsAtBothEnds() throws Exception {
        SimulatedLab lab = lab("scscf.reauthentication=never-when-protected");
        SimulatedUe ue = ue(lab, at(lab, 1, "10.2.0.1"));
        registered(lab, ue);
        SetId set = current(ue).id();
        Instant atUe = current(ue).expires();
        Instant atPcscf = Instant.parse(lab.associations().getFirst().expires());
        long challenges = challenges(ue);

        lab.time.advance(Duration.ofHours(1));
        registered(lab, ue);

        assertThat(current(ue).id()).isEqualTo(set);
        assertThat(challenges(ue)).isEqualTo(challenges);
        assertThat(current(ue).expires()).isBetween(later(atUe), later(atUe).plus(SLACK));
        assertThat(lab.associations())
                .hasSize(4)
                .extracting(row -> Instant.parse(row.expires()))
                .allSatisfy(end ->
                        assertThat(end).isBetween(later(atPcscf), later(atPcscf).plus(SLACK)));
    }

    private static Instant later(Instant first) {
        return first.plus(Duration.ofHours(1));
    }

    private static long challenges(SimulatedUe ue) {
        return ue.messages.stream()
                .filter(seen -> !seen.sent() && seen.octets().length > 11)
                .filter(seen -> new String(seen.octets(), 0, 11, ISO_8859_1).equals("SIP/2.0 401"))
                .count();
    }

    @Test
    @Requirement({"reg-reauth-policy", "aka-two-sa-pairs"})
    void everyThirdRegisterIsAuthenticatedAndMakesNewAssociations() throws Exception {
        SimulatedLab lab =
                lab("scscf.reauthentication=every-nth", "scscf.reauthentication-every=3");
        List<SetId> sets = refreshed(lab, ue(lab, at(lab, 1, "10.2.0.1")), 7);

        assertThat(sets.subList(0, 3)).containsOnly(sets.getFirst());
        assertThat(sets.subList(3, 6)).containsOnly(sets.get(3)).doesNotContain(sets.getFirst());
        assertThat(sets.get(6)).isNotIn(sets.subList(0, 6));
    }

    @Test
    @Requirement({"reg-reauth-policy", "aka-two-sa-pairs"})
    void anAuthenticationThatGrewOldIsRepeatedAndMakesNewAssociations() throws Exception {
        SimulatedLab lab = lab("scscf.reauthentication=by-age", "scscf.reauthentication-age=25m");
        List<SetId> sets = refreshed(lab, ue(lab, at(lab, 1, "10.2.0.1")), 5);

        assertThat(sets.subList(0, 3)).containsOnly(sets.getFirst());
        assertThat(sets.subList(3, 5)).containsOnly(sets.get(3)).doesNotContain(sets.getFirst());
    }

    @Test
    @Requirement({"reg-reauth-policy", "reg-initial-authenticated"})
    void aUeThatStartedAnewIsAuthenticatedWhateverThePolicyAndItsOldAssociationsGo()
            throws Exception {
        SimulatedLab lab = lab("scscf.reauthentication=never-when-protected");
        SqnArray numbers = SqnArray.fresh();
        UeConfig config = at(lab, 1, "10.2.0.1");
        SimulatedUe before = lab.add(config, SimulatedUe.card(numbers));
        registered(lab, before);
        before.close();
        lab.time.advance(Duration.ofSeconds(1));

        SimulatedUe after = lab.add(config, SimulatedUe.card(numbers));

        assertThat(registered(lab, after)).isInstanceOf(Outcome.Registered.class);
        assertThat(challenges(after)).isEqualTo(1);
        assertThat(lab.associations()).hasSize(4);
    }

    @Test
    @Requirement({
        "fail-user-bad-response",
        "rereg-pcscf-failure",
        "rereg-ue-failure",
        "aka-no-dos-dereg"
    })
    void aReRegistrationThatFailsIsRefusedOverTheOldAssociationsAndTheyCarryTheNextOne()
            throws Exception {
        SimulatedLab lab = lab();
        SqnArray numbers = SqnArray.fresh();
        Isim right = SimulatedUe.card(numbers);
        boolean[] wrong = {false};
        SimulatedUe ue =
                lab.add(
                        at(lab, 1, "10.2.0.1"),
                        (rand, autn) ->
                                wrong[0]
                                                && right.authenticate(rand, autn)
                                                        instanceof Isim.Result.Accepted accepted
                                        ? new Isim.Result.Accepted(
                                                new byte[8], accepted.ck(), accepted.ik())
                                        : right.authenticate(rand, autn));
        registered(lab, ue);
        SetId old = current(ue).id();

        wrong[0] = true;
        assertThat(registered(lab, ue)).isEqualTo(new Outcome.Refused(403, "Auth_Failure"));
        assertThat(ue.messages.getLast().isProtected()).isTrue();
        assertThat(ue.node.state().sets()).extracting(Held::id).containsExactly(old);
        assertThat(got(lab, lab.core.pcscf().registrations())).hasSize(1);
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(lab.associations()).hasSize(4).allMatch(row -> row.set().equals("current"));

        wrong[0] = false;
        assertThat(registered(lab, ue)).isInstanceOf(Outcome.Registered.class);
        assertThat(current(ue).id()).isNotEqualTo(old);
    }
}
