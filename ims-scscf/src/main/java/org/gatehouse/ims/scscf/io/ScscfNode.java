package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.diameter.cx.push.PushHandler;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.scscf.answer.RegisterAnswers;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.regevent.Watchers;
import org.gatehouse.ims.scscf.register.RegisterIdentity;
import org.gatehouse.ims.scscf.routing.Directory;
import org.gatehouse.ims.scscf.routing.Router;
import org.gatehouse.ims.scscf.subscriber.SubscriberMachine;

/** An S-CSCF: the subscriber machines, each IMPI on its shard, joined with SIP and the HSS. */
public final class ScscfNode implements AutoCloseable {
    /** Registrations shown at once: what a person reads and a page can hold. */
    private static final int MAX_SHOWN = 10_000;

    private final Shards shards;
    private final SipEndpoint endpoint;
    private final List<ScscfShard> users = new ArrayList<>();
    private final List<TransactionLayer> layers = new ArrayList<>();

    /** Binds the socket; nothing is served before {@link #start}. */
    public ScscfNode(
            ScscfConfig config, Network network, Shards shards, MeterRegistry meters, CxAccess cx)
            throws IOException {
        this.shards = shards;
        this.endpoint =
                new SipEndpoint(
                        "scscf",
                        config.sip(),
                        config.transport().over(network),
                        shards,
                        config.peers(),
                        meters,
                        this::shardOf);
        ScscfMeters scscfMeters = new ScscfMeters(meters);
        RegisterAnswers answers = new RegisterAnswers(config.routing().serviceRoute());
        Directory directory = new Directory();
        Router router = new Router(config.routing(), directory);
        Watchers watchers = new Watchers(directory);
        List<RegEventShard> notifiers = new ArrayList<>();
        for (int i = 0; i < shards.count(); i++) {
            int index = i;
            Shard shard = shards.get(i);
            RegEventService regEvent =
                    new RegEventService(
                            shard,
                            shards,
                            notifiers,
                            watchers,
                            config.routing(),
                            endpoint.local(),
                            new ProxyOutcomes("scscf", shard, meters));
            ProxyShard proxy =
                    new ProxyShard(
                            shard,
                            transaction -> users.get(index).registerCame(transaction),
                            router,
                            List.of(regEvent),
                            endpoint.local(),
                            config.transport(),
                            endpoint,
                            meters);
            RegEventShard notifier =
                    new RegEventShard(
                            i,
                            shard,
                            endpoint.local(),
                            proxy.sender(),
                            config.peers(),
                            watchers,
                            meters);
            ScscfShard user =
                    new ScscfShard(
                            shard,
                            cx.clientFor(shard),
                            new SubscriberMachine(
                                    config.auth(), config.registrar(), config.reauthentication()),
                            answers,
                            directory,
                            notifier,
                            scscfMeters);
            users.add(user);
            notifiers.add(notifier);
            layers.add(proxy.layer());
        }
    }

    public void start() {
        endpoint.start(layers);
    }

    public InetSocketAddress local() {
        return endpoint.local();
    }

    /** Takes RTR and PPR. */
    public PushHandler pushHandler() {
        return new HssPushes(shards, users);
    }

    /** What the operator can have done, by POST. */
    public Map<String, ApiAction> actions() {
        return Map.of("reauthenticate", new ReauthenticateAction(shards, users));
    }

    /** What is registered now, gathered from the shards. */
    public CompletionStage<List<RegistrationView>> registrations() {
        CompletableFuture<List<RegistrationView>> all =
                CompletableFuture.completedFuture(List.of());
        for (int i = 0; i < shards.count(); i++) {
            all = all.thenCombine(registrationsOf(i), ScscfNode::joined);
        }
        return all;
    }

    @Override
    public void close() {
        endpoint.close();
    }

    private CompletableFuture<List<RegistrationView>> registrationsOf(int index) {
        CompletableFuture<List<RegistrationView>> part = new CompletableFuture<>();
        ScscfShard user = users.get(index);
        boolean taken = shards.get(index).offer(() -> part.complete(user.registrations()));
        if (!taken) {
            part.completeExceptionally(new IOException("shard " + index + " is overloaded"));
        }
        return part;
    }

    private static List<RegistrationView> joined(
            List<RegistrationView> one, List<RegistrationView> other) {
        List<RegistrationView> both = new ArrayList<>(one);
        both.addAll(other.subList(0, Math.min(other.size(), MAX_SHOWN - one.size())));
        return both;
    }

    /**
     * A REGISTER goes to the shard of its IMPI, any other request to that of its Call-ID, and a
     * response back to where its request was sent.
     */
    private int shardOf(SipMessage message) {
        return switch (message) {
            case SipRequest request ->
                    request.method().equals("REGISTER")
                            ? shards.indexOf(RegisterIdentity.shardKey(request))
                            : shards.indexOf(request.callId());
            case SipResponse response -> {
                String branch = response.topVia().branch();
                OptionalInt index =
                        branch == null ? OptionalInt.empty() : TransactionLayer.shardOf(branch);
                yield index.isPresent() && index.getAsInt() < shards.count()
                        ? index.getAsInt()
                        : shards.indexOf(response.callId());
            }
        };
    }
}
