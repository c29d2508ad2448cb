package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.gatehouse.ims.ue.shape.Shape;
import org.gatehouse.ims.ue.shape.Shapes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What phones do besides the shape of their REGISTERs. */
class QuirksTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

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

    /**
     * Carriers have phones turn to TCP somewhere between 880 and 1,300 octets, and some drop
     * fragments. With all six combinations the 401 is near the larger one, and fits into a datagram
     * of 1,400 octets; with two it is below the smaller one.
     */
    @ParameterizedTest
    @CsvSource({
        "standard, '', 1320",
        "iphone, '', 1320",
        "samsung, '', 1320",
        "qualcomm, '', 1320",
        "aosp, '', 1320",
        "aosp, 'pcscf.algorithms=hmac-sha-1-96/aes-cbc,hmac-sha-1-96/null', 880"
    })
    void challengeAndSuccessStayBelowWhatPhonesAndCarriersTakeOverUdp(
            String profile, String setting, int most) throws Exception {
        SimulatedLab lab = setting.isEmpty() ? lab() : lab(setting);
        SimulatedUe ue = ue(lab, 1, shape(profile));
        registers(lab, ue);
        registers(lab, ue);
        List<Integer> sizes = new ArrayList<>();
        for (SimulatedUe.Seen seen : ue.messages) {
            if (!seen.sent() && SipMessage.parse(seen.octets()) instanceof SipResponse) {
                sizes.add(seen.octets().length);
            }
        }
        assertThat(sizes).hasSize(4).allMatch(size -> size <= most);
    }

    /** Phones sent the private identity of another domain than that of the Request-URI (A2). */
    @Test
    void aPrivateIdentityOfAnotherDomainThanThePublicOneRegisters(@TempDir Path folder)
            throws Exception {
        Path file =
                Files.writeString(
                        folder.resolve("subscribers.yaml"),
                        """
                        - impi: 310410000000001@private.att.example
                          k: fec86ba6eb707ed08905757b1bb44b8f
                          opc: 1006020f0a478bf6b699f15c062e42b3
                          implicit-sets:
                            - [ "sip:310410000000001@%s" ]
                        """
                                .formatted(LabCore.HOME_DOMAIN));
        SimulatedLab lab = lab("hss.subscribers-file=" + file);
        UeConfig config =
                UeConfig.of(
                        "310410000000001@private.att.example",
                        "sip:310410000000001@" + LabCore.HOME_DOMAIN,
                        LabCore.HOME_DOMAIN,
                        lab.core.gm(),
                        InetAddress.ofLiteral("10.2.0.1"));
        registers(
                lab, lab.add(config.shapedAs(shape("iphone")), SimulatedUe.card(SqnArray.fresh())));
    }

    /** "a name is resolved first" (TS 33.203 clause 7.1 rule 2, Annex M.7.2). */
    @ParameterizedTest
    @CsvSource({"10.2.0.1, true", "10.2.0.9, false"})
    @Requirement("tbl-via-check")
    void aUeThatWritesItsNameInViaRegistersIfItIsItsOwn(
            String address, boolean registers, @TempDir Path folder) throws Exception {
        SimulatedLab lab = lab();
        lab.network.name("ue1.example.org", InetAddress.ofLiteral(address));
        SimulatedUe ue = ue(lab, 1, named(folder));
        ue.node.register();
        assertThat(lab.time.runUntil(() -> !ue.outcomes.isEmpty(), PATIENCE)).isTrue();
        assertThat(ue.outcomes.getFirst() instanceof Outcome.Registered).isEqualTo(registers);
    }

    /** Outside SAs a name that takes long holds nobody up: it tells of no NAT, and that is all. */
    @Test
    void aNameInViaThatDnsDoesNotAnswerHoldsTheChallengeUpForFourSecondsAtMost(@TempDir Path folder)
            throws Exception {
        SimulatedLab lab = lab();
        lab.network.nameUnanswered("ue1.example.org");
        Instant begun = lab.time.now();
        SimulatedUe ue = ue(lab, 1, named(folder));
        ue.node.register();
        assertThat(lab.time.runUntil(() -> !lab.associations().isEmpty(), PATIENCE)).isTrue();
        assertThat(Duration.between(begun, lab.time.now())).isLessThan(Duration.ofSeconds(5));
    }

    private static Shape named(Path folder) throws Exception {
        Path standard = Path.of("src/main/resources/org/gatehouse/ims/ue/shape/standard.yaml");
        String named =
                Files.readString(standard)
                        .replace("{transport} {host}:{port}", "{transport} UE1.Example.org:{port}");
        return Shapes.file(Files.writeString(folder.resolve("named.yaml"), named));
    }

    /** The Request-URI is another network's, as of a phone with a wrong home domain (21). */
    @Test
    void aPhoneWithAWrongHomeDomainRegistersTheIdentityInTo() throws Exception {
        SimulatedLab lab = lab();
        String impi = "001010000000001@" + LabCore.HOME_DOMAIN;
        registers(lab, of(lab, impi, "sip:" + impi, "ims.mnc002.mcc001.3gppnetwork.org"));
    }

    @Test
    void aPhoneWhoseIdentityIsOfAWrongHomeDomainIsRefusedAndNothingOfItStays() throws Exception {
        SimulatedLab lab = lab();
        String impi = "001010000000001@" + LabCore.HOME_DOMAIN;
        SimulatedUe ue = of(lab, impi, "sip:001010000000001@wrong.example", LabCore.HOME_DOMAIN);
        ue.node.register();
        lab.time.runUntil(() -> !ue.outcomes.isEmpty(), PATIENCE);
        assertThat(ue.outcomes.getFirst())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(403));
        lab.time.advance(Duration.ofMinutes(5));
        assertThat(lab.associations()).isEmpty();
    }

    private static SimulatedUe of(SimulatedLab lab, String impi, String impu, String domain)
            throws Exception {
        UeConfig config =
                UeConfig.of(impi, impu, domain, lab.core.gm(), InetAddress.ofLiteral("10.2.0.1"));
        return lab.add(config.shapedAs(shape("samsung")), SimulatedUe.card(SqnArray.fresh()));
    }

    /** Some phones answer no challenge with qop (10); and few octets pass every carrier (19). */
    @Test
    void aPhoneOfATolerantNetworkIsChallengedWithoutQopAndWithOneAlternative() throws Exception {
        SimulatedLab lab = lab("pcscf.tolerate=10.2.0.0/24=no-qop+short-list");
        SimulatedUe ue = ue(lab, 1, shape("standard"));
        registers(lab, ue);
        registers(lab, ue);
        SipMessage challenge = SipMessage.parse(ue.messages.get(1).octets());
        assertThat(challenge.startLine()).contains("401");
        assertThat(challenge.header("WWW-Authenticate")).doesNotContain("qop");
        assertThat(challenge.headerValues("Security-Server")).hasSize(1);
        assertThat(ue.messages.get(1).octets().length).isLessThan(760);
        assertThat(SipMessage.parse(ue.messages.get(2).octets()).header("Authorization"))
                .doesNotContain("qop", "cnonce");
        assertThat(tolerated(lab, "no-qop")).isEqualTo(2);
        assertThat(tolerated(lab, "short-list")).isEqualTo(2);

        UeConfig elsewhere =
                SimulatedUe.config(2, lab.core.gm(), InetAddress.ofLiteral("10.2.1.2"))
                        .withModes(List.of(IpsecMode.TRANSPORT));
        SimulatedUe other = lab.add(elsewhere, SimulatedUe.card(SqnArray.fresh()));
        registers(lab, other);
        SipMessage usual = SipMessage.parse(other.messages.get(1).octets());
        assertThat(usual.header("WWW-Authenticate")).contains("qop");
        assertThat(usual.headerValues("Security-Server")).hasSize(6);
        assertThat(tolerated(lab, "no-qop")).isEqualTo(2);
    }

    /** An old Samsung protects 5060 and 5061 (5), against TS 33.203 clause 7.1. */
    @Test
    void aPhoneWhoseProtectedPortsAreThoseOfSipRegistersUnlessItsNetworkIsKeptStrict()
            throws Exception {
        SimulatedLab lab = lab("pcscf.tolerate=10.2.0.2/32=none,0.0.0.0/0=sip-ports");
        registers(lab, ue(lab, 1, shape("samsung-old")));
        assertThat(tolerated(lab, "sip-ports")).isEqualTo(1);
        SimulatedUe strict = ue(lab, 2, shape("samsung-old"));
        strict.node.register();
        lab.time.runUntil(() -> !strict.outcomes.isEmpty(), PATIENCE);
        assertThat(strict.outcomes.getFirst())
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.status()).isEqualTo(400));
    }

    private static double tolerated(SimulatedLab lab, String name) {
        return lab.core.meters().get("pcscf.tolerated").tag("switch", name).counter().count();
    }

    /** An iPhone was seen at three addresses within six minutes (18). */
    @Test
    void aPhoneThatTakesThreeAddressesInSixMinutesHasItsLastSetAlone() throws Exception {
        SimulatedLab lab = lab();
        SimulatedUe ue = ue(lab, 1, shape("iphone"));
        registers(lab, ue);
        for (String address : List.of("10.2.1.1", "10.2.1.2", "10.2.1.3")) {
            lab.time.advance(Duration.ofMinutes(2));
            int before = ue.outcomes.size();
            ue.node.moveTo(InetAddress.ofLiteral(address));
            assertThat(lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE)).isTrue();
            assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Registered.class);
        }
        lab.time.advance(Duration.ofMinutes(1));
        assertThat(lab.associations())
                .hasSize(4)
                .allMatch(row -> row.ueAddress().equals("10.2.1.3"));
    }

    /** A refresh may be answered 200 without 401, whatever the phone offers in it (12). */
    @ParameterizedTest
    @ValueSource(strings = {"aosp", "samsung", "unisoc", "qualcomm"})
    void aRefreshWithNewNumbersThatIsNotChallengedKeepsTheSetAndProlongsIt(String profile)
            throws Exception {
        SimulatedLab lab = lab("scscf.reauthentication=never-when-protected");
        SimulatedUe ue = ue(lab, 1, shape(profile));
        registers(lab, ue);
        List<String> before = rows(lab);
        for (int refresh = 0; refresh < 5; refresh++) {
            lab.time.advance(Duration.ofHours(1));
            registers(lab, ue);
        }
        assertThat(rows(lab)).isEqualTo(before);
        // 600,000 s and 30 s from the last of them on, not from the first
        lab.time.advance(Duration.ofSeconds(590_000 - 600));
        assertThat(lab.associations()).hasSize(4);
    }

    private static List<String> rows(SimulatedLab lab) {
        return lab.associations().stream().map(row -> row.setId() + " " + row.spi()).toList();
    }

    /** Where the network wants no IPsec, phones of Korea go without on 406 alone (22). */
    @Test
    void aPhoneOfKoreaGoesWithoutIpsecOn406AndAnotherDoesNot() throws Exception {
        SimulatedLab lab = lab("pcscf.sec-agree=refused", "scscf.accept-unprotected-answer=true");
        registers(lab, ue(lab, 1, shape("korea")));
        SimulatedUe other = ue(lab, 2, shape("samsung"));
        other.node.register();
        lab.time.runUntil(() -> !other.outcomes.isEmpty(), PATIENCE);
        assertThat(other.outcomes.getFirst()).isInstanceOf(Outcome.AgreementFailed.class);
    }

    /** G7: no Security-Client, a Contact without user. */
    @Test
    void aPhoneWithoutSecurityAgreementRegistersWhereThePolicyLeavesItToThePhone()
            throws Exception {
        SimulatedLab lab = lab("pcscf.sec-agree=optional", "scscf.accept-unprotected-answer=true");
        UeConfig config =
                SimulatedUe.config(1, lab.core.gm(), InetAddress.ofLiteral("10.2.0.1"))
                        .withModes(List.of())
                        .shapedAs(shape("wfc"));
        registers(lab, lab.add(config, SimulatedUe.card(SqnArray.fresh())));
        assertThat(lab.associations()).isEmpty();
    }

    /** User-Agent and Allow are the profile's, for networks that look at them (23). */
    @Test
    void userAgentAndAllowAreWhatTheProfileSays() throws Exception {
        SimulatedLab lab = lab();
        SimulatedUe ue = ue(lab, 1, shape("iphone"));
        registers(lab, ue);
        SipMessage sm1 = SipMessage.parse(ue.messages.getFirst().octets());
        assertThat(sm1.header("User-Agent")).isEqualTo("iOS/16.1.2 iPhone");
        assertThat(sm1.header("Allow")).contains("MESSAGE");
        ue.node.message("sip:nobody@" + LabCore.HOME_DOMAIN, "hello");
        lab.time.runUntil(() -> !ue.answers.isEmpty(), PATIENCE);
        assertThat(ue.asked.getFirst().header("User-Agent")).isEqualTo("iOS/16.1.2 iPhone");
    }

    /** A REGISTER above the profile's limit goes over TCP, one below over UDP (19). */
    @Test
    void aLargeFirstRegisterGoesOverTcpAndTheProtectedOneOverUdp() throws Exception {
        SimulatedLab lab = lab();
        SimulatedUe ue = ue(lab, 1, shape("iphone"));
        registers(lab, ue);
        assertThat(transports(ue)).containsExactly("TCP", "UDP");

        SimulatedUe small = ue(lab, 2, shape("unisoc"));
        registers(lab, small);
        assertThat(transports(small)).containsExactly("UDP", "UDP");
    }

    private static List<String> transports(SimulatedUe ue) throws Exception {
        List<String> transports = new ArrayList<>();
        for (SimulatedUe.Seen seen : ue.messages) {
            if (seen.sent()) {
                transports.add(SipMessage.parse(seen.octets()).topVia().transport());
            }
        }
        return transports;
    }

    private static Shape shape(String profile) throws Exception {
        return new Shapes(null).named(profile);
    }

    private static SimulatedUe ue(SimulatedLab lab, int n, Shape shape) throws Exception {
        UeConfig config =
                SimulatedUe.config(n, lab.core.gm(), InetAddress.ofLiteral("10.2.0." + n))
                        .withModes(List.of(IpsecMode.TRANSPORT))
                        .shapedAs(shape);
        return lab.add(config, SimulatedUe.card(SqnArray.fresh()));
    }

    private static void registers(SimulatedLab lab, SimulatedUe ue) {
        int before = ue.outcomes.size();
        ue.node.register();
        assertThat(lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE)).isTrue();
        assertThat(ue.outcomes.getLast()).isInstanceOf(Outcome.Registered.class);
    }
}
