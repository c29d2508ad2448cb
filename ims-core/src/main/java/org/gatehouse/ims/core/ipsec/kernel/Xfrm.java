package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.Stream;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.SpiAllocator;
import org.gatehouse.ims.core.ipsec.inner.LeftSockets;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.jspecify.annotations.Nullable;

/**
 * States and policies of one node in the kernel. Whatever the order of events, what covers a
 * protected port last is a block: it is there before the port is bound and goes after it. Blocks
 * while the kernel works; called off the shards.
 */
public final class Xfrm implements AutoCloseable {
    /**
     * Seconds that a state lasts unless it is prolonged: whose process was killed, and never came
     * back, is gone by then. "The value chosen for "SA duration" does not impose any limit on the
     * lifetime of an SA" (TS 33.203 clause 7.1): nor does this one while the process lives.
     */
    static final long LEASE_SECONDS = 7_200;

    private final Netlink netlink;
    private final Marks marks;

    public Xfrm(Netlink netlink, Marks marks) {
        this.netlink = netlink;
        this.marks = marks;
    }

    /**
     * Installs a set, whole or not at all: states, policies for what arrives, policies for what
     * leaves.
     *
     * @throws IOException if the kernel refuses, or the peer is this machine
     */
    public synchronized void install(AssociationSet set, EspKeys keys) throws IOException {
        requireRemote(set.remote().address());
        SetRules rules = SetRules.of(set, marks);
        Deque<Undo> undo = new ArrayDeque<>();
        try {
            for (KernelState state : rules.states()) {
                request(
                        "state of SPI " + state.id().spi(),
                        KernelState.NEW,
                        state.encodeNew(keys, LEASE_SECONDS));
                undo.push(new Undo(KernelState.DELETE, state.encodeDelete()));
            }
            for (List<KernelPolicy> policies : List.of(rules.in(), rules.out())) {
                for (KernelPolicy policy : policies) {
                    request("policy of " + set.id(), KernelPolicy.NEW, policy.encodeNew());
                    undo.push(new Undo(KernelPolicy.DELETE, policy.encodeDelete()));
                }
            }
        } catch (NetlinkException e) {
            undo(undo, e);
            throw e;
        }
    }

    private record Undo(int type, byte[] payload) {}

    private void undo(Deque<Undo> done, NetlinkException why) {
        for (Undo step : done) {
            try {
                netlink.request(step.type(), step.payload());
            } catch (NetlinkException e) {
                why.addSuppressed(e);
            }
        }
    }

    /**
     * Both ends on one machine talk over {@code lo}, which Linux leaves without IPsec: the packets
     * would go in clear, and come in.
     */
    public static void requireRemote(InetAddress peer) throws IOException {
        if (peer.isLoopbackAddress() || NetworkInterface.getByInetAddress(peer) != null) {
            throw new IOException(
                    HostPort.text(peer)
                            + " is an address of this machine, and its device lo does no IPsec"
                            + " (expected: a peer elsewhere, or another engine: ipsec: udp)");
        }
    }

    /**
     * Tries whether the kernel takes an SA with these algorithms, between addresses that nobody
     * has.
     *
     * @throws NetlinkException if not, saying what is missing
     */
    public synchronized void probe(AlgorithmPair algorithms, boolean ipv6) throws NetlinkException {
        InetAddress here = InetAddress.ofLiteral(ipv6 ? "2001:db8::1" : "192.0.2.1");
        InetAddress there = InetAddress.ofLiteral(ipv6 ? "2001:db8::2" : "192.0.2.2");
        KernelState state =
                new KernelState(
                        new KernelState.Id(there, SpiAllocator.FIRST),
                        here,
                        marks.request(0),
                        /* tunnel= */ false,
                        new Selector(Wire.family(here), here, 1, there, 1, 0),
                        /* encapsulation= */ null);
        EspKeys keys = probeKeys(algorithms);
        netlink.request(KernelState.NEW, state.encodeNew(keys, LEASE_SECONDS));
        netlink.request(KernelState.DELETE, state.encodeDelete());
    }

    /**
     * Puts the states of a set behind the outer ports that it names now, and prolongs them. No key
     * changes, and none is needed.
     *
     * @param seconds from when they were made to when the kernel ends them by itself
     * @throws NetlinkException if a state is gone, or the kernel refuses
     */
    public synchronized void update(AssociationSet set, long seconds) throws NetlinkException {
        EspKeys none = probeKeys(new AlgorithmPair(set.integrity(), set.encryption()));
        for (KernelState state : SetRules.of(set, marks).states()) {
            request(
                    "state of SPI " + state.id().spi(),
                    KernelState.UPDATE,
                    state.encodeNew(none, seconds));
        }
    }

    /** Has the events of the kernel told to somebody, on a thread of the socket's. */
    void listen(Consumer<KernelEvent> to) throws NetlinkException {
        netlink.listen(message -> {
            KernelEvent event = KernelEvent.of(message);
            if (event != null) {
                to.accept(event);
            }
        });
    }

    /** Keys that protect nothing. */
    static EspKeys probeKeys(AlgorithmPair algorithms) {
        byte[] ck = new byte[16];
        Arrays.fill(ck, 8, 16, (byte) 2);
        try {
            return EspKeys.expand(algorithms.integrity(), algorithms.encryption(), ck, ck);
        } catch (WeakKeyException e) {
            throw new IllegalStateException("halves that differ", e);
        }
    }

