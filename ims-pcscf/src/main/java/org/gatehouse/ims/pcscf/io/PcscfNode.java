package org.gatehouse.ims.pcscf.io;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.ipsec.SpiAllocator;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.table.SetsPerUser;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A P-CSCF: binds its sockets and brings each datagram to its shard. Bare SIP goes by the address
 * of the UE, ESP by its SPI (which names the shard of that address), answers of the core by their
 * branch.
 */
public final class PcscfNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PcscfNode.class);

    private final PcscfConfig config;
    private final Network network;
    private final Shards shards;
    private final PcscfMeters meters;
    private final SetsPerUser perUser = new SetsPerUser();
    private volatile @Nullable Running running;

    public PcscfNode(PcscfConfig config, Network network, Shards shards, MeterRegistry meters) {
        this.config = config;
        this.network = network;
        this.shards = shards;
        this.meters = new PcscfMeters(meters);
        Gauge.builder("pcscf.shards", shards, Shards::count)
                .description("Threads of protocol work")
                .register(meters);
    }

    /** All that exists once the sockets are bound. */
    private record Running(Sockets sockets, List<PcscfShard> shards) {}

    /**
     * Binds the sockets.
     *
     * @throws IOException if an address or port is not free
     */
    public void start() throws IOException {
        Sockets sockets = open();
        PcscfConfig serving = config.carrying(sockets.esp().carriers());
        Edge edge = new Edge(HostPort.of(sockets.mw().local()), config.visitedNetwork());
        List<PcscfShard> made = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            made.add(
                    new PcscfShard(
                            serving,
                            edge,
                            shards.get(i),
                            shards.count(),
                            sockets,
                            perUser,
                            meters,
                            othersThan(i)));
        }
        running = new Running(sockets, List.copyOf(made));
        LOG.info(
                "P-CSCF serves gm={} mw={} esp={} ipsec={} reason=\"{}\"",
                sockets.gm().local(),
                sockets.mw().local(),
                sockets.esp().udp() == null ? "none" : sockets.esp().udp().local(),
                sockets.esp().text(),
                sockets.esp().reason());
    }

    /** Why it can't do its work now; empty when it can. */
    public List<String> problems() {
        return running == null ? List.of("sockets are not bound") : List.of();
    }

    /** JSON resources by their path below /api/. */
    public Map<String, ApiResource> api() {
        return Map.of(
                "associations",
                () -> ShardViews.gather(shards, this::shardOrNull, ShardViews::associations),
                "registrations",
                () -> ShardViews.gather(shards, this::shardOrNull, ShardViews::registrations));
    }

    /** Where bare SIP of UEs arrives. */
    public InetSocketAddress gm() {
        return runningNow().sockets().gm().local();
    }

    /** Where SIP of the core arrives. */
    public InetSocketAddress mw() {
        return runningNow().sockets().mw().local();
    }

    @Override
    public void close() {
        Running now = running;
        running = null;
        if (now != null) {
            now.sockets().close();
        }
    }

    private Sockets open() throws IOException {
        List<Network.Datagrams> opened = new ArrayList<>();
        try {
            Network.Datagrams gm = network.openDatagrams(config.sip(), this::gmCame);
            opened.add(gm);
            Network.Datagrams mw = network.openDatagrams(config.mw(), this::mwCame);
            opened.add(mw);
            return new Sockets(
                    gm, mw, EspCarriers.open(config, network, this::espCame, this::ipCame));
        } catch (IOException e) {
            opened.forEach(Network.Datagrams::close);
            throw e;
        }
    }

    private void gmCame(InetSocketAddress from, byte[] octets) {
        offer(shards.indexOf(from.getAddress()), shard -> shard.bareCame(from, octets));
    }

    private void mwCame(InetSocketAddress from, byte[] octets) {
        if (SipKeepAlive.isKeepAlive(octets)) {
            return;
        }
        try {
            SipMessage message = SipMessage.parse(octets);
            offer(shardOf(message), shard -> shard.coreCame(from, message));
        } catch (SipParseException e) {
            meters.discarded(PcscfMeters.Discard.NOT_SIP);
            e.answerable()
                    .ifPresent(request ->
                            offer(
                                    shards.indexOf(request.callId()),
                                    shard -> shard.brokenCoreCame(from, e, octets.length)));
        }
    }

    private void espCame(InetSocketAddress from, byte[] datagram) {
        int index = SpiAllocator.shardOf(datagram, shards.count());
        offer(index, shard -> shard.espCame(from, config.esp(), datagram));
    }

    private void ipCame(InetAddress from, byte[] packet) {
        int index = SpiAllocator.shardOf(packet, shards.count());
        offer(index, shard -> shard.ipCame(from, config.sip().getAddress(), packet));
    }

    /** Answers go where their request left; requests of the core are spread by their Call-ID. */
    private int shardOf(SipMessage message) {
        String branch = message instanceof SipResponse ? message.topVia().branch() : null;
        OptionalInt index = branch == null ? OptionalInt.empty() : TransactionLayer.shardOf(branch);
        return index.isPresent() && index.getAsInt() < shards.count()
                ? index.getAsInt()
                : shards.indexOf(message.callId());
    }

    private Registrations.OtherShards othersThan(int own) {
        return new Registrations.OtherShards() {
            @Override
            public void moved(UeKey here) {
                tell(registrations -> registrations.movedTo(here));
            }

            @Override
            public void challenged(UeKey here) {
                tell(registrations -> registrations.challengedAt(here));
            }

            private void tell(Consumer<Registrations> what) {
                for (int i = 0; i < shards.count(); i++) {
                    if (i != own) {
                        offer(i, shard -> what.accept(shard.registrations()));
                    }
                }
            }
        };
    }

    private void offer(int index, Consumer<PcscfShard> task) {
        PcscfShard shard = shardOrNull(index);
        if (shard == null) {
            return;
        }
        if (!shards.get(index).offer(() -> task.accept(shard))) {
            meters.discarded(PcscfMeters.Discard.MAILBOX_FULL);
        }
    }

    private @Nullable PcscfShard shardOrNull(int index) {
        Running now = running;
        return now == null ? null : now.shards().get(index);
    }

    private Running runningNow() {
        Running now = running;
        if (now == null) {
            throw new IllegalStateException("P-CSCF not started (expected: start() before)");
        }
        return now;
    }
}
