package org.gatehouse.ims.hss.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.push.PushClient;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.hss.cx.HssMachine;
import org.gatehouse.ims.hss.cx.HssPolicy;
import org.gatehouse.ims.hss.cx.Order;
import org.gatehouse.ims.hss.cx.Refusals;
import org.gatehouse.ims.hss.store.Lookup;
import org.gatehouse.ims.hss.store.SubscriberStore;

/** The HSS behind Cx, however the requests come: over Diameter, or in memory. */
public final class HssService implements CxHandler {
    private final Shards shards;
    private final List<HssShard> own = new ArrayList<>();
    private final ServerHosts hosts;

    public HssService(
            HssPolicy policy, SubscriberStore store, Shards shards, MeterRegistry registry) {
        this.shards = shards;
        HssMachine machine = new HssMachine(policy);
        this.hosts = new ServerHosts(store);
        HssMeters meters = new HssMeters(registry, store);
        for (int i = 0; i < shards.count(); i++) {
            own.add(new HssShard(shards.get(i), store, machine, meters, hosts));
        }
    }

    /**
     * Opens the way to the S-CSCFs.
     *
     * @param clients the way of each shard
     * @param known Diameter hosts of S-CSCFs by their SIP names
     */
    public void connect(Function<Shard, PushClient> clients, Map<String, String> known) {
        hosts.load(known);
        own.forEach(shard -> shard.connect(clients));
    }

    /**
     * Does what the operator wants; may be called from any thread.
     *
     * @param done gets the outcome once, on any thread
     */
    public void order(String impi, Order order, Consumer<OrderOutcome> done) {
        int index = shards.indexOf(impi);
        if (!shards.get(index).offer(() -> own.get(index).order(impi, order, done))) {
            done.accept(new OrderOutcome.Declined(CxResult.DIAMETER_TOO_BUSY));
        }
    }

    @Override
    public void handle(CxRequest request, String originHost, Consumer<CxAnswer> reply) {
        hosts.seen(request, originHost);
        handle(request, reply);
    }

    @Override
    public void handle(CxRequest request, Consumer<CxAnswer> reply) {
        HssShard here = own.get(shards.indexOf(request.shardKey()));
        String impi = request.impi();
        if (impi != null) {
            here.ask(impi, request, reply);
        } else {
            here.ownerOf(request.shardKey(), owner -> handOver(owner, request, reply));
        }
    }

    /** A request without IMPI goes on to the shard of its user. */
    private void handOver(Lookup<String> owner, CxRequest request, Consumer<CxAnswer> reply) {
        switch (owner) {
            case Lookup.Found<String>(String impi) -> {
                int index = shards.indexOf(impi);
                boolean taken =
                        shards.get(index).offer(() -> own.get(index).ask(impi, request, reply));
                if (!taken) {
                    reply.accept(Refusals.of(request, CxResult.DIAMETER_TOO_BUSY));
                }
            }
            case Lookup.Missing<String> missing ->
                    reply.accept(Refusals.of(request, CxResult.DIAMETER_ERROR_USER_UNKNOWN));
            case Lookup.Busy<String> busy ->
                    reply.accept(Refusals.of(request, CxResult.DIAMETER_TOO_BUSY));
            case Lookup.Failed<String> failed ->
                    reply.accept(Refusals.of(request, CxResult.DIAMETER_UNABLE_TO_COMPLY));
        }
    }
}
