package org.gatehouse.ims.core.ipsec.inner;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.ims.core.esp.TcpSegment;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP inside ESP of engine {@code user}: the kernel's TCP, on a TUN device where link-local
 * addresses stand for the peers. Segments out of SAs go into the device, what comes out of it is
 * sealed. Its sockets have no address but the device's, so no clear text of the network finds them.
 */
public final class TunStreams implements InnerStreams, UserIpsec.TcpReceiver {
    private static final Logger LOG = LoggerFactory.getLogger(TunStreams.class);

    /** Interface identifiers of aliases lie above this; that of the machine is 1. */
    private static final long FIRST_ALIAS = 1L << 48;

    private final Network network;
    private final Sealer sealer;
    private final Acceptor acceptor;
    private final Network.Tun tun;
    private final AtomicLong aliases = new AtomicLong(FIRST_ALIAS);
    private final Map<SetId, Lanes> sets = new ConcurrentHashMap<>();
    private final Map<Long, Way> ways = new ConcurrentHashMap<>();
    private final Listeners listeners;
    private final Map<TcpDrop, Counter> drops = new EnumMap<>(TcpDrop.class);

    /** Takes segments to the shard of their set, which seals and sends them. */
    @FunctionalInterface
    public interface Sealer {
        /** Called on the device's thread; what can't be taken is lost. */
        void seal(SetId set, byte[] segment, boolean fromServerPort);
    }

    /** The two connections of a set. */
    private record Lanes(Lane atServerPort, Lane atClientPort) {
        static Lanes of(AssociationSet set) {
            AssociationSet.End here = set.local();
            AssociationSet.End there = set.remote();
            return new Lanes(
                    new Lane(set.id(), here.serverAddress(), there.clientAddress(), true),
                    new Lane(set.id(), here.clientAddress(), there.serverAddress(), false));
        }

        int serverPort() {
            return atServerPort.flow().local().getPort();
        }

        Lane at(int localPort) {
            return localPort == serverPort() ? atServerPort : atClientPort;
        }
    }

    /** What an alias stands for. */
    private record Way(Lane lane, Lane.Alias alias) {}

    private TunStreams(
            Network network, Sealer sealer, Acceptor acceptor, MeterRegistry meters, Device device)
            throws IOException {
        this.network = network;
        this.sealer = sealer;
        this.acceptor = acceptor;
        for (TcpDrop drop : TcpDrop.values()) {
            drops.put(drop, meters.counter("esp.tcp.dropped", "reason", drop.token()));
        }
        this.tun = network.openTun(device);
        this.listeners = new Listeners(network, (at, from) -> accepted(from));
    }

    /**
     * Makes the device.
     *
     * @throws IOException if this machine has none to give, or this process may not; the message
     *     says why and what to do
     */
    public static TunStreams open(
            Network network, Sealer sealer, Acceptor acceptor, MeterRegistry meters)
            throws IOException {
        Device device = new Device();
        TunStreams streams = new TunStreams(network, sealer, acceptor, meters, device);
        device.streams = streams;
        return streams;
    }

    /** What comes before anyone can have connected is the kernel's own. */
    private static final class Device implements Network.TunHandler {
        private volatile @Nullable TunStreams streams;

        @Override
        public void received(byte[] packet) {
            TunStreams owner = streams;
            if (owner != null) {
                owner.fromKernel(packet);
            }
        }
    }

    /** The device, for people. */
    public String device() {
        return tun.name();
    }

    @Override
    public void open(AssociationSet set) {
        Lanes lanes = Lanes.of(set);
        if (sets.putIfAbsent(set.id(), lanes) == null) {
            listeners.need(listening(lanes));
        }
    }

    @Override
    public void close(SetId set) {
        Lanes lanes = sets.remove(set);
        if (lanes != null) {
            end(lanes.atServerPort());
            end(lanes.atClientPort());
            listeners.release(listening(lanes));
        }
    }

    private InetSocketAddress listening(Lanes lanes) {
        return new InetSocketAddress(tun.local(), lanes.serverPort());
    }

    /** The peer is out of reach from now on; what the kernel still says to it is answered here. */
    private void end(Lane lane) {
        Lane.Alias alias = lane.alias();
        if (alias != null) {
            ways.remove(alias.id());
        }
        Network.Stream stream = lane.stream();
        if (stream != null) {
            stream.close();
        }
    }

