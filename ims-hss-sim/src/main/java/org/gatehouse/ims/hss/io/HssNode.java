package org.gatehouse.ims.hss.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.io.DiameterCxServer;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.hss.config.HssConfig;
import org.gatehouse.ims.hss.config.LabSubscribers;
import org.gatehouse.ims.hss.cx.Order;
import org.gatehouse.ims.hss.store.Lookup;
import org.gatehouse.ims.hss.store.SubscriberStore;
import org.gatehouse.ims.hss.store.SubscriberStore.Stored;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An HSS: serves Cx over Diameter from a store of subscribers. */
public final class HssNode implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HssNode.class);

    /** Subscriptions in one answer of /api/subscribers: a page for a person. */
    private static final int MOST_SHOWN = 1_000;

    private final HssConfig config;
    private final SubscriberStore store;
    private final HssService service;
    private final DiameterCxServer server;
    private @Nullable InetSocketAddress cx;

    /**
     * @param store is provisioned at the start, and closed with the node
     */
    public HssNode(
            HssConfig config,
            SubscriberStore store,
            Network network,
            Shards shards,
            MeterRegistry meters) {
        this.config = config;
        this.store = store;
        this.service = new HssService(config.policy(), store, shards, meters);
        // "monotonically increasing value that is advanced whenever a Diameter entity restarts"
        // (RFC 6733 clause 8.16)
        int originState = (int) shards.get(0).now().getEpochSecond();
        LocalPeer own =
                new LocalPeer(
                        config.diameterHost(), config.homeDomain(), "Gatehouse HSS", originState);
        Network cxNetwork = config.tls().map(network::secured).orElse(network);
        this.server =
                new DiameterCxServer(own, PeerTimes.DEFAULT, cxNetwork, shards, service, meters);
    }

    /** Adds the subscribers that are not there yet, then serves. */
    public void start() throws IOException {
        List<Subscriber> lab = LabSubscribers.of(config.homeDomain(), config.labSubscribers());
        int added = store.provision(lab) + store.provision(config.ownSubscribers());
        service.connect(server::pushClient, store.servers());
        cx = server.listen(config.cx(), config.peers());
        LOG.info("serving cx={} subscribers={} added={}", cx, store.size(), added);
    }

    /** Where Diameter is served, once started. */
    public InetSocketAddress cx() {
        return Objects.requireNonNull(cx, "not started");
    }

    /** Has something done with a subscription; the outcome comes on its shard. */
    public void order(String impi, Order order, Consumer<OrderOutcome> done) {
        service.order(impi, order, done);
    }

    /** Why the node can't do its work, one sentence each; empty when it can. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>(store.problems());
        if (cx == null) {
            problems.add("not started");
        }
        return problems;
    }

    /** JSON resources of /api/. */
    public Map<String, ApiResource> api() {
        return Map.of("subscribers", this::subscribers);
    }

    /** What the operator can have done, by POST. */
    public Map<String, ApiAction> actions() {
        HssOrders orders = new HssOrders(service);
        return Map.of("deregister", orders::deregister, "push-profile", orders::pushProfile);
    }

    @Override
    public void close() {
        server.close();
        store.close();
    }

    private CompletableFuture<SubscriberView.Page> subscribers() {
        CompletableFuture<SubscriberView.Page> page = new CompletableFuture<>();
        store.list(
                MOST_SHOWN,
                answer -> {
                    if (answer instanceof Lookup.Found<List<Stored>>(List<Stored> found)) {
                        page.complete(
                                new SubscriberView.Page(
                                        store.size(),
                                        found.stream().map(SubscriberView::of).toList()));
                    } else {
                        page.completeExceptionally(new IOException("the store can't answer now"));
                    }
                });
        return page;
    }
}
