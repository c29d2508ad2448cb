package org.gatehouse.ims.hss.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.hss.cx.Account;
import org.gatehouse.ims.hss.cx.HssEffect;
import org.gatehouse.ims.hss.cx.HssEvent;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.gatehouse.ims.hss.cx.HssMachine;
import org.gatehouse.ims.hss.cx.HssState;
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
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Long, Consumer<CxAnswer>> replies = new HashMap<>();
    private long lastTicket;

    HssShard(Shard shard, SubscriberStore store, HssMachine machine, HssMeters meters) {
        this.shard = shard;
        this.store = store;
        this.machine = machine;
        this.meters = meters;
    }

    /** A subscription, or the wait for it. */
    private static final class Entry {
        private final String impi;
        private final List<Asked> waiting = new ArrayList<>();
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
        Entry entry = entries.get(impi);
        if (entry == null) {
            load(impi, asked);
        } else if (entry.state != null) {
            step(entry, asked);
        } else if (entry.waiting.size() < MOST_WAITING) {
            entry.waiting.add(asked);
        } else {
            refuse(asked, CxResult.DIAMETER_TOO_BUSY);
        }
    }

    /** Finds the private identity of a public one, for a request that has none. */
    void ownerOf(String impu, Consumer<Lookup<String>> then) {
        this.<Lookup<String>>question(
                done -> store.ownerOf(Impu.canonical(impu), done),
                then,
                () -> then.accept(new Lookup.Failed<>("the store is silent")));
    }

    private void load(String impi, Asked first) {
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
                List<Asked> waiting = List.copyOf(entry.waiting);
                entry.waiting.clear();
                waiting.forEach(asked -> step(entry, asked));
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
        entry.waiting.forEach(asked -> refuse(asked, result));
    }

    private void refuse(Asked asked, CxResult result) {
        answer(asked, Refusals.of(asked.request(), result));
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
