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
 *
 * <p>Each connection ends with a reset, also where the peer ends it in order. TCP would repeat what
 * it still has, and in clear text once the set and the block of its port are gone; and the next
 * connection of the set has the same addresses and ports, which TIME_WAIT keeps for a minute from
 * peers without timestamps.
 */
public final class KernelStreams implements InnerStreams {
    private static final Logger LOG = LoggerFactory.getLogger(KernelStreams.class);

    private final Network network;
    private final Acceptor acceptor;
    private final Counter strangers;
    private final Map<SetId, OfSet> sets = new ConcurrentHashMap<>();
    private final Map<Way, OfSet> peers = new ConcurrentHashMap<>();
    private final Listeners listeners;

    public KernelStreams(Network network, Acceptor acceptor, MeterRegistry meters) {
        this.network = network;
        this.acceptor = acceptor;
        this.strangers = meters.counter("esp.tcp.dropped", "reason", "no-set");
        this.listeners = new Listeners(network, this::accepted);
    }

    /** Between an own port and a peer's: no two sets have the same. */
    private record Way(InetSocketAddress local, InetSocketAddress remote) {}

    /** A set and its connections. */
    private static final class OfSet {
        private final SetId id;
        private final Way atServer;
        private final Way atClient;
        private final Set<Network.Stream> open = ConcurrentHashMap.newKeySet();
        private volatile boolean gone;

        OfSet(AssociationSet set) {
            AssociationSet.End here = set.local();
            AssociationSet.End there = set.remote();
            id = set.id();
            atServer = new Way(here.serverAddress(), there.clientAddress());
            atClient = new Way(here.clientAddress(), there.serverAddress());
        }

        void opened(Network.Stream stream) {
            open.add(stream);
            if (gone) {
                stream.close();
            }
        }

        void end() {
            gone = true;
            open.forEach(Network.Stream::close);
        }
    }

    @Override
    public void open(AssociationSet set) {
        OfSet of = new OfSet(set);
        if (sets.putIfAbsent(set.id(), of) == null) {
            peers.put(of.atServer, of);
            listeners.need(of.atServer.local());
        }
    }

    @Override
    public void close(SetId set) {
        OfSet of = sets.remove(set);
        if (of != null) {
            peers.remove(of.atServer, of);
            of.end();
            listeners.release(of.atServer.local());
        }
    }

    @Override
    public void connect(SetId set, StreamHandler handler) {
        OfSet of = sets.get(set);
        if (of == null) {
            handler.closed(new ConnectException(set + " is not installed"));
            return;
        }
        network.connect(of.atClient.local(), of.atClient.remote(), new Connection(of, handler));
    }

    private StreamHandler accepted(InetSocketAddress at, InetSocketAddress from) {
        OfSet of = peers.get(new Way(at, from));
        if (of == null) {
            // over lo, where Linux asks no policy, or from a set that has just gone
            strangers.increment();
            LOG.debug("TCP connection refused from={}: no set has this peer", from);
            return new Refused();
        }
        Flow flow = new Flow(TransportProtocol.TCP, at, from, of.id);
        return new Connection(of, acceptor.accept(flow));
    }

    @Override
    public void close() {
        listeners.close();
        sets.keySet().forEach(this::close);
    }

    /** Says that the end is to be abrupt, and keeps the stream for the end of the set. */
    private static final class Connection implements StreamHandler {
        private final OfSet of;
        private final StreamHandler user;
        private Network.@Nullable Stream stream;

        Connection(OfSet of, StreamHandler user) {
            this.of = of;
            this.user = user;
        }

        @Override
        public int backlog() {
            return user.backlog();
        }

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
            opened.endAbruptly();
            of.opened(opened);
            user.opened(opened);
        }

        @Override
        public void received(Network.Stream from, byte[] bytes) {
            user.received(from, bytes);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            if (stream != null) {
                of.open.remove(stream);
            }
            user.closed(cause);
        }
    }
}
