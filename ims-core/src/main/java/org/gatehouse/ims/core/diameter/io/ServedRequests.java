package org.gatehouse.ims.core.diameter.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.jspecify.annotations.Nullable;

/**
 * Requests that a server handles, and those it answered a moment ago: a request that comes again,
 * over this connection or another, is not handled again. May be used from any thread.
 */
final class ServedRequests {
    /** Requests that wait for the handler; above it they are answered with TOO_BUSY (3004). */
    static final int MAX_PENDING = 20_000;

    /**
     * Answers kept for requests that come again after a failover. Reason: some 2 KB each; beyond
     * them such a request is handled a second time, which costs a vector and harms nobody.
     */
    static final int MAX_REMEMBERED = 10_000;

    /** How long an answer is kept, in sweeps: no client of ours waits longer. */
    private static final int REMEMBERED_SWEEPS = 30;

    private final Map<RequestId, Exchange> pending = new ConcurrentHashMap<>();
    private final Map<RequestId, Exchange> remembered = new ConcurrentHashMap<>();

    /**
     * Origin-Host and end-to-end id: "used to detect duplicate messages" (RFC 6733 clause 3). A
     * peer that uses an id for two requests at a time must not get the answer of another user:
     * command and Session-Id tell them apart.
     */
    private record RequestId(String originHost, int endToEnd, int command, String sessionId) {
        static RequestId of(DiameterMessage message) throws DiameterSyntaxException {
            return new RequestId(
                    message.avps().required(AvpCode.ORIGIN_HOST).text(),
                    message.header().endToEnd(),
                    message.header().command(),
                    message.avps().required(AvpCode.SESSION_ID).text());
        }
    }

    /** One request, and where its answer goes: more than one way if it came again meanwhile. */
    static final class Exchange {
        private final RequestId id;
        private final DiameterMessage request;
        private final List<Way> ways = new ArrayList<>(1);
        private @Nullable DiameterMessage answer;

        /** Touched by the sweeping thread alone. */
        private int sweeps;

        private record Way(PeerLink link, int hopByHop) {
            void send(DiameterMessage answer) {
                link.send(answer.withIds(hopByHop, answer.header().endToEnd()));
            }
        }

        private Exchange(RequestId id, DiameterMessage request) {
            this.id = id;
            this.request = request;
        }

        DiameterMessage request() {
            return request;
        }

        /** The answer goes there too, at once if it is known. */
        private synchronized void alsoAnswer(PeerLink link, DiameterMessage message) {
            Way way = new Way(link, message.header().hopByHop());
            DiameterMessage known = answer;
            if (known == null) {
                ways.add(way);
            } else {
                way.send(known);
            }
        }

        private synchronized void answer(DiameterMessage given) {
            answer = given;
            ways.forEach(way -> way.send(given));
            ways.clear();
        }
    }

    /**
     * A request came.
     *
     * @return null if it is a duplicate, which needs nothing more
     */
    @Nullable Exchange begin(PeerLink link, DiameterMessage message)
            throws DiameterSyntaxException {
        if (pending.size() >= MAX_PENDING) {
            throw new DiameterSyntaxException(
                    ResultCode.TOO_BUSY, MAX_PENDING + " requests wait already");
        }
        RequestId id = RequestId.of(message);
        // Only a request that says so may be a duplicate of an answered one: some peers use an id
        // again and again.
        Exchange answered = message.header().isRetransmitted() ? remembered.get(id) : null;
        if (answered != null) {
            answered.alsoAnswer(link, message);
            return null;
        }
        Exchange fresh = new Exchange(id, message);
        fresh.alsoAnswer(link, message);
        Exchange first = pending.putIfAbsent(id, fresh);
        if (first != null) {
            first.alsoAnswer(link, message);
            return null;
        }
        return fresh;
    }

    /** The request is answered; a second answer is ignored. */
    void answer(Exchange exchange, DiameterMessage answer) {
        if (!pending.remove(exchange.id, exchange)) {
            return;
        }
        exchange.sweeps = 0;
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.put(exchange.id, exchange);
        }
        exchange.answer(answer);
    }

    /** The request was not taken after all; whoever takes it back answers it. */
    void forget(Exchange exchange) {
        pending.remove(exchange.id, exchange);
    }

    /**
     * A second passed.
     *
     * @param limit sweeps that a handler may take
     * @param overdue gets each request whose handler took longer
     */
    void sweep(int limit, Consumer<Exchange> overdue) {
        for (Exchange exchange : pending.values()) {
            if (++exchange.sweeps > limit) {
                overdue.accept(exchange);
            }
        }
        remembered.values().removeIf(exchange -> ++exchange.sweeps > REMEMBERED_SWEEPS);
    }
}
