package org.gatehouse.ims.pcscf.io;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.SpiAllocator;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.stream.SipStreams;
import org.gatehouse.ims.core.sip.stream.StreamUser;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.explain.AssociationRow;
import org.gatehouse.ims.pcscf.explain.Incident;
import org.gatehouse.ims.pcscf.explain.LogLimit;
import org.gatehouse.ims.pcscf.explain.RegistrationRow;
import org.gatehouse.ims.pcscf.io.PcscfMeters.Discard;
import org.gatehouse.ims.pcscf.io.esp.EspCarriers;
import org.gatehouse.ims.pcscf.io.esp.TcpInside;
import org.gatehouse.ims.pcscf.journal.Journal;
import org.gatehouse.ims.pcscf.journal.JournalEntry;
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

    /** Tag of responses that no transaction stands behind: such need not differ. */
    private static final String STATELESS_TAG = "stateless";

    private final PcscfConfig config;
    private final Network network;
    private final Netlink.Source netlink;
    private final Shards shards;
    private final ShardChoice choice;
    private final MeterRegistry registry;
    private final PcscfMeters meters;
    private final TrafficMeters traffic;
    private final SetsPerUser perUser = new SetsPerUser();
    private final LogLimit<Discard> fullMailboxes = new LogLimit<>();
    private volatile @Nullable Running running;

    /** A P-CSCF that does not ask the kernel for ESP. */
    public PcscfNode(PcscfConfig config, Network network, Shards shards, MeterRegistry meters) {
        this(config, network, shards, meters, Netlink.NONE);
    }

    /**
     * A P-CSCF on a machine.
     *
     * @param netlink the way to the ESP of the kernel
     */
    public PcscfNode(
            PcscfConfig config,
            Network network,
            Shards shards,
            MeterRegistry meters,
            Netlink.Source netlink) {
        this.config = config;
        this.network = network;
        this.netlink = netlink;
        this.shards = shards;
        this.choice = new ShardChoice(shards);
        this.registry = meters;
        this.meters = new PcscfMeters(meters);
        this.traffic = new TrafficMeters(meters);
        Gauge.builder("pcscf.shards", shards, Shards::count)
                .description("Threads of protocol work")
                .register(meters);
    }

    /** All that exists once the sockets are bound. */
    private record Running(Sockets sockets, Journal journal, List<PcscfShard> shards) {}

    /**
     * Binds the sockets.
     *
     * @throws IOException if an address or port is not free
     */
    public void start() throws IOException {
        Sockets sockets = open();
        Journal journal;
        try {
            journal = openJournal();
        } catch (IOException e) {
            sockets.close();
            throw e;
        }
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
                            traffic,
                            journal,
                            othersThan(i)));
        }
        for (JournalEntry set : journal.ended().entries()) {
            made.get(shards.indexOf(set.ue())).log().restarted(set);
        }
        running = new Running(sockets, journal, List.copyOf(made));
        LOG.info(
                "P-CSCF serves gm={} mw={} esp={} ipsec={} reason=\"{}\"",
                sockets.gm().local(),
                sockets.mw().local(),
                sockets.esp().udpLocal().map(InetSocketAddress::toString).orElse("none"),
                sockets.esp().text(),
                sockets.esp().reason());
    }

    private Journal openJournal() throws IOException {
        return config.journal().isEmpty()
                ? Journal.none()
                : Journal.open(config.journal().get(), shards.get(0).now());
    }

    /** Why it can't do its work now; empty when it can. */
    public List<String> problems() {
        return running == null ? List.of("sockets are not bound") : List.of();
    }

    /** JSON resources by their path below /api/. */
    public Map<String, ApiResource> api() {
        return Map.of(
                "associations",
                this::associations,
                "registrations",
                this::registrations,
                "failures",
                this::failures,
                "explain",
                new Explanations());
    }

    /** The last failures of everyone, the oldest first. */
    public CompletionStage<List<Incident>> failures() {
        return ShardViews.gather(shards, this::shardOrNull, ShardViews::failures)
                .thenApply(all ->
                        all.stream()
                                .sorted(Comparator.comparing(i -> Instant.parse(i.at())))
                                .toList());
    }

    /** What is known of one user; empty for one that was not heard of. */
    public CompletionStage<Optional<Explanation>> explain(String impi) {
        return counted()
                .thenCompose(fresh ->
                        ShardViews.gather(
                                shards,
                                this::shardOrNull,
                                shard -> ShardViews.explain(shard, impi)))
                .thenApply(Explanation::joined)
                .thenApply(all -> Optional.of(all).filter(Explanation::knowsUser));
    }

    /** Complete when the counters of the kernel are fresh. */
    private CompletionStage<?> counted() {
        Running now = running;
        KernelHost kernel = now == null ? null : now.sockets().esp().kernel();
        return kernel == null ? CompletableFuture.completedFuture(true) : kernel.refresh();
    }

    /** /api/explain/IMPI; without an IMPI, who is registered and so can be asked for. */
    private final class Explanations implements ApiResource {
        @Override
        public CompletionStage<?> get() {
            return registrations()
                    .thenApply(rows ->
                            rows.stream().map(RegistrationRow::impi).distinct().sorted().toList());
        }

        @Override
        public CompletionStage<? extends Optional<?>> get(String name) {
            return explain(name);
        }
    }

    /** The SA table, a row for each unidirectional SA, gathered from the shards. */
    public CompletionStage<List<AssociationRow>> associations() {
        return counted()
                .thenCompose(fresh ->
                        ShardViews.gather(shards, this::shardOrNull, ShardViews::associations));
    }

    /** Who is registered through this node, gathered from the shards. */
    public CompletionStage<List<RegistrationRow>> registrations() {
        return ShardViews.gather(shards, this::shardOrNull, ShardViews::registrations);
    }

    /** Where bare SIP of UEs arrives. */
    public InetSocketAddress gm() {
        return runningNow().sockets().gm().local();
    }

    /** Where SIP of the core arrives. */
    public InetSocketAddress mw() {
        return runningNow().sockets().mw().local();
    }

    /** Where ESP inside UDP arrives, if it is carried so. */
    public Optional<InetSocketAddress> esp() {
        return runningNow().sockets().esp().udpLocal();
    }

    @Override
    public void close() {
        Running now = running;
        running = null;
        if (now != null) {
            now.sockets().close();
            now.journal().close();
        }
    }

    private Sockets open() throws IOException {
        List<AutoCloseable> opened = new ArrayList<>();
        try {
            Network.Datagrams gm = network.openDatagrams(config.sip(), this::gmCame);
            opened.add(gm);
            SipStreams gmTcp = streams("gm", network, gm.local(), new OverGm());
            opened.add(gmTcp);
            gmTcp.listen();
            Network.Datagrams mw = network.openDatagrams(config.mw(), this::mwCame);
            opened.add(mw);
            SipStreams mwTcp =
                    streams("mw", config.transport().over(network), mw.local(), new OverMw());
            opened.add(mwTcp);
            mwTcp.listen();
            EspCarriers esp = EspCarriers.open(config, network, netlink, new Protected());
            opened.add(esp::close);
            return new Sockets(
                    gm,
                    gmTcp,
                    mw,
                    mwTcp,
                    esp,
                    TcpInside.open(
                            config,
                            esp,
                            network,
                            shards.get(0),
                            new InsideEsp(),
                            this::segmentLeft,
                            registry),
                    network.names());
        } catch (IOException e) {
            for (AutoCloseable socket : opened) {
                Network.closeAfter(e, socket);
            }
            throw e;
        }
    }

    private void segmentLeft(SetId set, byte[] segment, boolean fromServerPort) {
        offer(choice.of(set), shard -> shard.segmentLeft(set, segment, fromServerPort));
    }

    private SipStreams streams(
            String role, Network over, InetSocketAddress local, StreamUser user) {
        return new SipStreams(role, over, local, shards.get(0), user, role.equals("mw"), registry);
    }

    private void gmCame(InetSocketAddress from, byte[] octets) {
        Running now = running;
        if (now != null) {
            bareCame(Flow.udp(now.sockets().gm().local(), from), octets);
        }
    }

    private void bareCame(Flow flow, byte[] octets) {
        offer(shards.indexOf(flow.remote().getAddress()), shard -> shard.bareCame(flow, octets));
    }

    private void mwCame(InetSocketAddress from, byte[] octets) {
        Running now = running;
        if (now == null || SipKeepAlive.isKeepAlive(octets)) {
            return;
        }
        Flow flow = Flow.udp(now.sockets().mw().local(), from);
        if (config.transport().tls().isPresent()) {
            offer(0, shard -> shard.discarded(Discard.UNPROTECTED, flow, "UDP on Mw"));
        } else {
            coreCame(flow, octets);
        }
    }

    private void coreCame(Flow flow, byte[] octets) {
        try {
            SipMessage message = SipMessage.parse(octets, flow.transport());
            if (message instanceof SipRequest request && !isOfTheCore(flow.remote())) {
                refuseStranger(request, flow);
                return;
            }
            offer(choice.of(message), shard -> shard.coreCame(flow, message));
        } catch (SipParseException e) {
            offer(0, shard -> shard.discarded(Discard.NOT_SIP, flow, e.message()));
            e.answerable()
                    .filter(request -> isOfTheCore(flow.remote()))
                    .ifPresent(request ->
                            offer(
                                    shards.indexOf(request.callId()),
                                    shard -> shard.brokenCoreCame(flow, e, octets.length)));
        }
    }

    /** SIP of UEs over TCP. */
    private final class OverGm implements StreamUser {
        @Override
        public void received(Flow flow, byte[] octets) {
            bareCame(flow, octets);
        }

        @Override
        public void unsent(SipMessage message, Flow flow) {
            offer(0, shard -> shard.discarded(Discard.NO_CONNECTION, flow, message.startLine()));
        }
    }

    /** SIP of UEs over TCP inside ESP. */
    private final class InsideEsp implements StreamUser {
        @Override
        public void received(Flow flow, byte[] octets) {
            offer(choice.of(flow.protectedBy()), shard -> shard.protectedCame(flow, octets));
        }

        @Override
        public void unsent(SipMessage message, Flow flow) {
            offer(choice.of(flow.protectedBy()), shard -> shard.unsent(message, flow));
        }
    }

    /** SIP of the core over TCP. */
    private final class OverMw implements StreamUser {
        @Override
        public void received(Flow flow, byte[] octets) {
            coreCame(flow, octets);
        }

        @Override
        public void unsent(SipMessage message, Flow flow) {
            if (message instanceof SipRequest request) {
                offer(choice.ofOwn(request), shard -> shard.unsent(request, flow));
            } else {
                offer(0, shard -> shard.unsent(message, flow));
            }
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
    private void refuseStranger(SipRequest request, Flow flow) {
        long soFar = traffic.count(TrafficMeters.Fate.UNTRUSTED_PEER);
        if (Long.bitCount(soFar) == 1) {
            // a line each time the number doubles: a flood must not fill the log
            LOG.warn(
                    "refused peer={} reason=not-among-trusted-peers so-far={} (expected: a core"
                            + " entity that the setting trusted-peers lists)",
                    flow.remote(),
                    soFar);
        }
        Running now = running;
        if (now != null && !request.method().equals("ACK")) {
            SipResponse answer = SipResponse.answering(request, 403).toTag(STATELESS_TAG).build();
            now.sockets().send(answer, flow);
        }
    }

    /** What comes over associations. */
    private final class Protected implements EspCarriers.Arrivals {
        @Override
        public void espCame(InetSocketAddress from, byte[] datagram) {
            int index = SpiAllocator.shardOf(datagram, shards.count());
            offer(index, shard -> shard.espCame(from, config.esp(), datagram));
        }

        @Override
        public void ipCame(InetAddress from, byte[] packet) {
            int index = SpiAllocator.shardOf(packet, shards.count());
            offer(index, shard -> shard.ipCame(from, config.sip().getAddress(), packet));
        }

        @Override
        public void kernelCame(InetSocketAddress local, InetSocketAddress from, byte[] sip) {
            int index = shards.indexOf(from.getAddress());
            offer(index, shard -> shard.kernelCame(local, from, sip));
        }
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
            mailboxFull(index);
        }
    }

    /** On a thread of the sockets, where no shard's log is at hand. */
    private void mailboxFull(int index) {
        meters.discarded(Discard.MAILBOX_FULL);
        OptionalLong leftOut;
        synchronized (fullMailboxes) {
            leftOut = fullMailboxes.admit(Discard.MAILBOX_FULL, shards.get(index).now());
        }
        if (leftOut.isPresent()) {
            LOG.warn(
                    "discarded shard={} reason={} left-out={}",
                    index,
                    Discard.MAILBOX_FULL.token(),
                    leftOut.getAsLong());
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
