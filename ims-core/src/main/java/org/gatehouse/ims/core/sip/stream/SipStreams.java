package org.gatehouse.ims.core.sip.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.SourceBlock;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipResponse;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TCP or TLS connections of one node at one address: those that peers open and those opened to
 * peers, one for each address and port, used for all that goes there (RFC 3261 clause 18). Time is
 * counted in whole seconds on one shard, as long as there is a connection.
 */
public final class SipStreams implements AutoCloseable, StreamOwner {
    private static final Logger LOG = LoggerFactory.getLogger(SipStreams.class);
    private static final int SIP_PORT = 5060;

    private final Network network;
    private final InetSocketAddress local;
    private final StreamUser user;
    private final boolean answersElsewhere;
    private final Map<InetSocketAddress, StreamConnection> connections = new ConcurrentHashMap<>();
    private final Map<SourceBlock, Integer> perSource = new ConcurrentHashMap<>();
    private final StreamMeters meters;
    private final StreamClock clock;
    private volatile Network.@Nullable Listener listener;

    /**
     * @param role name in metrics: gm, mw, icscf, scscf or ue
     * @param local own address, and the port that flows and Via name
     * @param keeper the shard whose timer ends idle connections
     * @param answersElsewhere whether an answer whose connection is gone is worth a new one to the
     *     port in Via (RFC 3261 18.2.2); not towards UEs, whom nobody vouches for
     */
    public SipStreams(
            String role,
            Network network,
            InetSocketAddress local,
            Shard keeper,
            StreamUser user,
            boolean answersElsewhere,
            MeterRegistry meters) {
        this.network = network;
        this.local = local;
        this.user = user;
        this.answersElsewhere = answersElsewhere;
        this.meters = new StreamMeters(role, connections::size, meters);
        this.clock =
                new StreamClock(
                        keeper,
                        now -> connections.values().forEach(connection -> connection.check(now)),
                        () -> !connections.isEmpty());
    }

    /** Takes connections of peers from now on. */
    public void listen() throws IOException {
        listener = network.listen(local, this::accept);
    }

    /** Connections open or about to be. */
    public int connections() {
        return connections.size();
    }

    /**
     * Sends on the connection with the flow's remote end, or opens one. From any thread; what can't
     * be sent comes back to the user.
     */
    public void send(SipMessage message, Flow flow) {
        StreamConnection known = connections.get(flow.remote());
        if (known != null && known.send(message)) {
            return;
        }
        InetSocketAddress remote = flow.remote();
        if (message instanceof SipResponse) {
            // RFC 3261 18.2.2: "If that connection is no longer open, the server SHOULD open a
            // connection to the IP address in the "received" parameter, if present, using the port
            // in the "sent-by" value"
            int port = message.topVia().port();
            remote = new InetSocketAddress(remote.getAddress(), port < 0 ? SIP_PORT : port);
        }
        boolean worthIt = !(message instanceof SipResponse) || answersElsewhere;
        if (known != null || !worthIt || !connection(remote).send(message)) {
            user.unsent(message, flow);
        }
    }

    private StreamConnection connection(InetSocketAddress remote) {
        StreamConnection fresh = new StreamConnection(this, flowOf(remote), now());
        StreamConnection known = connections.putIfAbsent(remote, fresh);
        if (known != null) {
            return known;
        }
        perSource.merge(SourceBlock.of(remote.getAddress()), 1, Integer::sum);
        clock.run();
        network.connect(new InetSocketAddress(local.getAddress(), 0), remote, fresh);
        return fresh;
    }

    private Flow flowOf(InetSocketAddress remote) {
        return new Flow(network.streams(), local, remote, null);
    }

    private Network.StreamHandler accept(InetSocketAddress remote) {
        StreamConnection fresh = new StreamConnection(this, flowOf(remote), now());
        int ofSource = perSource.merge(SourceBlock.of(remote.getAddress()), 1, Integer::sum);
        if (connections.size() >= StreamLimits.CONNECTIONS
                || ofSource > StreamLimits.CONNECTIONS_OF_A_SOURCE) {
            fresh.close(StreamEnd.TOO_MANY);
        } else {
            connections.put(remote, fresh);
            clock.run();
        }
        return fresh;
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
        InetSocketAddress remote = connection.flow().remote();
        connections.remove(remote, connection);
        perSource.computeIfPresent(
                SourceBlock.of(remote.getAddress()), (_, count) -> count > 1 ? count - 1 : null);
        meters.ended(why);
        LOG.debug(
                "TCP connection with {} ended: {} {}", remote, why.token(), String.valueOf(cause));
    }

    @Override
    public void log(Flow flow, String reason) {
        LOG.debug("TCP connection with {} broken: {}", flow.remote(), reason);
    }

    @Override
    public void close() {
        Network.Listener open = listener;
        if (open != null) {
            open.close();
        }
        connections.values().forEach(connection -> connection.close(StreamEnd.STOPPED));
    }
}
