package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.ToIntFunction;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.stream.SipStreams;
import org.gatehouse.ims.core.sip.stream.StreamUser;
import org.gatehouse.ims.core.sip.transaction.SipSender;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.scscf.answer.RegisterAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An address for SIP between core entities, UDP and TCP, or TLS alone: takes messages from
 * configured peers alone and hands each to the transaction layer of its shard.
 */
final class SipEndpoint implements SipSender, StreamUser, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipEndpoint.class);

    /** Tag of responses that no transaction stands behind: such need not differ. */
    private static final String STATELESS_TAG = "stateless";

    private final Network.Datagrams socket;
    private final SipStreams streams;
    private final TrustedPeers peers;
    private final Shards shards;
    private final ToIntFunction<SipMessage> shardOf;
    private final Counter untrusted;
    private final Counter unreadable;
    private final Counter overflow;
    private final Counter unsent;
    private final Counter unprotected;
    private final boolean isSecured;
    private volatile List<TransactionLayer> layers = List.of();

    /**
     * Binds the sockets; messages are dropped until {@link #start}.
     *
     * @param role name in metrics and log: scscf or icscf
     * @param shardOf picks the shard of a message
     */
    SipEndpoint(
            String role,
            InetSocketAddress local,
            Network network,
            Shards shards,
            TrustedPeers peers,
            MeterRegistry meters,
            ToIntFunction<SipMessage> shardOf)
            throws IOException {
        this.shards = shards;
        this.peers = peers;
        this.shardOf = shardOf;
        this.untrusted = dropped(meters, role, "untrusted-peer");
        this.unreadable = dropped(meters, role, "unreadable");
        this.overflow = dropped(meters, role, "mailbox-full");
        this.unsent = dropped(meters, role, "no-connection");
        this.unprotected = dropped(meters, role, "unprotected");
        this.isSecured = network.streams() == TransportProtocol.TLS;
        this.socket = network.openDatagrams(local, this::datagramCame);
        this.streams =
                new SipStreams(role, network, socket.local(), shards.get(0), this, true, meters);
        try {
            streams.listen();
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Messages go to these layers from now on, one a shard. */
    void start(List<TransactionLayer> shardLayers) {
        layers = List.copyOf(shardLayers);
    }

    InetSocketAddress local() {
        return socket.local();
    }

    @Override
    public void send(SipMessage message, Flow flow) {
        if (flow.transport().isReliable()) {
            streams.send(message, flow);
        } else {
            socket.send(flow.remote(), message.encode());
        }
    }

    @Override
    public void unsent(SipMessage message, Flow flow) {
        // a request of ours has our own branch on top
        String branch = message.topVia().branch();
        int index =
                branch == null
                        ? 0
                        : TransactionLayer.shardOf(branch)
                                .orElseGet(() -> shardOf.applyAsInt(message));
        boolean known =
                message instanceof SipRequest request
                        && shards.get(index).offer(() -> layers.get(index).unsent(request));
        if (!known) {
            unsent.increment();
        }
    }

    @Override
    public void close() {
        streams.close();
        socket.close();
    }

    private void datagramCame(InetSocketAddress from, byte[] octets) {
        if (isSecured) {
            unprotected.increment();
            return;
        }
        if (!SipKeepAlive.isKeepAlive(octets) && !layers.isEmpty()) {
            received(Flow.udp(socket.local(), from), octets);
        }
    }

    @Override
    public void received(Flow flow, byte[] octets) {
        if (layers.isEmpty()) {
            return;
        }
        InetSocketAddress from = flow.remote();
        try {
            SipMessage message = SipMessage.parse(octets, flow.transport());
            if (peers.trusts(from.getAddress())) {
                deliver(message, flow);
            } else {
                // TS 33.203 Annex J: "Access to S-CSCF entities shall be restricted to the core
                // network entities that are required for IMS operation, only."
                untrusted.increment();
                warnNowAndThen(from);
                refuse(message, flow, new Refusal.UntrustedPeer());
            }
        } catch (SipParseException e) {
            unreadable.increment();
            LOG.debug("unreadable peer={} reason={}", from, LogText.of(e.message()));
            if (peers.trusts(from.getAddress())) {
                int index = e.answerable().map(shardOf::applyAsInt).orElse(0);
                shards.get(index).offer(() -> layers.get(index).malformed(e, flow));
            }
        }
    }

    /** A line each time the number doubles: a flood must not fill the log. */
    private void warnNowAndThen(InetSocketAddress from) {
        long count = (long) untrusted.count();
        if (Long.bitCount(count) == 1) {
            LOG.warn("refused peer={} reason=not-a-configured-core-entity so-far={}", from, count);
        }
    }

    private void deliver(SipMessage message, Flow flow) {
        int index = shardOf.applyAsInt(message);
        TransactionLayer layer = layers.get(index);
        if (!shards.get(index).offer(() -> layer.received(message, flow))) {
            overflow.increment();
            refuse(message, flow, new Refusal.Overloaded());
        }
    }

    private void refuse(SipMessage message, Flow flow, Refusal refusal) {
        if (message instanceof SipRequest request && !request.method().equals("ACK")) {
            send(RegisterAnswers.refuse(request, refusal, STATELESS_TAG), flow);
        }
    }

    private static Counter dropped(MeterRegistry meters, String role, String reason) {
        return Counter.builder("sip.messages.dropped")
                .description("SIP messages that went no further, by reason")
                .tag("role", role)
                .tag("reason", reason)
                .register(meters);
    }
}
