package org.gatehouse.ims.core.sip.transaction;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.ResponseEditor;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.Via;
import org.gatehouse.ims.core.sip.transaction.TransactionEvent.RequestCame;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one shard: matches messages to them and drives their machines. All of it is
 * to be called on the shard.
 *
 * <p>Requests with a branch from before RFC 3261 are refused with 400: no IMS UE sends them, and
 * matching them by the old rules would put a weaker key beside the strong one.
 */
public final class TransactionLayer {
    /**
     * Client transactions, and as many server transactions, of one layer unless told otherwise: at
     * 32 s each, 1,500 new ones a second; some 200 MB if all are busy.
     */
    public static final int DEFAULT_MAX_TRANSACTIONS = 50_000;

    /** Seconds a refused peer is told to wait: long enough for a third of the load to end. */
    static final int RETRY_AFTER_SECONDS = 10;

    /** Oldest server transactions that are looked at for one that may go: a bound on the work. */
    private static final int LOOKED_AT = 16;

    private final Shard shard;
    private final SipSender sender;
    private final TransactionUser user;
    private final TransactionTimers timers;
    private final int maxTransactions;
    private final Map<TransactionKey.Client, RunningClient<?>> clients = new HashMap<>();
    private final Map<TransactionKey.Server, RunningServer<?>> servers = new LinkedHashMap<>();
    private long refused;

    public TransactionLayer(
            Shard shard, SipSender sender, TransactionUser user, TransactionTimers timers) {
        this(shard, sender, user, timers, DEFAULT_MAX_TRANSACTIONS);
    }

    public TransactionLayer(
            Shard shard,
            SipSender sender,
            TransactionUser user,
            TransactionTimers timers,
            int maxTransactions) {
        this.shard = shard;
        this.sender = sender;
        this.user = user;
        this.timers = timers;
        this.maxTransactions = maxTransactions;
    }

    /** A message came. */
    public void received(SipMessage message, Flow flow) {
        switch (message) {
            case SipRequest request -> received(request, flow);
            case SipResponse response -> received(response, flow);
        }
    }

    /** A message came that can't be read: answers it where that is possible. */
    public void malformed(SipParseException what, Flow flow) {
        malformed(what, flow, Integer.MAX_VALUE);
    }

    /**
     * A message came that can't be read: answers it where that is possible.
     *
     * @param most octets that the answer may have: towards those whose source address nobody
     *     vouches for no more than came, so that no one is flooded with our help
     */
    public void malformed(SipParseException what, Flow flow, int most) {
        what.answerable()
                .filter(request -> !isAck(request))
                .ifPresent(request -> {
                    SipResponse answer = stateless(request, what.status(), flow).build();
                    if (answer.encode().length <= most) {
                        sender.send(answer, ViaRouting.ofResponses(request.topVia(), flow));
                    }
                });
    }

    /**
     * Refuses a request without a transaction: once each time it comes, and never repeated by
     * itself, not even to an INVITE (RFC 3261 8.2.7). For senders whose address nobody vouches for.
     */
    public void refuse(SipRequest request, Flow flow, int status, String reason) {
        boolean isOld = TransactionKey.Server.of(request, flow, request.method()) == null;
        ResponseEditor answer =
                isOld
                        ? SipResponse.answering(request, 400)
                        : SipResponse.answering(request, status, reason);
        send(stateless(answer, request, flow), request, flow);
    }

    /** Whether an ACK belongs to an INVITE that has a transaction here. */
    public boolean awaits(SipRequest ack, Flow flow) {
        TransactionKey.Server key = TransactionKey.Server.of(ack, flow, "INVITE");
        return isAck(ack) && key != null && servers.containsKey(key);
    }

    /**
     * The set through which a request went to a host that answers it now without protection: the
     * answer has to have all that only its receiver knows, for its address may be a lie.
     *
     * @return null if there is none such
     */
    public @Nullable SetId protectedRequestOf(SipResponse response, InetAddress from) {
        RunningClient<?> client = clients.get(TransactionKey.Client.of(response));
        return client != null && client.isAnsweredBy(response, from)
                ? client.flow().protectedBy()
                : null;
    }

    private void received(SipResponse response, Flow flow) {
        RunningClient<?> client = clients.get(TransactionKey.Client.of(response));
        if (client == null || !client.takes(flow)) {
            user.strayResponse(response, flow);
        } else {
            client.received(response, flow);
        }
    }

    private void received(SipRequest request, Flow flow) {
        boolean ofInvite = isAck(request) || request.method().equals("CANCEL");
        TransactionKey.Server key =
                TransactionKey.Server.of(request, flow, ofInvite ? "INVITE" : request.method());
        RunningServer<?> known = key == null ? null : servers.get(key);
        if (request.method().equals("CANCEL")) {
            cancel(request, flow, known);
        } else if (known != null) {
            known.feed(new RequestCame(request));
        } else if (isAck(request)) {
            user.request(new AckOfSuccess(ViaRouting.stamped(request, flow), flow));
        } else if (key == null) {
            send(stateless(request, 400, flow), request, flow);
        } else if (servers.size() >= maxTransactions && !makeRoom()) {
            refused++;
            ResponseEditor busy = stateless(request, 503, flow);
            send(busy.set("Retry-After", Integer.toString(RETRY_AFTER_SECONDS)), request, flow);
        } else {
            begin(key, ViaRouting.stamped(request, flow), flow);
        }
    }

