package org.gatehouse.ims.core.diameter.io;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.runtime.Shard;

/** The requests of one shard that wait for the HSS. All of it happens on that shard. */
final class ShardCxClient implements CxClient {
    /** Requests of one shard under way: at 4 s each and 2,500 a second; more is overload. */
    static final int MAX_PENDING = 10_000;

    private final Shard shard;
    private final int shardBits;
    private final CxRoute route;
    private final Duration timeout;
    private final Supplier<Optional<PeerLink>> openLink;
    private final DiameterMeters meters;
    private final Map<Integer, Pending> pending = new HashMap<>();
    private boolean seeded;
    private int sequence;
    private int endToEndOffset;
    private long sessions;

    ShardCxClient(
            Shard shard,
            int shardBits,
            CxRoute route,
            Duration timeout,
            Supplier<Optional<PeerLink>> openLink,
            DiameterMeters meters) {
        this.shard = shard;
        this.shardBits = shardBits;
        this.route = route;
        this.timeout = timeout;
        this.openLink = openLink;
        this.meters = meters;
    }

    private record Pending(
            CxRequest request,
            int command,
            int endToEnd,
            PeerLink link,
            Shard.Timer timer,
            Consumer<CxOutcome> done) {}

    @Override
    public void send(CxRequest request, Consumer<CxOutcome> done) {
        PeerLink link = openLink.get().orElse(null);
        if (link == null) {
            fail(done, "no HSS is connected");
            return;
        }
        if (pending.size() >= MAX_PENDING) {
            fail(done, MAX_PENDING + " requests wait for the HSS already");
            return;
        }
        int hopByHop = nextHopByHop();
        DiameterMessage message =
                CxRequestCodec.encode(request, nextSessionId(), route)
                        .withIds(hopByHop, hopByHop + endToEndOffset);
        if (!link.send(message)) {
            fail(done, "the connection with the HSS is stuck or gone");
            return;
        }
        Shard.Timer timer = shard.schedule(timeout, () -> timedOut(hopByHop));
        pending.put(
                hopByHop,
                new Pending(
                        request,
                        message.header().command(),
                        message.header().endToEnd(),
                        link,
                        timer,
                        done));
    }

    /** "done" is never called within send. */
    private void fail(Consumer<CxOutcome> done, String reason) {
        shard.schedule(Duration.ZERO, () -> done.accept(new CxOutcome.Unreachable(reason)));
    }

    private int nextHopByHop() {
        if (!seeded) {
            seeded = true;
            sequence = shard.random().nextInt();
            // The low bits stay zero: end-to-end ids of two shards differ as hop-by-hop ids do.
            endToEndOffset = shard.random().nextInt() << shardBits;
        }
        int id = sequence++ << shardBits | shard.index();
        return pending.containsKey(id) ? nextHopByHop() : id;
    }

    /** "<DiameterIdentity>;<high 32 bits>;<low 32 bits>[;<optional value>]" (RFC 6733 8.8). */
    private String nextSessionId() {
        return route.own().host()
                + ";"
                + Integer.toUnsignedString(route.own().originStateId())
                + ";"
                + sessions++
                + ";cx"
                + shard.index();
    }

    /** An answer that names this shard; it counts if it fits a request that waits. */
    void answered(PeerLink link, DiameterMessage answer) {
        int hopByHop = answer.header().hopByHop();
        Pending waiting = pending.get(hopByHop);
        if (waiting == null
                || waiting.link() != link
                || waiting.endToEnd() != answer.header().endToEnd()
                || waiting.command() != answer.header().command()) {
            meters.dropped(DiameterMeters.Drop.UNMATCHED_ANSWER).increment();
            return;
        }
        pending.remove(hopByHop);
        waiting.timer().cancel();
        waiting.done().accept(outcome(waiting.request(), answer));
    }

    private static CxOutcome outcome(CxRequest request, DiameterMessage answer) {
        if (answer.header().isError()) {
            return new CxOutcome.Unreachable(
                    "answered with E bit and Result-Code " + answer.resultCode().orElse(0));
        }
        try {
            return new CxOutcome.Answered(CxAnswerCodec.decode(request, answer));
        } catch (DiameterSyntaxException e) {
            return new CxOutcome.Unreachable("answer refused: " + e.getMessage());
        }
    }

    private void timedOut(int hopByHop) {
        Pending waiting = pending.remove(hopByHop);
        if (waiting != null) {
            waiting.done().accept(new CxOutcome.TimedOut());
        }
    }

    /** The link is gone; may be called from any thread. What can't be told now will time out. */
    void lost(PeerLink link, String reason) {
        if (!shard.offer(() -> failAll(link, reason))) {
            meters.dropped(DiameterMeters.Drop.MAILBOX_FULL).increment();
        }
    }

    private void failAll(PeerLink link, String reason) {
        List<Map.Entry<Integer, Pending>> lost =
                pending.entrySet().stream().filter(e -> e.getValue().link() == link).toList();
        for (Map.Entry<Integer, Pending> entry : lost) {
            pending.remove(entry.getKey());
            entry.getValue().timer().cancel();
        }
        for (Map.Entry<Integer, Pending> entry : lost) {
            entry.getValue().done().accept(new CxOutcome.Unreachable("HSS is lost: " + reason));
        }
    }
}
