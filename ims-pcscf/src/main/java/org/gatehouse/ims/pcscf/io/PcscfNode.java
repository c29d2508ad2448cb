package org.gatehouse.ims.pcscf.io;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
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
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.pcscf.config.IpsecEngine;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.table.SetsPerUser;
import org.gatehouse.ims.pcscf.table.UeKey;
import org.gatehouse.ims.pcscf.traffic.UserToken;
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

    /** Tag of responses that no transaction stands behind: such need not differ. */
    private static final String STATELESS_TAG = "stateless";

    private final PcscfConfig config;
    private final Network network;
    private final Shards shards;
    private final PcscfMeters meters;
    private final TrafficMeters traffic;
    private final SetsPerUser perUser = new SetsPerUser();
    private volatile @Nullable Running running;

    public PcscfNode(PcscfConfig config, Network network, Shards shards, MeterRegistry meters) {
        this.config = config;
        this.network = network;
        this.shards = shards;
        this.meters = new PcscfMeters(meters);
        this.traffic = new TrafficMeters(meters);
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
        Edge edge = new Edge(HostPort.of(sockets.mw().local()), config.visitedNetwork());
        List<PcscfShard> made = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            made.add(
                    new PcscfShard(
                            config,
                            edge,
                            shards.get(i),
                            shards.count(),
                            sockets,
                            perUser,
                            meters,
                            traffic,
                            othersThan(i)));
        }
        running = new Running(sockets, List.copyOf(made));
        LOG.info(
                "P-CSCF serves gm={} mw={} esp={} ipsec={} reason=\"{}\"",
                sockets.gm().local(),
                sockets.mw().local(),
                sockets.esp() == null ? "none" : sockets.esp().local(),
                ipsec(),
                config.engineReason());
    }

    /** Engine and carrier, as people write them: {@code user/udp}. */
    public String ipsec() {
        return config.engine() == IpsecEngine.OFF ? "off" : "user/udp";
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
            Network.Datagrams esp =
                    config.engine() == IpsecEngine.OFF
                            ? null
                            : network.openDatagrams(config.esp(), this::espCame);
            return new Sockets(gm, mw, esp);
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
            if (message instanceof SipRequest request && !isOfTheCore(from)) {
                refuseStranger(request, from);
                return;
            }
            offer(shardOf(message), shard -> shard.coreCame(from, message));
        } catch (SipParseException e) {
            meters.discarded(PcscfMeters.Discard.NOT_SIP);
            e.answerable()
                    .filter(request -> isOfTheCore(from))
                    .ifPresent(request ->
                            offer(
                                    shards.indexOf(request.callId()),
                                    shard -> shard.brokenCoreCame(from, e, octets.length)));
        }
    }

    /**
     * Responses need no such check: they are taken from the host alone that their request went to,
     * with a branch that nobody can guess.
     */
    private boolean isOfTheCore(InetSocketAddress from) {
        return config.peers().trusts(from.getAddress());
    }

    /**
     * "malicious UE could try to send SIP messages directly" (TS 33.203 Annex J): what comes on Mw
     * is taken for the core's, so it has to be the core that sent it.
     */
    private void refuseStranger(SipRequest request, InetSocketAddress from) {
        long soFar = traffic.count(TrafficMeters.Fate.UNTRUSTED_PEER);
        if (Long.bitCount(soFar) == 1) {
            // a line each time the number doubles: a flood must not fill the log
            LOG.warn(
                    "refused peer={} reason=not-among-trusted-peers so-far={} (expected: a core"
                            + " entity that the setting trusted-peers lists)",
                    from,
                    soFar);
        }
        Running now = running;
        if (now != null && !request.method().equals("ACK")) {
            SipResponse answer = SipResponse.answering(request, 403).toTag(STATELESS_TAG).build();
            now.sockets().mw().send(from, answer.encode());
        }
    }

    private void espCame(InetSocketAddress from, byte[] datagram) {
        int index = SpiAllocator.shardOf(datagram, shards.count());
        offer(index, shard -> shard.espCame(from, config.esp(), datagram));
    }

    /** Answers go where their request left; requests of the core to the shard of their user. */
    private int shardOf(SipMessage message) {
        OptionalInt index =
                switch (message) {
                    case SipResponse response -> shardOfBranch(response.topVia().branch());
                    case SipRequest request -> shardOfUser(request);
                };
        return index.isPresent() && index.getAsInt() < shards.count()
                ? index.getAsInt()
                : shards.indexOf(message.callId());
    }

    private static OptionalInt shardOfBranch(@Nullable String branch) {
        return branch == null ? OptionalInt.empty() : TransactionLayer.shardOf(branch);
    }

    private static OptionalInt shardOfUser(SipRequest request) {
        return UserToken.of(request).map(UserToken::shardOf).orElseGet(OptionalInt::empty);
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