    @Override
    public void connect(SetId set, StreamHandler handler) {
        Lanes lanes = sets.get(set);
        if (lanes == null) {
            handler.closed(new ConnectException(set + " is not installed"));
            return;
        }
        Lane lane = lanes.atClientPort();
        Lane.Alias alias = begin(lane);
        network.connect(
                new InetSocketAddress(tun.local(), lane.flow().local().getPort()),
                new InetSocketAddress(alias.address(), lane.flow().remote().getPort()),
                new LaneHandler(lane, alias, handler));
    }

    /** A new alias for the next connection; what is left of the last one is no one's any more. */
    private Lane.Alias begin(Lane lane) {
        Lane.Alias before = lane.alias();
        if (before != null) {
            ways.remove(before.id());
        }
        long id = aliases.incrementAndGet();
        Lane.Alias alias = lane.begin(id, tun.local(), tun.neighbour(id));
        ways.put(id, new Way(lane, alias));
        if (!sets.containsKey(lane.set())) {
            ways.remove(alias.id());
        }
        return alias;
    }

    private StreamHandler accepted(InetSocketAddress from) {
        Way way = ways.get(TcpSegment.interfaceId(from.getAddress().getAddress()));
        if (way == null
                || !way.lane().isFromServerPort()
                || from.getPort() != way.lane().flow().remote().getPort()) {
            dropped(TcpDrop.NOT_FROM_AN_SA);
            return new Refused();
        }
        return new LaneHandler(way.lane(), way.alias(), acceptor.accept(way.lane().flow()));
    }

    /** A segment out of an SA. */
    @Override
    public void received(SetId set, byte[] segment) {
        Lanes lanes = sets.get(set);
        if (lanes == null) {
            dropped(TcpDrop.NO_CONNECTION_IN);
            return;
        }
        Lane lane = lanes.at(TcpSegment.destinationPort(segment));
        if (lane.isFromServerPort() && TcpSegment.isOpening(segment) && lane.needsAlias()) {
            begin(lane);
        }
        byte[] packet = lane.toKernel(segment);
        if (packet == null) {
            dropped(TcpDrop.NO_CONNECTION_IN);
        } else {
            write(packet);
        }
    }

    private void write(byte[] packet) {
        if (!tun.write(packet)) {
            dropped(TcpDrop.DEVICE_FULL);
        }
    }

    /** A packet out of the device. */
    private void fromKernel(byte[] packet) {
        byte[] segment = TcpSegment.of(packet);
        if (segment == null) {
            dropped(TcpDrop.NOT_TCP);
            return;
        }
        Way way = ways.get(TcpSegment.interfaceId(TcpSegment.destination(packet)));
        if (way == null
                || !way.lane().carries(segment)
                || !way.lane().toPeer(segment, way.alias())) {
            dropped(TcpDrop.NO_CONNECTION_OUT);
            byte[] reset = TcpSegment.resetFor(packet, segment);
            if (reset != null) {
                // the peer of an old connection is gone: the kernel would ask for it for minutes
                write(reset);
            }
            return;
        }
        sealer.seal(way.lane().set(), segment, way.lane().isFromServerPort());
    }

    private void dropped(TcpDrop why) {
        Counter counter = drops.get(why);
        if (counter != null) {
            counter.increment();
        }
        LOG.debug("TCP segment dropped device={} reason={}", tun.name(), why.token());
    }

    @Override
    public void close() {
        listeners.close();
        sets.keySet().forEach(this::close);
        tun.close();
    }

    /** Marks the end of a connection before its user hears of it, who may open the next. */
    private record LaneHandler(Lane lane, Lane.Alias alias, StreamHandler user)
            implements StreamHandler {
        @Override
        public int backlog() {
            return user.backlog();
        }

        @Override
        public void opened(Network.Stream stream) {
            lane.opened(alias, stream);
            user.opened(new InnerStream(lane, stream));
        }

        @Override
        public void received(Network.Stream stream, byte[] bytes) {
            user.received(new InnerStream(lane, stream), bytes);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            lane.ended(alias);
            user.closed(cause);
        }
    }

    /** A stream with the addresses that SIP knows. */
    private record InnerStream(Lane lane, Network.Stream stream) implements Network.Stream {
        @Override
        public InetSocketAddress local() {
            return lane.flow().local();
        }

        @Override
        public InetSocketAddress remote() {
            return lane.flow().remote();
        }

        @Override
        public boolean send(byte[] bytes) {
            return stream.send(bytes);
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
