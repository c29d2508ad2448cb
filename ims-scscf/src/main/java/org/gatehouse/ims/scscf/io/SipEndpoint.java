package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.ToIntFunction;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.SipKeepAlive;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.transaction.SipSender;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.scscf.answer.RegisterAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP socket for SIP between core entities: takes messages from configured peers alone and hands
 * each to the transaction layer of its shard.
 */
final class SipEndpoint implements SipSender, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SipEndpoint.class);

    /** Tag of responses that no transaction stands behind: such need not differ. */
    private static final String STATELESS_TAG = "stateless";

    private final Network.Datagrams socket;
    private final TrustedPeers peers;
    private final Shards shards;
    private final ToIntFunction<SipMessage> shardOf;
    private final Counter untrusted;
    private final Counter unreadable;
    private final Counter overflow;
    private volatile List<TransactionLayer> layers = List.of();

    /**
     * Binds the socket; messages are dropped until {@link #start}.
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
        this.socket = network.openDatagrams(local, this::received);
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
        socket.send(flow.remote(), message.encode());
    }

    @Override
    public void close() {
        socket.close();
    }

    private void received(InetSocketAddress from, byte[] octets) {
        if (SipKeepAlive.isKeepAlive(octets) || layers.isEmpty()) {
            return;
        }
        try {
            SipMessage message = SipMessage.parse(octets);
            if (peers.trusts(from.getAddress())) {
                deliver(message, from);
            } else {
                // TS 33.203 Annex J: "Access to S-CSCF entities shall be restricted to the core
                // network entities that are required for IMS operation, only."
                untrusted.increment();
                warnNowAndThen(from);
                refuse(message, from, new Refusal.UntrustedPeer());
            }
        } catch (SipParseException e) {
            unreadable.increment();
            LOG.debug("unreadable peer={} reason={}", from, LogText.of(e.message()));
            if (peers.trusts(from.getAddress())) {
                e.answerable().ifPresent(r -> refuse(r, from, new Refusal.Malformed(e.message())));
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

    private void deliver(SipMessage message, InetSocketAddress from) {
        int index = shardOf.applyAsInt(message);
        TransactionLayer layer = layers.get(index);
        Flow flow = Flow.udp(socket.local(), from);
        if (!shards.get(index).offer(() -> layer.received(message, flow))) {
            overflow.increment();
            refuse(message, from, new Refusal.Overloaded());
        }
    }

    private void refuse(SipMessage message, InetSocketAddress to, Refusal refusal) {
        if (message instanceof SipRequest request && !request.method().equals("ACK")) {
            byte[] answer = RegisterAnswers.refuse(request, refusal, STATELESS_TAG).encode();
            socket.send(to, answer);
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
