package org.gatehouse.ims.core.diameter.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerMachine;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.Network.StreamHandler;
import org.gatehouse.ims.core.runtime.Shards;
import org.jspecify.annotations.Nullable;

/**
 * A Diameter node: connects to peers and stays connected, or listens for them. Each peer is run by
 * one shard; a peer that sends garbage is cut off and counted.
 */
public final class DiameterNode implements AutoCloseable {
    /** Connections that may be open to a listening node: the CSCFs of a large network, twice. */
    public static final int MAX_CONNECTIONS = 256;

    /** Of these, those from addresses that are not allowed: enough to tell them why. */
    static final int MAX_STRANGERS = 16;

    private final LocalPeer own;
    private final Network network;
    private final Shards shards;
    private final DiameterApplication application;
    private final DiameterMeters meters;
    private final PeerTimes times;
    private final Set<PeerLink> links = ConcurrentHashMap.newKeySet();
    private volatile Network.@Nullable Listener listener;

    public DiameterNode(
            LocalPeer own,
            PeerTimes times,
            Network network,
            Shards shards,
            DiameterApplication application,
            MeterRegistry registry) {
        this(own, times, network, shards, application, new DiameterMeters(registry));
    }

    DiameterNode(
            LocalPeer own,
            PeerTimes times,
            Network network,
            Shards shards,
            DiameterApplication application,
            DiameterMeters meters) {
        this.own = own;
        this.network = network;
        this.shards = shards;
        this.application = application;
        this.meters = meters;
        this.times = times;
    }

    /** Connects to a peer, and again whenever the connection is lost. */
    public PeerLink connect(InetSocketAddress remote) {
        PeerLink link = newLink(new PeerMachine(own, times), remote);
        links.add(link);
        link.start();
        return link;
    }

    /**
     * Listens for peers.
     *
     * @param allowed whom to talk to; anyone else is answered with 3010
     * @return the address that it listens on, with its port
     */
    public InetSocketAddress listen(InetSocketAddress local, AllowedPeers allowed)
            throws IOException {
        PeerMachine machine = new PeerMachine(own, times, allowed);
        Network.Listener open = network.listen(local, remote -> accept(machine, allowed, remote));
        listener = open;
        return open.local();
    }

    private StreamHandler accept(
            PeerMachine machine, AllowedPeers allowed, InetSocketAddress remote) {
        PeerLink link = newLink(machine, remote);
        PeerConnection connection = link.accepted();
        if (links.size() >= MAX_CONNECTIONS) {
            meters.dropped(DiameterMeters.Drop.TOO_MANY_CONNECTIONS).increment();
            connection.close();
        } else if (!allowed.mayConnectFrom(remote.getAddress())
                && strangers(allowed) >= MAX_STRANGERS) {
            meters.dropped(DiameterMeters.Drop.TOO_MANY_STRANGERS).increment();
            connection.close();
        } else {
            links.add(link);
        }
        return connection;
    }

    private long strangers(AllowedPeers allowed) {
        return links.stream()
                .filter(link -> !allowed.mayConnectFrom(link.remote().getAddress()))
                .count();
    }

    /** The best open link of those that fit. */
    Optional<PeerLink> openLink(Predicate<PeerLink> fits) {
        return best(links.stream().filter(fits));
    }

    /** The first that is reliable, or else the first that is open. */
    static Optional<PeerLink> best(Stream<PeerLink> links) {
        PeerLink open = null;
        for (PeerLink link : (Iterable<PeerLink>) links::iterator) {
            if (link.isReliable()) {
                return Optional.of(link);
            }
            if (open == null && link.isOpen()) {
                open = link;
            }
        }
        return Optional.ofNullable(open);
    }

    private PeerLink newLink(PeerMachine machine, InetSocketAddress remote) {
        return new PeerLink(this, machine, shards.forKey(remote), remote);
    }

    /** A link that will do nothing more. */
    void ended(PeerLink link) {
        links.remove(link);
    }

    LocalPeer own() {
        return own;
    }

    Network network() {
        return network;
    }

    DiameterApplication application() {
        return application;
    }

    DiameterMeters meters() {
        return meters;
    }

    /** Says goodbye to all peers and stops listening. */
    @Override
    public void close() {
        Network.Listener open = listener;
        if (open != null) {
            open.close();
            listener = null;
        }
        links.forEach(PeerLink::stop);
    }
}
