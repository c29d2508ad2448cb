package org.gatehouse.ims.ue.lab;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.io.PcscfNode;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.Outcome;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** IPv6 on every interface, beside IPv4, and where the two meet. */
class Ipv6Test {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final CorePlaces IPV6 = CorePlaces.apart("2001:db8:5");

    /** An IPv6 address without brackets, or one with a zone: neither may stand in SIP. */
    private static final Pattern WRONG = Pattern.compile("[^\\[=0-9a-f:]fe80:|[@ ]2001:|%");

    @SuppressWarnings("NullAway.Init") // each test begins with it
    private SimulatedLab lab;

    private void start(CorePlaces places, String... overrides) throws Exception {
        lab = new SimulatedLab(6, places, 0, NetworkFaults.NONE, overrides);
    }

    @AfterEach
    void stop() throws Exception {
        lab.close();
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private SimulatedUe ue(int n, InetAddress address, UnaryOperator<UeConfig> change)
            throws Exception {
        UeConfig config = SimulatedUe.config(n, lab.core.gm(), address);
        return lab.add(change.apply(config), SimulatedUe.card(SqnArray.fresh()));
    }

    private SimulatedUe ue(int n, String address) throws Exception {
        return ue(n, ip(address), UnaryOperator.identity());
    }

    private Outcome outcome(SimulatedUe ue, Runnable procedure) {
        int before = ue.outcomes.size();
        procedure.run();
        lab.time.runUntil(() -> ue.outcomes.size() > before, PATIENCE);
        assertThat(ue.outcomes).hasSizeGreaterThan(before);
        return ue.outcomes.getLast();
    }

    private static AssociationSet set(Outcome outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Registered.class);
        Outcome.Registered registered = (Outcome.Registered) outcome;
        return Objects.requireNonNull(registered.standing().current()).set();
    }