    /**
     * Forgets one of the oldest transactions that only waits to repeat its answer: its client could
     * at worst have to ask anew, while a new request refused is a user turned away. So a flood of
     * requests that are all answered does not close the door for 32 s.
     */
    private boolean makeRoom() {
        return servers.values().stream()
                .limit(LOOKED_AT)
                .filter(RunningServer::isOnlyRepeating)
                .findFirst()
                .map(oldest -> {
                    oldest.end();
                    return true;
                })
                .orElse(false);
    }

    private void begin(TransactionKey.Server key, SipRequest request, Flow flow) {
        boolean reliable = flow.transport().isReliable();
        RunningServer<?> server =
                request.method().equals("INVITE")
                        ? new RunningServer<>(
                                this,
                                key,
                                new ServerInvite(request, reliable, timers),
                                request,
                                flow)
                        : new RunningServer<>(
                                this, key, new ServerNonInvite(reliable, timers), request, flow);
        servers.put(key, server);
        server.start();
        user.request(server);
    }

    /**
     * RFC 3261 9.2: no matching transaction: 481; else 200, whatever becomes of the INVITE. It is
     * answered the same way each time it comes, so it needs no transaction of its own.
     */
    private void cancel(SipRequest request, Flow flow, @Nullable RunningServer<?> invite) {
        send(stateless(request, invite == null ? 481 : 200, flow), request, flow);
        if (invite != null && invite.cancel()) {
            user.cancelled(invite);
        }
    }

    private static ResponseEditor stateless(SipRequest request, int status, Flow flow) {
        return stateless(SipResponse.answering(request, status), request, flow);
    }

    /** RFC 3261 8.2.7: a stateless answer has the same tag each time. */
    private static ResponseEditor stateless(ResponseEditor answer, SipRequest request, Flow flow) {
        int tag =
                Objects.hash(
                        request.callId(),
                        request.from().tag(),
                        request.cseq().number(),
                        request.topVia().branch());
        Via stamped = ViaRouting.stamped(request.topVia(), flow);
        if (!stamped.equals(request.topVia())) {
            answer.replaceFirstValue("Via", stamped.toString());
        }
        return answer.toTag(Integer.toHexString(tag));
    }

    private void send(ResponseEditor response, SipRequest request, Flow flow) {
        sender.send(response.build(), ViaRouting.ofResponses(request.topVia(), flow));
    }

    /**
     * Sends a request in a new client transaction; an ACK goes out without one. Its top Via has a
     * branch of {@link #newBranch()}; a CANCEL has that of its INVITE. Above the bound of
     * transactions the handler's timedOut comes at once, in a step of its own.
     */
    public void send(SipRequest request, Flow flow, ClientHandler handler) {
        if (isAck(request)) {
            sender.send(request, flow);
            return;
        }
        TransactionKey.Client key = TransactionKey.Client.of(request);
        if (key.branch().isEmpty() || clients.containsKey(key)) {
            throw new IllegalArgumentException(
                    "branch '" + key.branch() + "' (expected: a new one for each request)");
        }
        if (clients.size() >= maxTransactions) {
            refused++;
            shard.schedule(Duration.ZERO, handler::timedOut);
            return;
        }
        boolean reliable = flow.transport().isReliable();
        RunningClient<?> client =
                request.method().equals("INVITE")
                        ? new RunningClient<>(
                                this,
                                key,
                                new ClientInvite(request, reliable, timers),
                                request,
                                flow,
                                handler)
                        : new RunningClient<>(
                                this,
                                key,
                                new ClientNonInvite(request, reliable, timers),
                                request,
                                flow,
                                handler);
        clients.put(key, client);
        client.start();
    }

    /** A request that was given to the sender did not leave. */
    public void unsent(SipRequest request) {
        RunningClient<?> client = clients.get(TransactionKey.Client.of(request));
        if (client != null) {
            client.unsent();
        }
    }

    /** A fresh branch that carries the index of this shard. */
    public String newBranch() {
        return Branches.make(shard.index(), shard.random());
    }

    /** Transactions that are alive, client and server. */
    public int active() {
        return clients.size() + servers.size();
    }

    /** Transactions refused because there were too many. */
    public long refused() {
        return refused;
    }

    /**
     * The shard in a branch that {@link #newBranch()} made; empty for any other text. A peer can
     * write any number there: the caller compares it with the number of its shards.
     */
    public static OptionalInt shardOf(String branch) {
        return Branches.shardOf(branch);
    }

    Shard shard() {
        return shard;
    }

    SipSender sender() {
        return sender;
    }

    void forget(TransactionKey key) {
        switch (key) {
            case TransactionKey.Client client -> clients.remove(client);
            case TransactionKey.Server server -> servers.remove(server);
        }
    }

    void ackOfSuccess(SipRequest ack, Flow flow) {
        user.request(new AckOfSuccess(ViaRouting.stamped(ack, flow), flow));
    }

    private static boolean isAck(SipRequest request) {
        return request.method().equals("ACK");
    }

    /** RFC 3261 17: an ACK for a 2xx has no transaction and no response. */
    private record AckOfSuccess(SipRequest request, Flow flow) implements ServerTransaction {
        @Override
        public void respond(SipResponse response) {}
    }
}
