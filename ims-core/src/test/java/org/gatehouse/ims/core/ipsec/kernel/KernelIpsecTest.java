package org.gatehouse.ims.core.ipsec.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SecurityAssociation;
import org.gatehouse.ims.core.ipsec.SendOutcome;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The engine between a shard, sockets and a kernel that only notes what it is asked for. */
@Timeout(60)
class KernelIpsecTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("127.77.0.1");

    private final FakeKernel kernel = new FakeKernel();
    private final NettyNetwork network = new NettyNetwork(1);
    private final ThreadShards shards = new ThreadShards("kernel-test", 1);
    private final KernelHost host = new KernelHost(kernel, Marks.PCSCF, network);
    private final BlockingQueue<Flow> received = new ArrayBlockingQueue<>(10);
    private final BlockingQueue<DropReason> dropped = new ArrayBlockingQueue<>(10);
    private final KernelIpsec engine =
            new KernelIpsec(shards.get(0), host, (flow, sip) -> received.add(flow), new Drops());

    private final class Drops implements IpsecListener {
        @Override
        public void dropped(DropReason reason, @Nullable SetId set, InetSocketAddress from) {
            dropped.add(reason);
        }
    }

    @AfterEach
    void close() {
        host.close();
        shards.close();
        network.close();
    }

    private static PortPair freePorts() throws Exception {
        List<Integer> ports = new ArrayList<>();
        try (DatagramSocket a = new DatagramSocket(new InetSocketAddress(OWN, 0));
                DatagramSocket b = new DatagramSocket(new InetSocketAddress(OWN, 0))) {
            ports.add(a.getLocalPort());
            ports.add(b.getLocalPort());
        }
        return new PortPair(ports.get(0), ports.get(1));
    }

    private <R> R onShard(Callable<R> task) throws Exception {
        CompletableFuture<R> done = new CompletableFuture<>();
        shards.get(0)
                .offer(() -> {
                    try {
                        done.complete(task.call());
                    } catch (Exception e) {
                        done.completeExceptionally(e);
                    }
                });
        return done.get(20, TimeUnit.SECONDS);
    }

    /** Empty if it is installed, else why not. */
    private CompletableFuture<String> install(AssociationSet set) {
        CompletableFuture<String> outcome = new CompletableFuture<>();
        shards.get(0)
                .offer(() ->
                        engine.install(
                                set,
                                new Ipsec.Installation() {
                                    @Override
                                    public void installed() {
                                        outcome.complete("");
                                    }

                                    @Override
                                    public void failed(String reason) {
                                        outcome.complete(reason);
                                    }
                                }));
        return outcome;
    }

    @Test
    @Requirement({"esp-four-sas", "port-udp-use"})
    void aSetIsInUseWhenTheKernelHasItAndItsPortsAreBound() throws Exception {
        AssociationSet set = Sets.set(1, OWN, freePorts());

        assertThat(install(set).get(20, TimeUnit.SECONDS)).isEmpty();

        assertThat(kernel.log.getFirst()).startsWith("policy");
        assertThat(kernel.states).hasSize(4);
        assertThat(onShard(() -> engine.associations(set.id())))
                .extracting(SecurityAssociation::spi)
                .containsExactly(
                        set.local().spis().server(),
                        set.local().spis().client(),
                        set.remote().spis().server(),
                        set.remote().spis().client());
        assertThat(onShard(() -> engine.send(set.id(), new byte[10]))).isEqualTo(SendOutcome.SENT);
        host.close();
        assertThat(kernel.states).isEmpty();
        assertThat(kernel.policies()).isEmpty();
        assertThat(kernel.closed).isTrue();
    }

    @Test
    void aSetThatTheKernelRefusesIsToldAndLeavesItsPortsFree() throws Exception {
        PortPair ports = freePorts();
        AssociationSet set = Sets.set(1, OWN, ports);
        kernel.refuse(17);

        assertThat(install(set).get(20, TimeUnit.SECONDS)).contains("lacks an algorithm");

        assertThat(onShard(() -> engine.send(set.id(), new byte[10])))
                .isEqualTo(SendOutcome.NO_SET);
        assertThat(kernel.policies()).isEmpty();
        new DatagramSocket(new InetSocketAddress(OWN, ports.server())).close();
    }

    @Test
    void aPortThatSomebodyElseHasIsNotBlocked() throws Exception {
        PortPair ports = freePorts();
        AssociationSet set = Sets.set(1, OWN, ports);
        try (DatagramSocket taken =
                new DatagramSocket(new InetSocketAddress(OWN, ports.server()))) {
            assertThat(taken.isBound()).isTrue();
            assertThat(install(set).get(20, TimeUnit.SECONDS))
                    .contains("protected port " + ports.server());
        }
        assertThat(kernel.log).isEmpty();
    }

    @Test
    @Requirement({"arch-gm-protected", "tbl-correct-sa"})
    void aDatagramThatNoSetIsForGoesNowhere() throws Exception {
        AssociationSet set = Sets.set(1, OWN, freePorts());
        host.deliverTo(
                (local, from, sip) -> shards.get(0).offer(() -> engine.received(local, from, sip)));
        assertThat(install(set).get(20, TimeUnit.SECONDS)).isEmpty();

        try (DatagramSocket local = new DatagramSocket(new InetSocketAddress(OWN, 0))) {
            local.send(new DatagramPacket(new byte[5], 5, set.local().serverAddress()));
            assertThat(dropped.poll(20, TimeUnit.SECONDS)).isEqualTo(DropReason.SELECTOR_MISMATCH);
        }
        assertThat(onShard(engine::dropsWithoutSet))
                .containsEntry(DropReason.SELECTOR_MISMATCH, 1L);

        shards.get(0)
                .offer(() ->
                        engine.received(
                                set.local().serverAddress(),
                                set.remote().clientAddress(),
                                new byte[5]));
        Flow flow = received.poll(20, TimeUnit.SECONDS);
        assertThat(flow).isNotNull();
        assertThat(flow.protectedBy()).isEqualTo(set.id());
    }
}
