package org.gatehouse.ims.scscf.io;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.scscf.io.RegEventShard.Verdict;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.regevent.SubscribeReader;
import org.gatehouse.ims.scscf.regevent.SubscribeRequest;
import org.gatehouse.ims.scscf.regevent.Watched;
import org.gatehouse.ims.scscf.regevent.Watchers;
import org.gatehouse.ims.scscf.routing.Arrival;
import org.gatehouse.ims.scscf.routing.LocalService;
import org.gatehouse.ims.scscf.routing.RoutingPolicy;

/**
 * Takes SUBSCRIBEs to the reg event package on the shard where they come, has that of the user
 * decide, and answers.
 */
final class RegEventService implements LocalService {
    private final Shard shard;
    private final Shards shards;
    private final List<RegEventShard> notifiers;
    private final Watchers watchers;
    private final RoutingPolicy policy;
    private final String contact;
    private final ProxyOutcomes outcomes;

    /**
     * @param notifiers one a shard; all there before the first request
     */
    RegEventService(
            Shard shard,
            Shards shards,
            List<RegEventShard> notifiers,
            Watchers watchers,
            RoutingPolicy policy,
            InetSocketAddress local,
            ProxyOutcomes outcomes) {
        this.shard = shard;
        this.shards = shards;
        this.notifiers = notifiers;
        this.watchers = watchers;
        this.policy = policy;
        this.contact = RegEventShard.contact(local);
        this.outcomes = outcomes;
    }

    @Override
    public boolean takes(Arrival arrival) {
        SipRequest request = arrival.request();
        return request.method().equals("SUBSCRIBE")
                && arrival.kind() != Arrival.Kind.ROUTED
                && (policy.isOwn(request.requestUri())
                        || (SubscribeReader.isOfPackage(request)
                                && watchers.concernsUserOfOurs(arrival)));
    }

    @Override
    public void serve(ServerTransaction transaction, Arrival arrival) {
        switch (SubscribeReader.read(arrival.request())) {
            case SubscribeReader.Reading.Refused refused ->
                    outcomes.refuse(transaction, refused.refusal());
            case SubscribeReader.Reading.Read(SubscribeRequest request) -> {
                String tag = request.ownTag();
                if (tag == null) {
                    begin(transaction, arrival, request);
                } else {
                    hand(
                            transaction,
                            RegEventShard.shardOf(tag),
                            (notifier, verdict) -> notifier.resubscribe(request, verdict));
                }
            }
        }
    }

    private void begin(ServerTransaction transaction, Arrival arrival, SubscribeRequest request) {
        Optional<Watched> watched = watchers.authorise(arrival);
        if (watched.isEmpty()) {
            String whose = arrival.request().requestUri();
            outcomes.refuse(transaction, new Refusal.SubscriberNotAllowed(whose));
            return;
        }
        hand(
                transaction,
                shards.indexOf(watched.get().impi()),
                (notifier, verdict) -> notifier.subscribe(request, watched.get(), verdict));
    }

    /** What is done on the shard of the user. */
    private interface Work {
        void on(RegEventShard notifier, Consumer<Verdict> verdict);
    }

    private void hand(ServerTransaction transaction, int index, Work work) {
        if (index < 0 || index >= notifiers.size()) {
            outcomes.refuse(transaction, new Refusal.NoSuchSubscription());
            return;
        }
        // an answer for which there is no room is asked for again by the next SUBSCRIBE
        Consumer<Verdict> back = verdict -> shard.offer(() -> answer(transaction, verdict));
        if (!shards.get(index).offer(() -> work.on(notifiers.get(index), back))) {
            outcomes.refuse(transaction, new Refusal.Overloaded());
        }
    }

    private void answer(ServerTransaction transaction, Verdict verdict) {
        switch (verdict) {
            case Verdict.Refused refused -> outcomes.refuse(transaction, refused.refusal());
            case Verdict.Accepted accepted -> {
                SipRequest request = transaction.request();
                ResponseEditor answer =
                        SipResponse.answering(request, 200).toTag(accepted.ownTag());
                request.headers("Record-Route").forEach(value -> answer.add("Record-Route", value));
                transaction.respond(
                        answer.add("Contact", contact)
                                .add("Expires", Long.toString(accepted.expires().toSeconds()))
                                .build());
            }
        }
    }
}
