package org.gatehouse.ims.core.ipsec.kernel;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.ipsec.inner.Listeners;
import org.gatehouse.ims.core.ipsec.inner.Refused;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP inside ESP of engine {@code kernel}: ordinary sockets at the protected ports. The policies
 * let nothing but ESP to and from them, so who has connected from a peer's client port is that
 * peer.
 */
public final class KernelStreams implements InnerStreams {
    private static final Logger LOG = LoggerFactory.getLogger(KernelStreams.class);

    private final Network network;
    private final Acceptor acceptor;
    private final Counter strangers;
    private final Map<SetId, OfSet> sets = new ConcurrentHashMap<>();
    private final Map<InetSocketAddress, OfSet> peers = new ConcurrentHashMap<>();
    private final Listeners listeners;

    public KernelStreams(Network network, Acceptor acceptor, MeterRegistry meters) {
        this.network = network;
        this.acceptor = acceptor;
        this.strangers = meters.counter("esp.tcp.dropped", "reason", "no-set");
        this.listeners = new Listeners(network, this::accepted);
    }

    /** The two ways of a set, and the connections on them. */
    private static final class OfSet {
        private final Flow atServerPort;
        private final Flow atClientPort;
        private final Set<Connection> open = ConcurrentHashMap.newKeySet();
        private volatile boolean gone;

        OfSet(AssociationSet set) {
            AssociationSet.End here = set.local();
            AssociationSet.End there = set.remote();
            atServerPort = tcp(here.serverAddress(), there.clientAddress(), set.id());
            atClientPort = tcp(here.clientAddress(), there.serverAddress(), set.id());
        }

        private static Flow tcp(InetSocketAddress local, InetSocketAddress remote, SetId set) {
            return new Flow(TransportProtocol.TCP, local, remote, set);
        }

        void end() {
            gone = true;
            open.forEach(Connection::close);
        }
    }

    @Override
    public void open(AssociationSet set) {
        OfSet of = new OfSet(set);
        if (sets.putIfAbsent(set.id(), of) == null) {
            peers.put(of.atServerPort.remote(), of);
            listeners.need(of.atServerPort.local());
        }
    }

    @Override
    public void close(SetId set) {
        OfSet of = sets.remove(set);
        if (of != null) {
            peers.remove(of.atServerPort.remote(), of);
            of.end();
            listeners.release(of.atServerPort.local());
        }
    }

    @Override
    public void connect(SetId set, StreamHandler handler) {
        OfSet of = sets.get(set);
        if (of == null) {
            handler.closed(new ConnectException(set + " is not installed"));
            return;
        }
        Flow way = of.atClientPort;
        network.connect(way.local(), way.remote(), new Connection(of, way, handler));
    }

    private StreamHandler accepted(InetSocketAddress from) {
        OfSet of = peers.get(from);
        if (of == null) {
            // over lo, where Linux asks no policy, or from a set that has just gone
            strangers.increment();
            LOG.debug("TCP connection refused from={}: no set has this peer", from);
            return new Refused();
        }
        return new Connection(of, of.atServerPort, acceptor.accept(of.atServerPort));
    }

    @Override
    public void close() {
        listeners.close();
        sets.keySet().forEach(this::close);
    }

    /**
     * One connection. Its end is abrupt: TCP would repeat what is queued, and in clear text once
     * the set and the block of its ports are gone; and the next one has the same ports.
     */
    private static final class Connection implements StreamHandler, Network.Stream {
        private final OfSet of;
        private final Flow way;
        private final StreamHandler user;
        private volatile Network.@Nullable Stream wire;

        Connection(OfSet of, Flow way, StreamHandler user) {
            this.of = of;
            this.way = way;
            this.user = user;
        }

        @Override
        public int backlog() {
            return user.backlog();
        }

        @Override
        public void opened(Network.Stream stream) {
            wire = stream;
            of.open.add(this);
            if (of.gone) {
                close();
            }
            user.opened(this);
        }

        @Override
        public void received(Network.Stream stream, byte[] bytes) {
            user.received(this, bytes);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            of.open.remove(this);
            user.closed(cause);
        }

        @Override
        public InetSocketAddress local() {
            return way.local();
        }

        @Override
        public InetSocketAddress remote() {
            return way.remote();
        }

        @Override
        public boolean send(byte[] bytes) {
            Network.Stream stream = wire;
            return stream != null && stream.send(bytes);
        }

        @Override
        public void close() {
            Network.Stream stream = wire;
            if (stream != null) {
                stream.abort();
            }
        }
    }
}
