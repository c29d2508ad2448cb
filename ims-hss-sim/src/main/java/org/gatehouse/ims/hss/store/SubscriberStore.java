package org.gatehouse.ims.hss.store;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.gatehouse.ims.hss.subscriber.Standing;
import org.gatehouse.ims.hss.subscriber.Subscriber;

/**
 * Where subscriptions live. Nothing here blocks its caller but {@link #provision} and {@link
 * #close}; each question is answered exactly once, on any thread, also within the call.
 */
public interface SubscriberStore extends AutoCloseable {
    /** The subscription of a private identity. */
    void load(String impi, Consumer<Lookup<Stored>> done);

    /** The private identity a public one (canonical) belongs to. */
    void ownerOf(String impu, Consumer<Lookup<String>> done);

    /**
     * Keeps the standing of a subscription. Saves are done in the order of the calls.
     *
     * @param done gets true once a killed process or a power failure can't undo it
     */
    void save(String impi, Standing standing, Consumer<Boolean> done);

    /** Some subscriptions in the order of their private identities, for people to look at. */
    void list(int most, Consumer<Lookup<List<Stored>>> done);

    /**
     * Adds those subscribers whose private identity is not there yet; the others stay untouched,
     * sequence numbers above all.
     *
     * @return how many were added
     */
    int provision(Collection<Subscriber> subscribers) throws IOException;

    /** Diameter hosts of the S-CSCFs that were heard of, by their SIP names. */
    Map<String, String> servers() throws IOException;

    /** Keeps the Diameter host of an S-CSCF, soon. */
    void rememberServer(String name, String diameterHost);

    /** Number of subscriptions. */
    int size();

    /** Why the store can't do its work, one sentence each; empty when it can. */
    List<String> problems();

    /** Finishes what is under way. */
    @Override
    void close();

    /** A subscription with what is durable of it. */
    record Stored(Subscriber subscriber, Standing standing) {}
}
