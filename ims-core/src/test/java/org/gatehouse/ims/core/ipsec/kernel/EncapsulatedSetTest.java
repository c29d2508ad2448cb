package org.gatehouse.ims.core.ipsec.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sets inside UDP, and what the kernel tells of them unasked. */
@Timeout(60)
class EncapsulatedSetTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("127.77.0.2");
    private static final int ESP_PORT = 4500;
    private static final int PORT_UENC = 41_000;

    private final FakeKernel kernel = new FakeKernel();
    private final Sockets network = new Sockets();
    private final VirtualTime time = new VirtualTime();
    private final KernelHost host = new KernelHost(kernel, Marks.PCSCF, network);
    private final List<SetId> ended = new ArrayList<>();
    private final List<InetSocketAddress> learnt = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final KernelIpsec engine =
            new KernelIpsec(
                    new VirtualShards(time, 1, 1).get(0), host, (flow, sip) -> {}, new Heard());

    private final class Heard implements IpsecListener {
        @Override
        public void exhausted(SetId set) {
            ended.add(set);
        }

        @Override
        public void remoteLearnt(SetId set, InetSocketAddress outerRemote) {
            learnt.add(outerRemote);
        }
    }

    /** Sockets that note what is sent. */
    private static final class Sockets implements Network {
        final List<String> log = new ArrayList<>();

        @Override
        public synchronized Datagrams openDatagrams(
                InetSocketAddress local, DatagramHandler handler) {
            return new Datagrams() {
                @Override
                public InetSocketAddress local() {
                    return local;
                }

                @Override
                public void send(InetSocketAddress remote, byte[] payload) {
                    log.add("sip to " + remote.getPort());
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public EspInUdp openEspInUdp(InetSocketAddress local) {
            log.add("open " + local.getPort());
            return new EspInUdp() {
                @Override
                public boolean keepAlive(InetSocketAddress remote) {
                    log.add("keep-alive to " + remote.getPort());
                    return true;
                }

                @Override
                public void close() {
                    log.add("close " + local.getPort());
                }
            };
        }

        @Override
        public Listener listen(InetSocketAddress local, StreamAcceptor acceptor)
                throws IOException {
            throw new IOException("not here");
        }

        @Override
        public void connect(InetSocketAddress remote, StreamHandler handler) {
            handler.closed(null);
        }

        @Override
        public void connect(
                InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
            handler.closed(null);
        }

        @Override
        public void close() {}
    }

    @AfterEach
    void close() {
        host.close();
    }

    /** Whatever the kernel was asked or told before is done, and known on the shard. */
    private void settle() throws Exception {
        host.refresh().toCompletableFuture().get(20, TimeUnit.SECONDS);
        time.runDue();
    }

    private AssociationSet install(int n) throws Exception {
        AssociationSet set = Sets.encapsulated(n, OWN, freePorts(), ESP_PORT);
        engine.install(
                set,
                new Ipsec.Installation() {
                    @Override
                    public void installed() {
                        outcomes.add("installed");
                    }

                    @Override
                    public void failed(String reason) {
                        outcomes.add(reason);
                    }
                });
        settle();
        return set;
    }

    private static PortPair freePorts() throws IOException {
        try (DatagramSocket a = new DatagramSocket(new InetSocketAddress(OWN, 0));
                DatagramSocket b = new DatagramSocket(new InetSocketAddress(OWN, 0))) {
            return new PortPair(a.getLocalPort(), b.getLocalPort());
        }
    }

    /** An authentic packet came from there. */
    private void came(AssociationSet set, InetAddress from, int port) throws Exception {
        kernel.tell(moved(set, from, port));
        settle();
    }

    private static NetlinkMessage moved(AssociationSet set, InetAddress from, int port) {
        ByteBuffer mapping = ByteBuffer.wrap(Captured.message("mapping").payload());
        byte[] own = OWN.getAddress();
        mapping.put(0, own).putInt(16, (int) set.local().spis().server().value());
        mapping.put(44, from.getAddress()).putShort(62, (short) port);
        return new NetlinkMessage(KernelEvent.Moved.TYPE, 0, 0, mapping.array());
    }

    private List<KernelState.Encapsulation> outerPorts() {
        return kernel.states.values().stream()
                .map(state -> KernelState.decode(state).state().encapsulation())
                .toList();
    }

    @Test
    @Requirement({"nat-ports", "nat-encap-table"})
    void nothingLeavesBeforeTheKernelHasSeenThePeersOuterPort() throws Exception {
        host.encapsulate(new InetSocketAddress(OWN, ESP_PORT));
        AssociationSet set = install(1);
        assertThat(outcomes).containsExactly("installed");
        assertThat(engine.send(set.id(), new byte[10])).isEqualTo(SendOutcome.SENT);
        assertThat(engine.sendKeepAlive(set.id())).isFalse();
        assertThat(network.log).containsExactly("open 4500");

        came(set, Sets.UE, PORT_UENC);

        assertThat(network.log).containsExactly("open 4500", "sip to " + Sets.PORT_US);
        assertThat(learnt).containsExactly(new InetSocketAddress(Sets.UE, PORT_UENC));
        assertThat(outerPorts())
                .containsExactly(
                        new KernelState.Encapsulation(PORT_UENC, ESP_PORT),
                        new KernelState.Encapsulation(PORT_UENC, ESP_PORT),
                        new KernelState.Encapsulation(ESP_PORT, PORT_UENC),
                        new KernelState.Encapsulation(ESP_PORT, PORT_UENC));
        assertThat(engine.statistics(set.id()).orElseThrow().outerRemote().getPort())
                .isEqualTo(PORT_UENC);
        assertThat(engine.sendKeepAlive(set.id())).isTrue();
        assertThat(network.log.getLast()).isEqualTo("keep-alive to " + PORT_UENC);
    }

    @Test
    @Requirement("nat-selectors")
    void aNatThatChangesThePortIsFollowedAndOneThatChangesTheAddressIsNot() throws Exception {
        host.encapsulate(new InetSocketAddress(OWN, ESP_PORT));
        AssociationSet set = install(1);
        came(set, Sets.UE, PORT_UENC);
        came(set, Sets.UE, 42_000);
        assertThat(outerPorts().getLast().destination()).isEqualTo(42_000);
        kernel.log.clear();

        came(set, InetAddress.ofLiteral("198.51.100.7"), 43_000);
        came(set, Sets.UE, 42_000);

        assertThat(kernel.log).isEmpty();
        assertThat(outerPorts().getLast().destination()).isEqualTo(42_000);
    }

    @Test
    void aUeThatIsElsewhereWithEachPacketDoesNotFillTheQueueOfTheKernel() throws Exception {
        host.encapsulate(new InetSocketAddress(OWN, ESP_PORT));
        AssociationSet set = install(1);
        CountDownLatch held = new CountDownLatch(1);
        kernel.afterEachRequest(() -> await(held));
        kernel.log.clear();

        for (int i = 0; i < 3 * KernelHost.MOST_MOVES; i++) {
            kernel.tell(moved(set, Sets.UE, PORT_UENC + i));
        }
        held.countDown();
        settle();

        // the one at work is no longer among those that wait
        assertThat(kernel.log).hasSizeLessThanOrEqualTo(4 * (KernelHost.MOST_MOVES + 1));
        came(set, Sets.UE, 42_000);
        assertThat(outerPorts().getLast().destination()).isEqualTo(42_000);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Requirement("esp-anti-replay")
    void aStateThatTheKernelEndedEndsItsSet() throws Exception {
        host.encapsulate(new InetSocketAddress(OWN, ESP_PORT));
        AssociationSet set = install(1);

        ByteBuffer expire = ByteBuffer.wrap(Captured.message("expire").payload());
        expire.put(56, OWN.getAddress()).putInt(72, (int) set.local().spis().client().value());
        kernel.tell(new NetlinkMessage(KernelEvent.Expired.TYPE, 0, 0, expire.array()));
        settle();

        assertThat(ended).containsExactly(set.id());
        expire.put(224, (byte) 0);
        assertThat(
                        KernelEvent.of(
                                new NetlinkMessage(KernelEvent.Expired.TYPE, 0, 0, expire.array())))
                .isNull();
    }

    @Test
    @Requirement("sa-lifetime-sip")
    void aStateEndsByItselfOnlyWhereNobodyProlongsIt() throws Exception {
        host.encapsulate(new InetSocketAddress(OWN, ESP_PORT));
        AssociationSet set = install(1);
        assertThat(lifetimes()).containsOnly(Xfrm.LEASE_SECONDS);
        kernel.log.clear();

        for (long age = 0; age < 3 * Xfrm.LEASE_SECONDS; age += 600) {
            assertThat(lifetimes()).allMatch(lease(age));
            time.advance(Duration.ofMinutes(10));
            settle();
        }
        assertThat(lifetimes()).containsOnly(4 * Xfrm.LEASE_SECONDS);
        assertThat(kernel.log).allMatch(line -> line.startsWith("update "));

        engine.remove(set.id());
        settle();
        kernel.log.clear();
        time.advance(Duration.ofSeconds(2 * Xfrm.LEASE_SECONDS));
        settle();
        assertThat(kernel.log).isEmpty();
    }

    private static Predicate<Long> lease(long age) {
        return seconds -> seconds > age + Xfrm.LEASE_SECONDS / 2;
    }

    /** Offset of hard_add_expires_seconds: selector 56, id 24, source 16, five numbers of 8. */
    private List<Long> lifetimes() {
        return kernel.states.values().stream()
                .map(state -> Wire.wrap(state).getLong(56 + 24 + 16 + 5 * 8))
                .toList();
    }

    @Test
    void theSocketOfUdpEncapsulationIsThereAsLongAsSomebodyNeedsIt() throws Exception {
        assertThat(host.carriers()).doesNotContain(Carrier.UDP);
        AssociationSet refused = install(1);
        assertThat(outcomes.getFirst()).contains("mode or key that this engine does not take");
        assertThat(engine.send(refused.id(), new byte[1])).isEqualTo(SendOutcome.NO_SET);

        host.encapsulate(new InetSocketAddress(OWN, ESP_PORT));
        AssociationSet set = install(2);
        engine.remove(set.id());
        settle();
        assertThat(kernel.states).isEmpty();
        assertThat(network.log).containsExactly("open 4500");
        host.close();
        assertThat(network.log).containsExactly("open 4500", "close 4500");
    }
}
