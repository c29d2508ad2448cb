package org.gatehouse.ims.core.diameter.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cx of an HSS over Diameter: hands each request to the {@link CxHandler} on the shard of its user,
 * and the answer to the connection that the request came on. What breaks a rule is answered before
 * the handler sees it.
 */
public final class DiameterCxServer implements AutoCloseable {
    /** Requests that wait for the handler; above it they are answered with TOO_BUSY (3004). */
    public static final int MAX_PENDING = 20_000;

    private static final Duration SWEEP = Duration.ofSeconds(1);

    /**
     * The handler's time in sweeps; afterwards the request is answered UNABLE_TO_COMPLY and
     * forgotten. More than a client waits.
     */
    private static final int HANDLER_SWEEPS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(DiameterCxServer.class);

    private final LocalPeer own;
    private final Shards shards;
    private final CxHandler handler;
    private final DiameterMeters meters;
    private final DiameterNode node;
    private final Map<RequestId, Exchange> pending = new ConcurrentHashMap<>();
    private volatile boolean closed;

    public DiameterCxServer(
            LocalPeer own,
            PeerTimes times,
            Network network,
            Shards shards,
            CxHandler handler,
            MeterRegistry registry) {
        this.own = own;
        this.shards = shards;
        this.handler = handler;
        this.meters = new DiameterMeters(registry);
        this.node = new DiameterNode(own, times, network, shards, new FromCscf(), meters);
    }

    /**
     * Starts to serve.
     *
     * @return the address that it listens on, with its port
     */
    public InetSocketAddress listen(InetSocketAddress local) throws IOException {
        InetSocketAddress bound = node.listen(local);
        Shard sweeper = shards.get(0);
        sweeper.offer(() -> sweep(sweeper));
        return bound;
    }

    @Override
    public void close() {
        closed = true;
        node.close();
    }

    private void sweep(Shard sweeper) {
        pending.forEach((id, exchange) -> {
            exchange.sweeps++;
            if (exchange.sweeps > HANDLER_SWEEPS && pending.remove(id, exchange)) {
                exchange.answer(
                        ErrorAnswers.to(
                                exchange.request,
                                own,
                                ResultCode.UNABLE_TO_COMPLY,
                                "no answer in time"));
            }
        });
        if (!closed) {
            sweeper.schedule(SWEEP, () -> sweep(sweeper));
        }
    }

    private final class FromCscf implements DiameterApplication {
        @Override
        public void request(PeerLink link, DiameterMessage message) {
            try {
                checkDestination(message);
                dispatch(link, message, CxRequestCodec.decode(message));
            } catch (DiameterSyntaxException e) {
                LOG.warn(
                        "{} from {} refused: {}",
                        message.header(),
                        link.peerHost(),
                        e.getMessage());
                meters.refused(e.resultCode()).increment();
                link.send(ErrorAnswers.to(message, own, e));
            }
        }

        @Override
        public void answer(PeerLink link, DiameterMessage answer) {
            meters.dropped(DiameterMeters.Drop.UNMATCHED_ANSWER).increment();
        }
    }

    /** We are no relay: what is meant for another node or realm is not delivered. */
    private void checkDestination(DiameterMessage message) throws DiameterSyntaxException {
        Optional<Avp> host = message.avps().optional(AvpCode.DESTINATION_HOST);
        if (host.isPresent() && !host.get().text().equalsIgnoreCase(own.host())) {
            throw new DiameterSyntaxException(
                    ResultCode.UNABLE_TO_DELIVER, "Destination-Host is not " + own.host());
        }
        Optional<Avp> realm = message.avps().optional(AvpCode.DESTINATION_REALM);
        if (realm.isPresent() && !realm.get().text().equalsIgnoreCase(own.realm())) {
            throw new DiameterSyntaxException(
                    ResultCode.REALM_NOT_SERVED, "Destination-Realm is not " + own.realm());
        }
    }

    /**
     * Origin-Host and end-to-end id: "used to detect duplicate messages" (RFC 6733 clause 3). A
     * peer that uses an id for two requests at a time must not get the answer of another user:
     * command and Session-Id tell them apart.
     */
    private record RequestId(String originHost, int endToEnd, int command, String sessionId) {}

    private void dispatch(PeerLink link, DiameterMessage message, CxRequest request)
            throws DiameterSyntaxException {
        if (pending.size() >= MAX_PENDING) {
            throw new DiameterSyntaxException(
                    ResultCode.TOO_BUSY, MAX_PENDING + " requests wait already");
        }
        RequestId id =
                new RequestId(
                        message.avps().required(AvpCode.ORIGIN_HOST).text(),
                        message.header().endToEnd(),
                        message.header().command(),
                        message.avps().required(AvpCode.SESSION_ID).text());
        Exchange exchange = new Exchange(message);
        exchange.alsoAnswer(link, message);
        Exchange first = pending.putIfAbsent(id, exchange);
        if (first != null) {
            if (first.alsoAnswer(link, message)) {
                return;
            }
            pending.put(id, exchange);
        }
        boolean taken =
                shards.forKey(request.shardKey())
                        .offer(() ->
                                handler.handle(request, answer -> reply(id, exchange, answer)));
        if (!taken) {
            pending.remove(id, exchange);
            throw new DiameterSyntaxException(ResultCode.TOO_BUSY, "mailbox is full");
        }
    }

    private void reply(RequestId id, Exchange exchange, CxAnswer answer) {
        if (pending.remove(id, exchange)) {
            exchange.answer(CxAnswerCodec.encode(exchange.request, answer, own));
        }
    }

    /** One request, and where its answer goes: more than one way if it came again meanwhile. */
    private static final class Exchange {
        private final DiameterMessage request;
        private final List<Way> ways = new ArrayList<>(1);
        private boolean answered;

        /** Touched by the sweeping shard alone. */
        private int sweeps;

        private record Way(PeerLink link, int hopByHop) {}

        private Exchange(DiameterMessage request) {
            this.request = request;
        }

        /** False if the answer is gone already. */
        private synchronized boolean alsoAnswer(PeerLink link, DiameterMessage message) {
            ways.add(new Way(link, message.header().hopByHop()));
            return !answered;
        }

        private synchronized void answer(DiameterMessage answer) {
            answered = true;
            for (Way way : ways) {
                way.link().send(answer.withIds(way.hopByHop(), answer.header().endToEnd()));
            }
        }
    }
}
