package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
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

    /** Seconds that the last removals may take when the node stops. */
    private static final int STOP_SECONDS = 20;

    private final Xfrm xfrm;
    private final Network network;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("xfrm").factory());
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<InetSocketAddress, Port> ports = new ConcurrentHashMap<>();
    private final Map<SetId, AssociationSet> installed = new HashMap<>();
    private volatile Receiver receiver = (local, from, sip) -> {};
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

    /** A bound protected port, with the number of those that need it. */
    private static final class Port {
        private final Network.Datagrams socket;
        private int users = 1;

        Port(Network.Datagrams socket) {
            this.socket = socket;
        }
    }

    public KernelHost(Netlink netlink, Marks marks, Network network) {
        this.xfrm = new Xfrm(netlink, marks);
        this.network = network;
    }

    /** Says who gets the datagrams; before a port is bound. */
    public void deliverTo(Receiver to) {
        receiver = to;
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
                xfrm.reconcile(own, port -> whyTaken(new InetSocketAddress(own, port)) == null));
    }

    /**
     * Blocks a protected port and binds it, for as long as this node runs.
     *
     * @throws IOException if it is not free, or the kernel refuses
     */
    public void bind(InetSocketAddress port) throws IOException {
        onWorker(() -> {
            hold(port);
            return 0;
        });
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
     * @param done told null, or why not; on another thread
     */
    void install(AssociationSet set, EspKeys keys, Consumer<@Nullable String> done) {
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            keys.wipe();
            done.accept("the kernel does not keep up: " + MOST_WAITING + " installations wait");
            return;
        }
        try {
            worker.execute(() -> done.accept(tryInstall(set, keys)));
        } catch (RejectedExecutionException e) {
            done.accept("the node stops");
        }
    }

    /** Null, or why not. */
    private @Nullable String tryInstall(AssociationSet set, EspKeys keys) {
        try {
            installNow(set, keys);
            return null;
        } catch (IOException | RuntimeException e) {
            return String.valueOf(e.getMessage());
        } finally {
            keys.wipe();
            waiting.decrementAndGet();
        }
    }

    private void installNow(AssociationSet set, EspKeys keys) throws IOException {
        List<InetSocketAddress> held = new ArrayList<>();
        try {
            for (InetSocketAddress port : portsOf(set)) {
                hold(port);
                held.add(port);
            }
            xfrm.install(set, keys);
            installed.put(set.id(), set);
        } catch (IOException | RuntimeException e) {
            held.forEach(this::release);
            throw e;
        }
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
        AssociationSet set = installed.remove(id);
        if (set != null) {
            try {
                xfrm.remove(set);
            } catch (NetlinkException e) {
                LOG.error("set not removed whole id={} cause=\"{}\"", id, e.getMessage());
            }
            portsOf(set).forEach(this::release);
        }
    }

    /**
     * The block stands before the port is bound, and again after: nobody took it away meanwhile.
     */
    private void hold(InetSocketAddress at) throws IOException {
        Port held = ports.get(at);
        if (held != null) {
            held.users++;
            return;
        }
        String taken = whyTaken(at);
        if (taken != null) {
            // before the block, which somebody else's port must not get
            throw new IOException("protected port " + at.getPort() + ": " + taken);
        }
        xfrm.block(at);
        Network.Datagrams socket;
        try {
            socket = network.openDatagrams(at, (from, sip) -> receiver.received(at, from, sip));
        } catch (IOException e) {
            unblock(at);
            throw e;
        }
        ports.put(at, new Port(socket));
        xfrm.block(at);
    }

    /**
     * Null, or why nobody can bind it now. Not by way of the network, which closes when it likes.
     */
    private static @Nullable String whyTaken(InetSocketAddress at) {
        try (DatagramSocket probe = new DatagramSocket(at)) {
            return probe.isBound() ? null : "not bound";
        } catch (SocketException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private void release(InetSocketAddress at) {
        Port port = ports.get(at);
        if (port != null && --port.users == 0) {
            ports.remove(at);
            port.socket.close();
            unblock(at);
        }
    }

    private void unblock(InetSocketAddress at) {
        try {
            xfrm.unblock(at);
        } catch (NetlinkException e) {
            LOG.warn("port stays blocked port={} cause=\"{}\"", at, e.getMessage());
        }
    }

    /**
     * Sends from a protected port. From any thread.
     *
     * @return false if the port is not bound
     */
    boolean send(InetSocketAddress from, InetSocketAddress to, byte[] sip) {
        Port port = ports.get(from);
        if (port != null) {
            port.socket.send(to, sip);
        }
        return port != null;
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
            for (InetSocketAddress at : List.copyOf(ports.keySet())) {
                Port port = ports.remove(at);
                if (port != null) {
                    port.socket.close();
                    unblock(at);
                }
            }
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
