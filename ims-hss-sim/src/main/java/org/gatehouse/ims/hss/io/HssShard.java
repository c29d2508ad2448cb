package org.gatehouse.ims.hss.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.push.PushClient;
import org.gatehouse.ims.core.diameter.cx.push.PushOutcome;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.hss.cx.Account;
import org.gatehouse.ims.hss.cx.HssEffect;
import org.gatehouse.ims.hss.cx.HssEvent;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.gatehouse.ims.hss.cx.HssEvent.Ordered;
import org.gatehouse.ims.hss.cx.HssEvent.Work;
import org.gatehouse.ims.hss.cx.HssMachine;
import org.gatehouse.ims.hss.cx.HssState;
import org.gatehouse.ims.hss.cx.Order;
import org.gatehouse.ims.hss.cx.Refusals;
import org.gatehouse.ims.hss.store.Lookup;
import org.gatehouse.ims.hss.store.SubscriberStore;
import org.gatehouse.ims.hss.store.SubscriberStore.Stored;
import org.gatehouse.ims.hss.subscriber.Impu;
import org.jspecify.annotations.Nullable;

/**
 * The subscriptions of one shard: loads them when someone asks, runs their machine, and does what
 * it says. Touched on that shard alone.
 */
final class HssShard {
    /**
     * Subscriptions kept in memory. Reason: some 2 KB each; one that nobody asked for longest is
     * loaded again when someone does, at the cost of the rest of its block of numbers.
     */
    static final int MOST_KEPT = 100_000;

    /** Of the longest unused, how many are looked at to find one that can be dropped. */
    private static final int EVICTION_TRIES = 8;

    /** Requests that wait until a subscription is loaded. */
    private static final int MOST_WAITING = 64;

    /** Time for the store; a CSCF waits little longer for its answer. */
    static final Duration STORE_TIME = Duration.ofSeconds(4);

    private final Shard shard;
    private final SubscriberStore store;
    private final HssMachine machine;
    private final HssMeters meters;
    private final ServerHosts hosts;
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, Consumer<CxAnswer>> replies = new HashMap<>();
    private final Map<Long, Consumer<OrderOutcome>> orders = new HashMap<>();
    private long lastTicket;
    private volatile @Nullable PushClient pushClient;

    HssShard(
            Shard shard,
            SubscriberStore store,
            HssMachine machine,
            HssMeters meters,
            ServerHosts hosts) {
        this.shard = shard;
        this.store = store;
        this.machine = machine;
        this.meters = meters;
        this.hosts = hosts;
    }

    /** Opens the way to the S-CSCFs. */
    void connect(Function<Shard, PushClient> clients) {
        pushClient = clients.apply(shard);
    }

    /** A subscription, or the wait for it. */
    private static final class Entry {
        private final String impi;
        private final List<Work> waiting = new ArrayList<>();
        private @Nullable HssState state;

        private Entry(String impi) {
            this.impi = impi;
        }
    }

    /** Answers a request about the subscription of a private identity. */
    void ask(String impi, CxRequest request, Consumer<CxAnswer> reply) {
        byte[] randomness = new byte[HssMachine.randomnessFor(request)];
        shard.random().nextBytes(randomness);
        Asked asked = new Asked(++lastTicket, request, randomness);
        replies.put(asked.ticket(), reply);
        work(impi, asked);
    }

    /** Does what the operator wants for the subscription of a private identity. */
    void order(String impi, Order order, Consumer<OrderOutcome> done) {
        Ordered ordered = new Ordered(++lastTicket, order);
        orders.put(ordered.ticket(), done);
        work(impi, ordered);
    }

    private void work(String impi, Work work) {
        Entry entry = entries.get(impi);
        if (entry == null) {
            load(impi, work);
        } else if (entry.state != null) {
            step(entry, work);
        } else if (entry.waiting.size() < MOST_WAITING) {
            entry.waiting.add(work);
        } else {
            refuse(work, CxResult.DIAMETER_TOO_BUSY);
        }
    }

    /** Finds the private identity of a public one, for a request that has none. */
    void ownerOf(String impu, Consumer<Lookup<String>> then) {
        this.<Lookup<String>>question(
                done -> store.ownerOf(Impu.canonical(impu), done),
                then,
                () -> then.accept(new Lookup.Failed<>("the store is silent")));
    }

    private void load(String impi, Work first) {
        Entry entry = new Entry(impi);
        entry.waiting.add(first);
        entries.put(impi, entry);
        this.<Lookup<Stored>>question(
                done -> store.load(impi, done),
                answer -> loaded(entry, answer),
                () -> refuseAll(entry, CxResult.DIAMETER_UNABLE_TO_COMPLY));
    }

    private void loaded(Entry entry, Lookup<Stored> answer) {
        switch (answer) {
            case Lookup.Found<Stored>(Stored stored) -> {
                Account account = Account.loaded(stored.subscriber(), stored.standing());
                entry.state = new HssState.Serving(account);
                List<Work> waiting = List.copyOf(entry.waiting);
                entry.waiting.clear();
                waiting.forEach(work -> step(entry, work));
                evict();
            }
            case Lookup.Missing<Stored> missing ->
                    refuseAll(entry, CxResult.DIAMETER_ERROR_USER_UNKNOWN);
            case Lookup.Busy<Stored> busy -> refuseAll(entry, CxResult.DIAMETER_TOO_BUSY);
            case Lookup.Failed<Stored> failed ->
                    refuseAll(entry, CxResult.DIAMETER_UNABLE_TO_COMPLY);
        }
    }

