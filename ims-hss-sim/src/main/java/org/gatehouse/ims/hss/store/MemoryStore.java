package org.gatehouse.ims.hss.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.hss.subscriber.Subscriber.ImplicitSet;

/** Subscriptions in memory, for simulated networks: answers at once, forgets all at its end. */
public final class MemoryStore implements SubscriberStore {
    private final ConcurrentMap<String, Stored> byImpi = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> owners = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> servers = new ConcurrentHashMap<>();

    @Override
    public void load(String impi, Consumer<Lookup<Stored>> done) {
        Stored stored = byImpi.get(impi);
        done.accept(stored == null ? new Lookup.Missing<>() : new Lookup.Found<>(stored));
    }

    @Override
    public void ownerOf(String impu, Consumer<Lookup<String>> done) {
        String impi = owners.get(impu);
        done.accept(impi == null ? new Lookup.Missing<>() : new Lookup.Found<>(impi));
    }

    @Override
    public void save(String impi, Standing standing, Consumer<Boolean> done) {
        Stored saved =
                byImpi.computeIfPresent(
                        impi, (key, stored) -> new Stored(stored.subscriber(), standing));
        done.accept(saved != null);
    }

    @Override
    public void list(int most, Consumer<Lookup<List<Stored>>> done) {
        done.accept(
                new Lookup.Found<>(
                        byImpi.keySet().stream().sorted().limit(most).map(byImpi::get).toList()));
    }

    @Override
    public int provision(Collection<Subscriber> subscribers) {
        int added = 0;
        for (Subscriber subscriber : subscribers) {
            Standing fresh = Standing.fresh(subscriber.sets().size());
            if (byImpi.putIfAbsent(subscriber.impi(), new Stored(subscriber, fresh)) == null) {
                added++;
                for (ImplicitSet set : subscriber.sets()) {
                    for (Identity identity : set.identities()) {
                        owners.put(identity.impu(), subscriber.impi());
                    }
                }
            }
        }
        return added;
    }

    @Override
    public Map<String, String> servers() {
        return Map.copyOf(servers);
    }

    @Override
    public void rememberServer(String name, String diameterHost) {
        servers.put(name, diameterHost);
    }

    @Override
    public int size() {
        return byImpi.size();
    }

    @Override
    public List<String> problems() {
        return List.of();
    }

    @Override
    public void close() {
        byImpi.clear();
        owners.clear();
    }
}