    /**
     * Removes a set. Its policies go first, and leave the ports to the blocks: nothing passes while
     * the states go.
     *
     * @throws NetlinkException if something could not be removed; the rest is gone
     */
    public synchronized void remove(AssociationSet set) throws NetlinkException {
        SetRules rules = SetRules.of(set, marks);
        Removal removal = new Removal();
        rules.out().forEach(policy -> removal.delete(KernelPolicy.DELETE, policy.encodeDelete()));
        rules.in().forEach(policy -> removal.delete(KernelPolicy.DELETE, policy.encodeDelete()));
        rules.states().forEach(state -> removal.delete(KernelState.DELETE, state.encodeDelete()));
        removal.finish();
    }

    /** Goes on after a failure, and tells the first in the end. */
    private final class Removal {
        private @Nullable NetlinkException failure;
        private int removed;

        void delete(int type, byte[] payload) {
            try {
                netlink.request(type, payload);
                removed++;
            } catch (NetlinkException e) {
                if (!e.isGone() && failure == null) {
                    failure = e;
                }
            }
        }

        int finish() throws NetlinkException {
            if (failure != null) {
                throw failure;
            }
            return removed;
        }
    }

    /**
     * Lets no UDP and TCP through at a port but what a set lets through. Again for a port that is
     * blocked already does no harm.
     */
    public synchronized void block(InetSocketAddress port) throws NetlinkException {
        for (KernelPolicy block : SetRules.blocks(port, marks)) {
            request("block of port " + port.getPort(), KernelPolicy.UPDATE, block.encodeNew());
        }
    }

    /**
     * Takes the block of a port away, which must not be bound any more. Waits for the last TCP
     * socket there: it ends with a reset, which would go in clear.
     *
     * @throws NetlinkException if one stays, and the block with it
     */
    public synchronized void unblock(InetSocketAddress port) throws NetlinkException {
        // what the kernel decrypted before the states went may be on its way up still, and TCP
        // answers it with a reset where no socket is left
        pause();
        if (!LeftSockets.awaitNone(port, Xfrm::pause)) {
            throw new NetlinkException(
                    "port " + port.getPort(), NetlinkException.EBUSY, "a TCP socket has it");
        }
        Removal removal = new Removal();
        for (KernelPolicy block : SetRules.blocks(port, marks)) {
            removal.delete(KernelPolicy.DELETE, block.encodeDelete());
        }
        removal.finish();
    }

    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LeftSockets.PAUSE_MILLIS));
    }

    /**
     * Removes what a node of this kind left behind at an address when it ended without notice.
     *
     * @param isLeft whether nobody uses this protected port of the address any more
     * @return how many states and policies went
     */
    public synchronized int reconcile(InetAddress own, IntPredicate isLeft)
            throws NetlinkException {
        Removal removal = new Removal();
        Map<Integer, Boolean> left = new HashMap<>();
        for (KernelPolicy policy : policies()) {
            if (marks.owns(policy) && isLeft(policy.selector(), own, isLeft, left)) {
                removal.delete(KernelPolicy.DELETE, policy.encodeDelete());
            }
        }
        for (KernelState.Counted counted : states()) {
            KernelState state = counted.state();
            if (isLeft(state.selector(), own, isLeft, left)) {
                removal.delete(KernelState.DELETE, state.encodeDelete());
            }
        }
        return removal.finish();
    }

    private static boolean isLeft(
            Selector selector, InetAddress own, IntPredicate isLeft, Map<Integer, Boolean> known) {
        boolean source = own.equals(selector.source());
        boolean mine = source || own.equals(selector.destination());
        int port = source ? selector.sourcePort() : selector.destinationPort();
        return mine && known.computeIfAbsent(port, isLeft::test);
    }

    /** Counters of all states of this kind of node. */
    public synchronized Map<KernelState.Id, KernelState.Counters> counters()
            throws NetlinkException {
        Map<KernelState.Id, KernelState.Counters> counters = new HashMap<>();
        states().forEach(state -> counters.put(state.state().id(), state.counters()));
        return Map.copyOf(counters);
    }

    private List<KernelState.Counted> states() throws NetlinkException {
        return netlink.dump(KernelState.GET, KernelState.encodeDump()).stream()
                .filter(message -> message.type() == KernelState.NEW)
                .map(message -> KernelState.decode(message.payload()))
                .filter(counted -> marks.owns(counted.state()))
                .toList();
    }

    private List<KernelPolicy> policies() throws NetlinkException {
        return netlink.dump(KernelPolicy.GET, KernelPolicy.encodeDump()).stream()
                .filter(message -> message.type() == KernelPolicy.NEW)
                .flatMap(message -> Stream.ofNullable(KernelPolicy.decode(message.payload())))
                .toList();
    }

    private void request(String what, int type, byte[] payload) throws NetlinkException {
        try {
            netlink.request(type, payload);
        } catch (NetlinkException e) {
            throw new NetlinkException(what, e);
        } finally {
            // a state has keys in it
            Arrays.fill(payload, (byte) 0);
        }
    }

    @Override
    public void close() {
        netlink.close();
    }
}