    private void step(Entry entry, HssEvent event) {
        HssState state = entry.state;
        if (state == null) {
            return;
        }
        Step<HssState, HssEffect> step = machine.on(state, event);
        entry.state = step.next();
        for (HssEffect effect : step.effects()) {
            run(entry, effect);
        }
    }

    private void run(Entry entry, HssEffect effect) {
        switch (effect) {
            case HssEffect.Answer(Asked asked, CxAnswer answer) -> answer(asked, answer);
            case HssEffect.Push push -> push(push);
            case HssEffect.Declined declined ->
                    ended(declined.ordered(), new OrderOutcome.Declined(declined.reason()));
            case HssEffect.Save save ->
                    this.<Boolean>question(
                            done -> store.save(save.impi(), save.standing(), done),
                            durable ->
                                    step(
                                            entry,
                                            durable
                                                    ? new HssEvent.Saved()
                                                    : new HssEvent.SaveFailed("not stored")),
                            () -> step(entry, new HssEvent.SaveFailed("the store is silent")));
            case HssEffect.FindOwner(Asked asked, String impu) ->
                    ownerOf(impu, found -> ownerFound(entry, asked, found));
            case HssEffect.Forget() -> {
                meters.saveFailed();
                entries.remove(entry.impi, entry);
            }
        }
    }

    private void ownerFound(Entry entry, Asked asked, Lookup<String> found) {
        switch (found) {
            case Lookup.Found<String> owner -> step(entry, new HssEvent.OwnerFound(asked, true));
            case Lookup.Missing<String> missing ->
                    step(entry, new HssEvent.OwnerFound(asked, false));
            case Lookup.Busy<String> busy -> refuse(asked, CxResult.DIAMETER_TOO_BUSY);
            case Lookup.Failed<String> failed -> refuse(asked, CxResult.DIAMETER_UNABLE_TO_COMPLY);
        }
    }

    private void refuseAll(Entry entry, CxResult result) {
        entries.remove(entry.impi, entry);
        entry.waiting.forEach(work -> refuse(work, result));
    }

    private void refuse(Work work, CxResult result) {
        switch (work) {
            case Asked asked -> answer(asked, Refusals.of(asked.request(), result));
            case Ordered ordered -> ended(ordered, new OrderOutcome.Declined(result));
        }
    }

    /** The requests go one after the other; the first that fails ends it. */
    private void push(HssEffect.Push push) {
        String host = hosts.of(push.serverName()).orElse(null);
        PushClient client = pushClient;
        if (host == null || client == null) {
            ended(
                    push.ordered(),
                    new OrderOutcome.NotTold(
                            push.serverName(), "no Diameter host is known for it"));
        } else if (push.requests().isEmpty()) {
            ended(push.ordered(), new OrderOutcome.Done(push.serverName()));
        } else {
            PushRequest request = push.requests().getFirst();
            client.send(request, host, outcome -> pushed(push, request, outcome));
        }
    }

    private void pushed(HssEffect.Push push, PushRequest request, PushOutcome outcome) {
        meters.pushed(request, outcome);
        switch (outcome) {
            case PushOutcome.Answered(CxResult result) when result.isSuccess() ->
                    push(
                            new HssEffect.Push(
                                    push.ordered(),
                                    push.serverName(),
                                    push.requests().subList(1, push.requests().size())));
            case PushOutcome.Answered(CxResult result) ->
                    ended(
                            push.ordered(),
                            new OrderOutcome.NotTold(push.serverName(), "it answered " + result));
            case PushOutcome.Failed(String reason) ->
                    ended(push.ordered(), new OrderOutcome.NotTold(push.serverName(), reason));
        }
    }

    private void ended(Ordered ordered, OrderOutcome outcome) {
        Consumer<OrderOutcome> done = orders.remove(ordered.ticket());
        if (done != null) {
            done.accept(outcome);
        }
    }

    private void answer(Asked asked, CxAnswer answer) {
        Consumer<CxAnswer> reply = replies.remove(asked.ticket());
        if (reply != null) {
            meters.answered(asked.request(), answer);
            reply.accept(answer);
        }
    }

    /** Asks the store; one of the two runs afterwards, once, on this shard. */
    private <T> void question(
            Consumer<Consumer<T>> question, Consumer<T> answered, Runnable silent) {
        Once once = new Once();
        Shard.Timer timer =
                shard.schedule(
                        STORE_TIME,
                        () -> {
                            if (once.first()) {
                                silent.run();
                            }
                        });
        // if the mailbox is full the timer ends the wait
        question.accept(answer ->
                shard.offer(() -> {
                    if (once.first()) {
                        timer.cancel();
                        answered.accept(answer);
                    }
                }));
    }

    private static final class Once {
        private boolean over;

        private boolean first() {
            boolean first = !over;
            over = true;
            return first;
        }
    }

    private void evict() {
        if (entries.size() <= MOST_KEPT) {
            return;
        }
        Iterator<Entry> longestUnused = entries.values().iterator();
        for (int i = 0; i < EVICTION_TRIES && longestUnused.hasNext(); i++) {
            if (longestUnused.next().state instanceof HssState.Serving) {
                longestUnused.remove();
                return;
            }
        }
    }
}
