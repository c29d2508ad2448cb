package org.gatehouse.ims.core.ipsec.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.kernel.KernelPolicy.Direction;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the kernel is asked for, in which order, and what is left when it refuses. */
class XfrmTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.1");
    private static final int PORT_PS = 6060;
    private static final List<Integer> PORTS = List.of(PORT_PS, 6061, 6062);

    private final FakeKernel kernel = new FakeKernel();
    private final Xfrm xfrm = new Xfrm(kernel, Marks.PCSCF);
    private final AssociationSet first = Sets.set(1, OWN, new PortPair(6061, PORT_PS));
    private final AssociationSet second = Sets.set(2, OWN, new PortPair(6062, PORT_PS));

    @BeforeEach
    void blockPorts() throws Exception {
        for (int port : PORTS) {
            xfrm.block(new InetSocketAddress(OWN, port));
        }
        kernel.log.clear();
    }

    private int blocks() {
        return (int) kernel.policies().stream().filter(policy -> policy.template() == null).count();
    }

    @Test
    void statesComeFirstThenPoliciesForWhatArrivesThenForWhatLeaves() throws Exception {
        xfrm.install(first, Sets.keys(first));

        assertThat(kernel.log)
                .startsWith("state 1000000011", "state 1000000010", "state 2000000011")
                .endsWith("policy OUT", "policy OUT", "policy OUT", "policy OUT");
        assertThat(kernel.log.subList(4, 8)).containsOnly("policy IN");
        assertThat(kernel.log).hasSize(12);
    }

    @Test
    void aSetThatTheKernelRefusesMidwayLeavesNothing() throws Exception {
        for (int request = 0; request < 12; request++) {
            kernel.refuse(request);
            assertThatThrownBy(() -> xfrm.install(first, Sets.keys(first)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("the kernel lacks an algorithm of it");
            assertThat(kernel.states).as("request %d", request).isEmpty();
            assertThat(kernel.policies()).as("request %d", request).hasSize(blocks());
        }
        kernel.refuse(-1);
        xfrm.install(first, Sets.keys(first));
        assertThat(kernel.states).hasSize(4);
    }

    @Test
    void anSpiThatSomebodyElseHasIsNotTakenFromHim() throws Exception {
        xfrm.install(first, Sets.keys(first));
        kernel.log.clear();

        assertThatThrownBy(() -> xfrm.install(first, Sets.keys(first)))
                .hasMessageContaining("there is one already");
        assertThat(kernel.log).containsExactly("state 1000000011");
        assertThat(kernel.states).hasSize(4);
    }

    @Test
    @Requirement({"sel-transport", "esp-transport-mode", "esp-four-sas"})
    void policiesAreForUdpAndTcpAndNameOneSaForBoth() throws Exception {
        xfrm.install(first, Sets.keys(first));

        List<KernelPolicy> through =
                kernel.policies().stream().filter(policy -> policy.template() != null).toList();
        assertThat(through).hasSize(8);
        assertThat(through)
                .extracting(policy -> policy.selector().protocol())
                .containsOnly(Selector.UDP, Selector.TCP);
        assertThat(through.stream().map(KernelPolicy::template).distinct()).hasSize(4);
    }

    @Test
    void aSetGoesByItsPoliciesFirst() throws Exception {
        xfrm.install(first, Sets.keys(first));
        kernel.log.clear();

        xfrm.remove(first);

        assertThat(kernel.log.subList(0, 4)).containsOnly("no policy OUT");
        assertThat(kernel.log.subList(4, 8)).containsOnly("no policy IN");
        assertThat(kernel.log.subList(8, 12)).allMatch(line -> line.startsWith("no state"));
        assertThat(kernel.states).isEmpty();
        assertThat(kernel.policies()).hasSize(blocks());
        xfrm.remove(first);
    }

    @Test
    @Requirement("port-not-sip")
    void atNoMomentOfARolloverPassesClearTextToOrFromAProtectedPort() throws Exception {
        kernel.afterEachRequest(this::nothingPassesInClear);
        xfrm.install(first, Sets.keys(first));
        xfrm.install(second, Sets.keys(second));
        xfrm.remove(first);
        xfrm.block(new InetSocketAddress(OWN, PORT_PS));
        kernel.refuse(6);
        assertThatThrownBy(() -> xfrm.install(first, Sets.keys(first)))
                .isInstanceOf(NetlinkException.class);
        xfrm.remove(second);
    }

    private void nothingPassesInClear() {
        for (int port : PORTS) {
            for (int protocol : List.of(Selector.UDP, Selector.TCP)) {
                for (InetAddress other : List.of(Sets.UE, STRANGER)) {
                    for (int otherPort : List.of(Sets.PORT_US, 32_001, 32_002, 5060)) {
                        var in = new FakeKernel.Clear(other, otherPort, OWN, port, protocol);
                        var out = new FakeKernel.Clear(OWN, port, other, otherPort, protocol);
                        // a policy without a template blocks; one with asks for ESP
                        assertThat(kernel.met(in, Direction.IN)).as("%s", in).isPresent();
                        assertThat(kernel.met(out, Direction.OUT)).as("%s", out).isPresent();
                    }
                }
            }
        }
    }

    @Test
    @Requirement("arch-gm-protected")
    void aStrangerMeetsTheBlockAndTheUeItsSa() throws Exception {
        xfrm.install(first, Sets.keys(first));

        var stranger = new FakeKernel.Clear(STRANGER, 32_001, OWN, PORT_PS, Selector.UDP);
        var ue = new FakeKernel.Clear(Sets.UE, 32_001, OWN, PORT_PS, Selector.UDP);
        assertThat(kernel.met(stranger, Direction.IN).orElseThrow().template()).isNull();
        assertThat(kernel.met(ue, Direction.IN).orElseThrow().template())
                .extracting(template -> template.id().spi())
                .isEqualTo(first.local().spis().server().value());
    }

    @Test
    void aRestartRemovesWhatIsOursAtTheAddressAndNothingElse() throws Exception {
        xfrm.install(first, Sets.keys(first));
        InetAddress elsewhere = InetAddress.ofLiteral("192.0.2.11");
        AssociationSet another = Sets.set(3, elsewhere, new PortPair(6061, PORT_PS));
        xfrm.install(another, Sets.keys(another));
        Xfrm ue = new Xfrm(kernel, Marks.UE);
        AssociationSet ofUe = Sets.set(4, OWN, new PortPair(33_000, 33_001));
        ue.install(ofUe, Sets.keys(ofUe));
        ue.block(new InetSocketAddress(OWN, 33_000));

        int removed = new Xfrm(kernel, Marks.PCSCF).reconcile(OWN, port -> true);

        assertThat(removed).isEqualTo(4 + 8 + 4 * PORTS.size());
        assertThat(kernel.states.keySet())
                .hasSize(8)
                .noneMatch(id -> id.spi() == first.local().spis().server().value());
        assertThat(kernel.policies()).hasSize(8 + 8 + 4);
    }

    @Test
    void whatALivingProcessHasIsLeftAlone() throws Exception {
        xfrm.install(first, Sets.keys(first));

        assertThat(xfrm.reconcile(OWN, port -> port == 6062)).isEqualTo(4);
        assertThat(kernel.states).hasSize(4);
    }

    @Test
    @Requirement({"nat-selectors", "nat-encap-table"})
    void aSetInsideUdpIsATunnelBetweenOuterAddressesForInnerOnes() throws Exception {
        AssociationSet set = Sets.encapsulated(5, OWN, new PortPair(6061, PORT_PS), 4500);
        xfrm.install(set, Sets.keys(set));

        List<KernelState> states =
                kernel.states.values().stream()
                        .map(state -> KernelState.decode(state).state())
                        .toList();
        assertThat(states).allMatch(KernelState::tunnel);
        KernelState in = states.getFirst();
        assertThat(in.source()).isEqualTo(Sets.UE);
        assertThat(in.id().destination()).isEqualTo(OWN);
        assertThat(in.encapsulation()).isEqualTo(new KernelState.Encapsulation(0, 4500));
        assertThat(in.selector())
                .isEqualTo(new Selector(Wire.IPV4, Sets.UE, 32_005, OWN, PORT_PS, 0));
        assertThat(kernel.policies().stream().map(KernelPolicy::template).filter(Objects::nonNull))
                .hasSize(8)
                .allMatch(KernelPolicy.Template::tunnel);
    }

    @Test
    void whatChangesInAStateIsToldWithoutItsKeys() throws Exception {
        AssociationSet set = Sets.encapsulated(5, OWN, new PortPair(6061, PORT_PS), 4500);
        xfrm.install(set, Sets.keys(set));

        xfrm.update(set.withRemoteOuter(new InetSocketAddress(Sets.UE, 41_000)), 9_000);

        byte[] ik = set.keys().ik();
        assertThat(kernel.states.values())
                .extracting(state -> HexFormat.of().formatHex(state))
                .noneMatch(state -> state.contains(HexFormat.of().formatHex(ik)));
        assertThat(KernelState.decode(kernel.states.values().iterator().next()).state())
                .extracting(KernelState::encapsulation)
                .isEqualTo(new KernelState.Encapsulation(41_000, 4500));
        xfrm.remove(set);
        assertThatThrownBy(() -> xfrm.update(set, 9_000)).hasMessageContaining("there is none");
    }

    @Test
    void aPeerOnThisMachineIsRefusedBecauseOfItsDevice() {
        AssociationSet local =
                Sets.set(1, InetAddress.ofLiteral("127.0.0.9"), new PortPair(6061, PORT_PS));
        assertThatThrownBy(() -> Xfrm.requireRemote(local.local().address()))
                .hasMessageContaining("127.0.0.9 is an address of this machine")
                .hasMessageContaining("lo does no IPsec");
    }

    @Test
    void aProbeLeavesNothing() throws Exception {
        xfrm.probe(AlgorithmPair.parse("hmac-md5-96/des-ede3-cbc"), /* ipv6= */ true);

        assertThat(kernel.log).hasSize(2);
        assertThat(kernel.states).isEmpty();
    }
}
