package org.gatehouse.ims.core.sip.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIP over TCP inside SAs. A set has two connections at most: the one this end opened, and the one
 * the peer opened. "An already existing TCP connection may be reused by both the P-CSCF or the UE;
 * but it is not mandatory" (TS 33.203 clause 7.1): a message leaves on the connection of its flow,
 * else on the other one, else on a new one from the own client port to the peer's server port. The
 * end of a connection says nothing of the registration.
 */
public final class ProtectedStreams implements InnerStreams.Acceptor, StreamOwner, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProtectedStreams.class);

    private final InnerStreams engine;
    private final StreamUser user;
    private final StreamMeters meters;
    private final StreamClock clock;
    private final Map<SetId, OfSet> sets = new ConcurrentHashMap<>();
    private final AtomicInteger open = new AtomicInteger();

    /** Makes the engine, which gives what peers open to the acceptor. */
    @FunctionalInterface
    public interface Engine<E extends Exception> {
        InnerStreams open(InnerStreams.Acceptor acceptor) throws E;
    }

    /** The connections of one set. */
    private static final class OfSet {
        private final Flow own;
        private final List<StreamConnection> alive = new ArrayList<>(2);
        private boolean isInstalled;

        OfSet(AssociationSet set) {
            own =
                    new Flow(
                            TransportProtocol.TCP,
                            set.local().clientAddress(),
                            set.remote().serverAddress(),
                            set.id());
        }

        synchronized void add(StreamConnection connection) {
            alive.add(connection);
        }

        /** Those that waited for it. */
        synchronized List<StreamConnection> installed() {
            isInstalled = true;
            List<StreamConnection> early = towards(own);
            early.removeIf(connection -> !connection.flow().equals(own));
            return early;
        }

        synchronized boolean isInstalled() {
            return isInstalled;
        }

        synchronized boolean remove(StreamConnection connection) {
            return alive.remove(connection);
        }

        /** All that stand or are about to, that of the flow in front. */
        synchronized List<StreamConnection> towards(Flow flow) {
            List<StreamConnection> all = new ArrayList<>(alive);
            all.removeIf(connection -> !connection.isAlive());
            all.sort((a, b) -> Boolean.compare(b.flow().equals(flow), a.flow().equals(flow)));
            return all;
        }
    }

    /**
     * @param role name in metrics
     * @param keeper the shard whose timer ends idle connections
     */
    public <E extends Exception> ProtectedStreams(
            String role, Engine<E> engine, Shard keeper, StreamUser user, MeterRegistry meters)
            throws E {
        this.user = user;
        this.clock = new StreamClock(keeper, this::check, () -> open.get() > 0);
        this.meters = new StreamMeters(role, open::get, meters);
        this.engine = engine.open(this);
    }

    /** A set is about to be installed: what is to leave through it waits for {@link #open}. */
    public void expect(AssociationSet set) {
        sets.put(set.id(), new OfSet(set));
    }

    /** A set was installed: its connections are welcome. */
    public void open(AssociationSet set) {
        OfSet of = sets.computeIfAbsent(set.id(), id -> new OfSet(set));
        engine.open(set);
        of.installed().forEach(early -> engine.connect(set.id(), early));
    }

    /** A set is gone, and its connections with it. */
    public void close(SetId set) {
        OfSet gone = sets.remove(set);
        if (gone != null) {
            engine.close(set);
            for (StreamConnection connection : gone.towards(gone.own)) {
                connection.close(StreamEnd.SET_GONE);
                if (!gone.isInstalled()) {
                    // the engine does not know of it
                    connection.closed(null);
                }
            }
        }
    }

    /** Connections that stand or are about to. */
    public int connections() {
        return open.get();
    }

    /**
     * Sends a message through a set, of which the flow says the name and, for an answer, the
     * connection that its request came on. From any thread; what can't be sent comes back to the
     * user.
     */
    public void send(SipMessage message, Flow flow) {
        SetId set = flow.protectedBy();
        OfSet of = set == null ? null : sets.get(set);
        if (of == null) {
            user.unsent(message, flow);
            return;
        }
        boolean tried = false;
        for (StreamConnection connection : of.towards(flow)) {
            if (connection.send(message)) {
                return;
            }
            tried |= connection.flow().equals(of.own);
        }
        // one that is full is not doubled: both would have the same ports
        if (tried || !connection(of).send(message)) {
            user.unsent(message, flow);
        }
    }

    private StreamConnection connection(OfSet of) {
        StreamConnection fresh = new StreamConnection(this, of.own, now());
        SetId set = of.own.protectedBy();
        if (set == null) {
            throw new IllegalStateException("a flow of a set has its name");
        }
        synchronized (of) {
            for (StreamConnection known : of.towards(of.own)) {
                if (known.flow().equals(of.own)) {
                    return known;
                }
            }
            begun(of, fresh);
            if (!of.isInstalled()) {
                return fresh;
            }
        }
        engine.connect(set, fresh);
        return fresh;
    }

    @Override
    public StreamHandler accept(Flow flow) {
        StreamConnection fresh = new StreamConnection(this, flow, now());
        SetId set = flow.protectedBy();
        OfSet of = set == null ? null : sets.get(set);
        if (of == null) {
            open.incrementAndGet();
            fresh.close(StreamEnd.SET_GONE);
        } else {
            begun(of, fresh);
        }
        return fresh;
    }

    private void begun(OfSet of, StreamConnection fresh) {
        open.incrementAndGet();
        of.add(fresh);
        clock.run();
    }

    private void check(int now) {
        for (OfSet of : sets.values()) {
            of.towards(of.own).forEach(connection -> connection.check(now));
        }
    }

    // ---- what connections ask for

    @Override
    public int now() {
        return clock.now();
    }

    @Override
    public StreamUser user() {
        return user;
    }

    @Override
    public void ended(StreamConnection connection, StreamEnd why, @Nullable Throwable cause) {
        Flow flow = connection.flow();
        SetId set = flow.protectedBy();
        OfSet of = set == null ? null : sets.get(set);
        if (of != null) {
            of.remove(connection);
        }
        open.decrementAndGet();
        meters.ended(why);
        LOG.debug(
                "TCP connection of {} with {} ended: {} {}",
                set,
                flow.remote(),
                why.token(),
                String.valueOf(cause));
    }

    @Override
    public void log(Flow flow, String reason) {
        LOG.debug("TCP connection of {} broken: {}", flow.protectedBy(), reason);
    }

    @Override
    public void close() {
        for (OfSet of : sets.values()) {
            of.towards(of.own).forEach(connection -> connection.close(StreamEnd.STOPPED));
        }
        engine.close();
    }
}