    static Stream<Arguments> everyModeAndPair() {
        return Stream.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL)
                .flatMap(mode ->
                        UeConfig.allAlgorithms().stream().map(pair -> Arguments.of(mode, pair)));
    }

    @ParameterizedTest
    @MethodSource("everyModeAndPair")
    @Requirement({"esp-four-sas", "esp-int-algs", "esp-enc-algs", "port-udp-use"})
    void aUeRegistersRefreshesAndDeregistersWhereAllIsIpv6(IpsecMode mode, AlgorithmPair pair)
            throws Exception {
        start(IPV6, "pcscf.force-encapsulation=false");
        SimulatedUe ue =
                ue(
                        1,
                        ip("2001:db8:a:1::77"),
                        c -> c.withModes(List.of(mode)).withAlgorithms(List.of(pair)));

        AssociationSet set = set(outcome(ue, ue.node::register));
        assertThat(set.mode()).isEqualTo(mode);
        assertThat(set.local().address()).isEqualTo(ip("2001:db8:a:1::77"));
        assertThat(lab.associations())
                .hasSize(4)
                .extracting(AssociationRow::ueAddress)
                .containsOnly("2001:db8:a:1::77");
        set(outcome(ue, ue.node::register));
        assertThat(outcome(ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);
        assertNoWrongAddress(ue);
    }

    private static void assertNoWrongAddress(SimulatedUe ue) {
        assertThat(ue.messages)
                .hasSizeGreaterThan(5)
                .extracting(seen -> new String(seen.octets(), ISO_8859_1))
                .allSatisfy(text -> assertThat(text).doesNotContainPattern(WRONG));
    }

    @Test
    void theZoneOfALinkLocalAddressStaysOnItsHost() throws Exception {
        start(IPV6);
        byte[] octets = ip("fe80::77").getAddress();
        SimulatedUe ue =
                ue(1, Inet6Address.getByAddress(null, octets, 3), UnaryOperator.identity());

        set(outcome(ue, ue.node::register));
        assertThat(outcome(ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);
        assertThat(new String(ue.messages.getFirst().octets(), ISO_8859_1))
                .contains("Via: SIP/2.0/UDP [fe80::77]:");
        assertNoWrongAddress(ue);
    }

    @Test
    @Requirement("ip-change")
    void aNewTemporaryAddressIsANewRegistrationAndNothingOfTheOldOneStays() throws Exception {
        start(IPV6);
        SimulatedUe ue = ue(1, "2001:db8:a:1:1111:2222:3333:4444");
        set(outcome(ue, ue.node::register));
        ue.messages.clear();

        set(outcome(ue, () -> ue.node.moveTo(ip("2001:db8:a:1:5555:6666:7777:8888"))));

        assertThat(ue.messages.getFirst().isProtected()).isFalse();
        assertThat(lab.associations())
                .hasSize(4)
                .extracting(AssociationRow::ueAddress)
                .containsOnly("2001:db8:a:1:5555:6666:7777:8888");
    }

    /** Spelt otherwise it is still the source address: no NAT, so transport mode. */
    @Test
    @Requirement("nat-mode-list")
    void aViaThatSpellsTheSourceAddressDifferentlyIsNoNat() throws Exception {
        start(IPV6, "pcscf.force-encapsulation=false");
        inSm1("[2001:db8:a:1::77]", "[2001:0DB8:000a:1:0::77]");
        SimulatedUe ue = ue(1, ip("2001:db8:a:1::77"), Ipv6Test::offeringBoth);

        assertThat(set(outcome(ue, ue.node::register)).mode()).isEqualTo(IpsecMode.TRANSPORT);
    }

    @Test
    @Requirement("nat-mode-list")
    void aViaThatNamesAnotherIpv6AddressIsANat() throws Exception {
        start(IPV6, "pcscf.force-encapsulation=false");
        inSm1("[2001:db8:a:1::77]", "[fd00:db8:a:1::77]");
        SimulatedUe ue = ue(1, ip("2001:db8:a:1::77"), Ipv6Test::offeringBoth);

        assertThat(set(outcome(ue, ue.node::register)).mode())
                .isEqualTo(IpsecMode.UDP_ENCAPSULATED_TUNNEL);
    }

    private static UeConfig offeringBoth(UeConfig config) {
        return config.withModes(List.of(Carrier.IP.mode(), Carrier.UDP.mode()));
    }

    /** Replaces a host in the Via of every REGISTER that is bare on Gm. */
    private void inSm1(String host, String other) {
        InetSocketAddress gm = lab.core.gm();
        lab.network.adversary(datagram -> {
            String text = new String(datagram.payload(), ISO_8859_1);
            String changed = text.replace("Via: SIP/2.0/UDP " + host, "Via: SIP/2.0/UDP " + other);
            boolean bare = datagram.to().equals(gm) && !changed.equals(text);
            return List.of(
                    bare
                            ? new Datagram(
                                    datagram.from(), datagram.to(), changed.getBytes(ISO_8859_1))
                            : datagram);
        });
    }

    /** Who answers bare can claim any address: one that no SA can have must not hurt. */
    @Test
    void aReceivedOfTheOtherIpVersionIsNotBelieved() throws Exception {
        start(IPV6);
        InetSocketAddress gm = lab.core.gm();
        lab.network.adversary(datagram -> {
            String text = new String(datagram.payload(), ISO_8859_1);
            boolean sm6 = datagram.from().equals(gm) && text.startsWith("SIP/2.0 401");
            String changed = text.replaceFirst("received=[0-9a-f:]+", "received=192.0.2.9");
            assertThat(!sm6 || !changed.equals(text)).isTrue();
            byte[] octets = sm6 ? changed.getBytes(ISO_8859_1) : datagram.payload();
            return List.of(new Datagram(datagram.from(), datagram.to(), octets));
        });
        SimulatedUe ue = ue(1, "2001:db8:a:1::77");

        assertThat(set(outcome(ue, ue.node::register)).local().address())
                .isEqualTo(ip("2001:db8:a:1::77"));
    }

    @Test
    void anIpv6UeRegistersThroughAnIpv4Core() throws Exception {
        start(CorePlaces.apart("10.0.0").withGm(ip("2001:db8:5::3")));
        Set<Integer> lengths = new HashSet<>();
        lab.network.adversary(datagram -> {
            lengths.add(datagram.from().getAddress().getAddress().length);
            assertThat(datagram.to().getAddress().getAddress())
                    .hasSameSizeAs(datagram.from().getAddress().getAddress());
            return List.of(datagram);
        });
        SimulatedUe ue = ue(1, "2001:db8:a:1::77");

        set(outcome(ue, ue.node::register));
        set(outcome(ue, ue.node::register));
        assertThat(outcome(ue, ue.node::deregister)).isInstanceOf(Outcome.Deregistered.class);
        assertThat(lengths).containsExactlyInAnyOrder(4, 16);
        assertNoWrongAddress(ue);
    }

    /** Dual stack is two P-CSCFs, one for each IP version, with one core behind them. */
    @Test
    void usersOfAnIpv4AndOfAnIpv6PcscfReachEachOther() throws Exception {
        start(CorePlaces.apart("10.0.0"), "scscf.trusted-peers=10.0.0.2,10.0.0.3,10.0.0.4");
        try (PcscfNode second = secondPcscf()) {
            SimulatedUe four = ue(1, "10.2.0.1");
            UeConfig config = SimulatedUe.config(2, second.gm(), ip("2001:db8:a:2::1"));
            SimulatedUe six = lab.add(config, SimulatedUe.card(SqnArray.fresh()));
            set(outcome(four, four.node::register));
            set(outcome(six, six.node::register));

            four.node.message(config.impu(), "from IPv4");
            six.node.message(SimulatedUe.config(1, second.gm(), ip("::1")).impu(), "from IPv6");
            lab.time.runUntil(() -> !four.answers.isEmpty() && !six.answers.isEmpty(), PATIENCE);

            assertThat(List.of(four.lastStatus(), six.lastStatus())).containsExactly(200, 200);
            assertThat(body(four)).isEqualTo("from IPv6");
            assertThat(body(six)).isEqualTo("from IPv4");
        }
    }

    private static String body(SimulatedUe ue) {
        return new String(ue.requested.getFirst().body(), ISO_8859_1);
    }

    private PcscfNode secondPcscf() throws Exception {
        List<String> own =
                new ArrayList<>(
                        List.of(
                                "sip=[2001:db8:5::3]:5060",
                                "esp=[2001:db8:5::3]:4500",
                                "mw=10.0.0.4:5070",
                                "icscf=" + HostPort.of(lab.core.icscf().local())));
        Settings settings = Settings.load(null, own, "pcscf", PcscfSettings.SCHEMA);
        PcscfNode node =
                new PcscfNode(
                        PcscfConfig.of(settings),
                        lab.network.host(ip("10.0.0.4")),
                        lab.shards(),
                        new SimpleMeterRegistry());
        node.start();
        return node;
    }
}
