package org.gatehouse.ims.core.sim;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.gatehouse.ims.core.net.Names;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * A network on virtual time: every message crosses it as octets. Seeded faults lose, duplicate and
 * reorder datagrams; an adversary on the path may drop, change and inject them. {@link #host} gives
 * each node its own {@link Network}.
 */
public final class SimNetwork {
    /** First port handed out for a bind or a connection without one (RFC 6335 clause 6). */
    private static final int FIRST_EPHEMERAL_PORT = 49_152;

    private final VirtualTime time;
    private final RandomGenerator random;
    private final Map<InetSocketAddress, SimDatagrams> sockets = new HashMap<>();
    private final Map<InetAddress, SimIpPackets> ipSockets = new HashMap<>();
    private final Map<InetSocketAddress, SimListener> listeners = new HashMap<>();
    private final Map<String, Set<InetAddress>> names = new HashMap<>();
    private final Set<String> unanswered = new HashSet<>();
    private NetworkFaults faults = NetworkFaults.NONE;
    private Adversary adversary = Adversary.NONE;
    private int nextPort = FIRST_EPHEMERAL_PORT;
    private long datagrams;

    public SimNetwork(VirtualTime time, long seed) {
        this.time = time;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** One datagram on its way; a bare IP packet (protocol 50) has port 0 at both ends. */
    public record Datagram(InetSocketAddress from, InetSocketAddress to, byte[] payload) {}

    /** Somebody on the path. */
    public interface Adversary {
        Adversary NONE = List::of;

        /** What travels on instead of this datagram: nothing, itself, a changed one, or more. */
        List<Datagram> onDatagram(Datagram datagram);
    }

    /** Gives a host a name, in lower case. Nobody has those that are not given. */
    public void name(String host, InetAddress address) {
        names.put(host, Set.of(address));
    }

    /** Looking this name up takes longer than anybody waits. */
    public void nameUnanswered(String host) {
        unanswered.add(host);
    }

    public void faults(NetworkFaults newFaults) {
        this.faults = newFaults;
    }

    public void adversary(Adversary newAdversary) {
        this.adversary = newAdversary;
    }

    /** Number of datagrams that were sent so far. */
    public long datagrams() {
        return datagrams;
    }

    /** Sends a datagram with any source address, as an attacker may. */
    public void inject(Datagram datagram) {
        transmit(datagram);
    }

    /** The network as one host sees it; streams that it opens come from this address. */
    public Network host(InetAddress address) {
        return new Host(address);
    }

    private void transmit(Datagram sent) {
        datagrams++;
        for (Datagram datagram : adversary.onDatagram(sent)) {
            if (random.nextDouble() < faults.loss()) {
                continue;
            }
            deliverLater(datagram);
            if (random.nextDouble() < faults.duplication()) {
                deliverLater(datagram);
            }
        }
    }

    private void deliverLater(Datagram datagram) {
        Duration delay = delay();
        if (random.nextDouble() < faults.reordering()) {
            delay = delay.multipliedBy(4);
        }
        byte[] payload = datagram.payload().clone();
        time.schedule(delay, () -> arrive(datagram, payload));
    }

    private void arrive(Datagram datagram, byte[] payload) {
        SimIpPackets ip = ipSockets.get(datagram.to().getAddress());
        SimDatagrams udp = sockets.get(datagram.to());
        if (datagram.to().getPort() == 0 && ip != null) {
            ip.handler.received(datagram.from().getAddress(), payload);
        } else if (udp != null) {
            udp.handler.received(datagram.from(), payload);
        }
    }

    private Duration delay() {
        long nanos = faults.delay().toNanos();
        return Duration.ofNanos(nanos + (nanos == 0 ? 0 : random.nextLong(nanos)));
    }

    private InetSocketAddress withPort(InetSocketAddress wanted) {
        return wanted.getPort() != 0
                ? wanted
                : new InetSocketAddress(wanted.getAddress(), nextPort++);
    }

    private final class Host implements Network {
        private final InetAddress address;
        private final List<AutoCloseable> open = new ArrayList<>();

        private Host(InetAddress address) {
            this.address = address;
        }

        @Override
        public Names names() {
            return (host, found) -> {
                String name = host.toLowerCase(Locale.ROOT);
                if (!unanswered.contains(name)) {
                    found.accept(names.getOrDefault(name, Set.of()));
                }
                return true;
            };
        }

        @Override
        public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler)
                throws IOException {
            InetSocketAddress bound = withPort(local);
            SimDatagrams socket = new SimDatagrams(bound, handler);
            if (sockets.putIfAbsent(bound, socket) != null) {
                throw new BindException("address in use: " + bound);
            }
            open.add(socket);
            return socket;
        }

        @Override
        public IpPackets openIp(InetAddress local, int protocol, IpHandler handler)
                throws IOException {
            SimIpPackets socket = new SimIpPackets(local, handler);
            if (ipSockets.putIfAbsent(local, socket) != null) {
                throw new BindException("this network has one bare IP protocol: " + local);
            }
            open.add(socket);
            return socket;
        }

        @Override
        public Listener listen(InetSocketAddress local, StreamAcceptor acceptor)
                throws IOException {
            InetSocketAddress bound = withPort(local);
            SimListener listener = new SimListener(bound, acceptor);
            if (listeners.putIfAbsent(bound, listener) != null) {
                throw new BindException("address in use: " + bound);
            }
            open.add(listener);
            return listener;
        }

        @Override
        public void connect(InetSocketAddress remote, StreamHandler handler) {
            connect(new InetSocketAddress(address, 0), remote, handler);
        }

        @Override
        public void connect(
                InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
            InetSocketAddress local = withPort(from);
            time.schedule(delay(), () -> connectNow(local, remote, handler));
        }

        private void connectNow(
                InetSocketAddress local, InetSocketAddress remote, StreamHandler handler) {
            SimListener listener = listeners.get(remote);
            if (listener == null) {
                handler.closed(new ConnectException("connection refused: " + remote));
                return;
            }
            StreamHandler other = listener.acceptor.accept(local);
            SimStream here = new SimStream(local, remote, handler);
            SimStream there = new SimStream(remote, local, other);
            here.peer = there;
            there.peer = here;
            listener.accepted.add(there);
            open.add(here::close);
            other.opened(there);
            handler.opened(here);
        }

        /** As if the host had lost its power: sockets and connections end. */
        @Override
        public void close() {
            for (AutoCloseable closeable : open) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }
            open.clear();
        }
    }

    private final class SimDatagrams implements Network.Datagrams {
        private final InetSocketAddress local;
        private final Network.DatagramHandler handler;

        private SimDatagrams(InetSocketAddress local, Network.DatagramHandler handler) {
            this.local = local;
            this.handler = handler;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public void send(InetSocketAddress remote, byte[] payload) {
            if (sockets.get(local) == this) {
                transmit(new Datagram(local, remote, payload.clone()));
            }
        }

        @Override
        public void close() {
            sockets.remove(local, this);
        }
    }

    private final class SimIpPackets implements Network.IpPackets {
        private final InetAddress local;
        private final Network.IpHandler handler;

        private SimIpPackets(InetAddress local, Network.IpHandler handler) {
            this.local = local;
            this.handler = handler;
        }

        @Override
        public InetAddress local() {
            return local;
        }

        @Override
        public boolean send(InetAddress remote, byte[] payload) {
            if (ipSockets.get(local) != this) {
                return false;
            }
            transmit(
                    new Datagram(
                            new InetSocketAddress(local, 0),
                            new InetSocketAddress(remote, 0),
                            payload.clone()));
            return true;
        }

        @Override
        public void close() {
            ipSockets.remove(local, this);
        }
    }

    private final class SimListener implements Network.Listener {
        private final InetSocketAddress local;
        private final Network.StreamAcceptor acceptor;
        private final List<SimStream> accepted = new ArrayList<>();

        private SimListener(InetSocketAddress local, Network.StreamAcceptor acceptor) {
            this.local = local;
            this.acceptor = acceptor;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public void close() {
            listeners.remove(local, this);
            accepted.forEach(SimStream::close);
            accepted.clear();
        }
    }

    /** One end of a stream: ordered and reliable, each piece delayed. */
    private final class SimStream implements Network.Stream {
        private final InetSocketAddress local;
        private final InetSocketAddress remote;
        private final Network.StreamHandler handler;
        private @Nullable SimStream peer;
        private Instant lastArrival = VirtualTime.START;
        private boolean closed;

        private SimStream(
                InetSocketAddress local, InetSocketAddress remote, Network.StreamHandler handler) {
            this.local = local;
            this.remote = remote;
            this.handler = handler;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public InetSocketAddress remote() {
            return remote;
        }

        @Override
        public boolean send(byte[] bytes) {
            SimStream other = peer;
            if (closed || other == null) {
                return false;
            }
            byte[] copy = bytes.clone();
            inOrder(() -> {
                if (!other.closed) {
                    other.handler.received(other, copy);
                }
            });
            return true;
        }

        @Override
        public void close() {
            if (closed) {
                return;
            }
            closed = true;
            SimStream other = peer;
            inOrder(() -> {
                if (other != null && !other.closed) {
                    other.closed = true;
                    other.handler.closed(null);
                }
            });
            time.schedule(Duration.ZERO, () -> handler.closed(null));
        }

        private void inOrder(Runnable arrival) {
            Instant at = time.now().plus(delay());
            if (at.isBefore(lastArrival)) {
                at = lastArrival;
            }
            lastArrival = at;
            time.schedule(Duration.between(time.now(), at), arrival);
        }
    }
}
