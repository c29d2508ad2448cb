package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the shards of a node share of the kernel: its states and policies, and the sockets at the
 * protected ports. The kernel is asked on one virtual thread, in order, so no shard waits for it.
 */
public final class KernelHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelHost.class);

    /** Installations that may wait: some seconds' worth; one more is refused. */
    private static final int MOST_WAITING = 10_000;

    /**
     * Moves of peers that may wait: a UE can make the kernel tell of one with each packet. Of one
     * too many it tells again at the peer's next packet.
     */
    static final int MOST_MOVES = 1_000;

    /** Seconds that the last removals may take when the node stops. */
    private static final int STOP_SECONDS = 20;

    private final Xfrm xfrm;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("xfrm").factory());
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger moves = new AtomicInteger();
    private final ProtectedPorts ports;
    private final EspInUdpSockets encapsulating;
    private final Map<SetId, Installed> installed = new HashMap<>();
    private final Map<KernelState.Id, SetId> byState = new HashMap<>();
    private boolean listening;
    private volatile Map<KernelState.Id, KernelState.Counters> counters = Map.of();

    /** Gets what came to a protected port, on a thread of the network. */
    public interface Receiver {
        /**
         * A datagram that passed the policies.
         *
         * @param local the protected port
         */
        void received(InetSocketAddress local, InetSocketAddress from, byte[] sip);
    }

    /** Whom a set belongs to; told on a thread of the kernel's. */
    interface Owner {
        /**
         * How it went.
         *
         * @param failure why nothing of the set is in use, or null
         */
        void installed(@Nullable String failure);

        /** The peer's outer port was learnt, or is another one from now on. */
        void peerAt(InetSocketAddress outer);

        /** The kernel has ended one of its states. */
        void expired();
    }

    /** A set that the kernel has. */
    private static final class Installed {
        private final Owner owner;
        private AssociationSet set;
        private long seconds = Xfrm.LEASE_SECONDS;

        Installed(Owner owner, AssociationSet set) {
            this.owner = owner;
            this.set = set;
        }
    }

    public KernelHost(Netlink netlink, Marks marks, Network network) {
        this.xfrm = new Xfrm(netlink, marks);
        this.ports = new ProtectedPorts(xfrm, network);
        this.encapsulating = new EspInUdpSockets(network);
    }

    /** Says who gets the datagrams; before a port is bound. */
    public void deliverTo(Receiver to) {
        ports.deliverTo(to);
    }

    /**
     * Tries whether the kernel does ESP for the addresses of this version.
     *
     * @throws IOException if not, saying what is missing
     */
    public void probe(AlgorithmPair algorithms, boolean ipv6) throws IOException {
        onWorker(() -> {
            xfrm.probe(algorithms, ipv6);
            return 0;
        });
    }

    /**
     * Removes what this kind of node left at an address when it ended without notice. A port that
     * somebody has bound belongs to a living process.
     *
     * @return how many states and policies went
     */
    public int reconcile(InetAddress own) throws IOException {
        return onWorker(() ->
                xfrm.reconcile(
                        own,
                        port -> ProtectedPorts.whyTaken(new InetSocketAddress(own, port)) == null));
    }

    /**
     * Blocks a protected port and binds it, for as long as this node runs.
     *
     * @throws IOException if it is not free, or the kernel refuses
     */
    public void bind(InetSocketAddress port) throws IOException {
        onWorker(() -> {
            ports.hold(port);
            return 0;
        });
    }

    /**
     * Has the kernel take ESP inside UDP at an address for as long as this node runs, and so take
     * sets in that mode.
     *
     * @throws IOException if the port is not free, or the kernel refuses
     */
    public void encapsulate(InetSocketAddress local) throws IOException {
        onWorker(() -> {
            encapsulating.hold(local);
            return 0;
        });
    }

    /** What the kernel carries for this node. */
    public Set<Carrier> carriers() {
        return espInUdp().isPresent()
                ? EnumSet.of(Carrier.IP, Carrier.UDP)
                : EnumSet.of(Carrier.IP);
    }

    /** Where it takes ESP inside UDP, if it does. */
    public Optional<InetSocketAddress> espInUdp() {
        return encapsulating.any();
    }

    /** Work on the kernel. */
    private interface Work<R> {
        R run() throws IOException;
    }

    private <R> R onWorker(Work<R> work) throws IOException {
        CompletableFuture<R> done = new CompletableFuture<>();
        worker.execute(() -> {
            try {
                done.complete(work.run());
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
    }

    /**
     * Installs a set over its two protected ports, all or nothing. From any thread.
     *
     * @param keys wiped once the kernel has them
     * @param owner told of it on another thread
     */
    void install(AssociationSet set, EspKeys keys, Owner owner) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            keys.wipe();
            owner.installed("the kernel does not keep up: " + MOST_WAITING + " sets wait");
            return;
        }
        try {
            worker.execute(() -> owner.installed(tryInstall(set, keys, owner)));
        } catch (RejectedExecutionException e) {
            owner.installed("the node stops");
        }
    }

    /** Null, or why not. */
    private @Nullable String tryInstall(AssociationSet set, EspKeys keys, Owner owner) {
        try {
            installNow(set, keys, owner);
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        } finally {
            keys.wipe();
            waiting.decrementAndGet();
        }
    }

    private void installNow(AssociationSet set, EspKeys keys, Owner owner) throws IOException {
        if (!listening) {
            xfrm.listen(this::told);
            listening = true;
        }
        Deque<Runnable> undo = new ArrayDeque<>();
        try {
            if (set.carrier() == Carrier.UDP) {
                encapsulating.hold(set.localOuter());
                undo.push(() -> encapsulating.release(set.localOuter()));
            }
            for (InetSocketAddress port : portsOf(set)) {
                ports.hold(port);
                undo.push(() -> ports.release(port));
            }
            xfrm.install(set, keys);
        } catch (IOException | RuntimeException e) {
            undo.forEach(Runnable::run);
            throw e;
        }
        installed.put(set.id(), new Installed(owner, set));
        SetRules.ids(set).forEach(id -> byState.put(id, set.id()));
    }

    private static List<InetSocketAddress> portsOf(AssociationSet set) {
        return List.of(set.local().serverAddress(), set.local().clientAddress());
    }

    /** Removes a set, if it is installed by then. From any thread. */
    void remove(SetId set) {
        try {
            worker.execute(() -> removeNow(set));
        } catch (RejectedExecutionException e) {
            LOG.debug("closing, which removes all sets id={}", set);
        }
    }

    private void removeNow(SetId id) {
        Installed entry = installed.remove(id);
        if (entry != null) {
            AssociationSet set = entry.set;
            SetRules.ids(set).forEach(byState::remove);
            try {
                xfrm.remove(set);
            } catch (NetlinkException e) {
                LOG.error("set not removed whole id={} cause=\"{}\"", id, e.getMessage());
            }
            portsOf(set).forEach(ports::release);
            if (set.carrier() == Carrier.UDP) {
                encapsulating.release(set.localOuter());
            }
        }
    }

    /**
     * Keeps the states of a set from ending by themselves. From any thread.
     *
     * @param age how long they have been there
     */
    void prolong(SetId set, Duration age) {
        onWorkerIfThere(
                set,
                entry -> {
                    entry.seconds = age.toSeconds() + Xfrm.LEASE_SECONDS;
                    update(entry);
                });
    }

    private void onWorkerIfThere(SetId set, Consumer<Installed> task) {
        try {
            worker.execute(() -> {
                Installed entry = installed.get(set);
                if (entry != null) {
                    task.accept(entry);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closing, which removes all sets id={}", set);
        }
    }

    private void update(Installed entry) {
        try {
            xfrm.update(entry.set, entry.seconds);
        } catch (NetlinkException e) {
            // the event says so too where a state has ended
            LOG.warn("states not updated id={} cause=\"{}\"", entry.set.id(), e.getMessage());
        }
    }

    /** On the thread of the events, which come in order. */
    private void told(KernelEvent event) {
        int move = event instanceof KernelEvent.Moved ? 1 : 0;
        if (moves.addAndGet(move) > MOST_MOVES) {
            moves.addAndGet(-move);
            return;
        }
        try {
            worker.execute(() -> {
                moves.addAndGet(-move);
                happened(event);
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("closing, which removes all sets event={}", event);
        }
    }

    private void happened(KernelEvent event) {
        SetId set = byState.get(event.id());
        Installed entry = set == null ? null : installed.get(set);
        if (entry == null) {
            return;
        }
        switch (event) {
            case KernelEvent.Expired expired -> {
                LOG.warn("the kernel ended a state set={} spi={}", set, expired.id().spi());
                entry.owner.expired();
            }
            case KernelEvent.Moved moved -> moved(entry, moved.from());
        }
    }

    /**
     * "When the P-CSCF receives the first protected and UDP encapsulated message from the UE it
     * shall store port_Uenc" (TS 33.203 Annex M.7.1). The packet passed the integrity check and the
     * replay window. The address names the UE, and stays; a NAT that forgot the port and gave
     * another is followed, or the UE would hear nothing before it registers anew.
     */
    private void moved(Installed entry, InetSocketAddress from) {
        InetSocketAddress known = entry.set.remoteOuter();
        boolean other = from.getPort() != known.getPort();
        if (other && from.getAddress().equals(known.getAddress())) {
            entry.set = entry.set.withRemoteOuter(from);
            update(entry);
            entry.owner.peerAt(from);
        }
    }

    /**
     * Sends from a protected port. From any thread.
     *
     * @return false if the port is not bound
     */
    boolean send(InetSocketAddress from, InetSocketAddress to, byte[] sip) {
        return ports.send(from, to, sip);
    }

    /**
     * Sends a NAT keep-alive. From any thread.
     *
     * @return false if no such socket is there, or it did not take it
     */
    boolean keepAlive(InetSocketAddress from, InetSocketAddress to) {
        return encapsulating.keepAlive(from, to);
    }

    /** Reads the counters of all states; {@link #counters} has them when the stage is complete. */
    public CompletionStage<?> refresh() {
        try {
            return CompletableFuture.runAsync(this::readCounters, worker);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(true);
        }
    }

    private void readCounters() {
        try {
            counters = xfrm.counters();
        } catch (NetlinkException e) {
            LOG.warn("no counters cause=\"{}\"", e.getMessage());
        }
    }

    KernelState.Counters counters(KernelState.Id state) {
        return counters.getOrDefault(state, KernelState.Counters.NONE);
    }

    /** Removes all sets, closes all ports, and takes the blocks away, in this order. */
    @Override
    public void close() {
        if (worker.isShutdown()) {
            return;
        }
        worker.execute(() -> {
            List.copyOf(installed.keySet()).forEach(this::removeNow);
            ports.close();
            encapsulating.close();
            xfrm.close();
        });
        worker.shutdown();
        try {
            if (!worker.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                LOG.error("sets are left in the kernel: it did not answer in {} s", STOP_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
