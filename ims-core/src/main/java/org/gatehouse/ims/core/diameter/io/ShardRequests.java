package org.gatehouse.ims.core.diameter.io;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.runtime.Shard;

/**
 * The requests of one shard that wait for their answers: "a pending message queue" (RFC 6733 clause
 * 5.5.4). All of it happens on that shard.
 */
final class ShardRequests {
    private final Shard shard;
    private final int shardBits;
    private final LocalPeer own;
    private final int most;
    private final Duration timeout;
    private final DiameterMeters meters;
    private final Map<Integer, Pending> pending = new HashMap<>();
    private boolean seeded;
    private int sequence;
    private int endToEndOffset;
    private long sessions;

    /**
     * @param shardBits low bits of a hop-by-hop id that are the index of the shard
     * @param most requests under way at once
     */
    ShardRequests(
            Shard shard,
            int shardBits,
            LocalPeer own,
            int most,
            Duration timeout,
            DiameterMeters meters) {
        this.shard = shard;
        this.shardBits = shardBits;
        this.own = own;
        this.most = most;
        this.timeout = timeout;
        this.meters = meters;
    }

    /** How a request ends. */
    sealed interface Ending {
        record Answered(DiameterMessage answer) implements Ending {}

        record Unreachable(String reason) implements Ending {}

        record TimedOut() implements Ending {}
    }

    private static final class Pending {
        private final DiameterMessage message;
        private final Supplier<Optional<PeerLink>> way;
        private final Consumer<Ending> done;
        private PeerLink link;
        private int hopByHop;
        private Shard.Timer timer;

        private Pending(
                DiameterMessage message,
                Supplier<Optional<PeerLink>> way,
                Consumer<Ending> done,
                PeerLink link,
                Shard.Timer timer) {
            this.message = message;
            this.way = way;
            this.done = done;
            this.link = link;
            this.hopByHop = message.header().hopByHop();
            this.timer = timer;
        }
    }

    /**
     * Sends a request.
     *
     * @param way the link that is best at the moment it is asked; asked again after a failure
     * @param done gets the ending once, never within this call
     */
    void send(DiameterMessage request, Supplier<Optional<PeerLink>> way, Consumer<Ending> done) {
        PeerLink link = way.get().orElse(null);
        if (link == null) {
            fail(done, "no way to the peer: it is not connected");
            return;
        }
        if (pending.size() >= most) {
            fail(done, most + " requests wait for an answer already");
            return;
        }
        int hopByHop = nextHopByHop();
        DiameterMessage message = request.withIds(hopByHop, hopByHop + endToEndOffset);
        if (!link.send(message)) {
            fail(done, "the connection with the peer is stuck or gone");
            return;
        }
        Pending waiting = new Pending(message, way, done, link, () -> {});
        waiting.timer = shard.schedule(timeout, () -> timedOut(waiting));
        pending.put(hopByHop, waiting);
    }

    private void fail(Consumer<Ending> done, String reason) {
        shard.schedule(Duration.ZERO, () -> done.accept(new Ending.Unreachable(reason)));
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
    String nextSessionId() {
        return own.host()
                + ";"
                + Integer.toUnsignedString(own.originStateId())
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
                || waiting.link != link
                || waiting.message.header().endToEnd() != answer.header().endToEnd()
                || waiting.message.header().command() != answer.header().command()) {
            meters.dropped(DiameterMeters.Drop.UNMATCHED_ANSWER).increment();
            return;
        }
        pending.remove(hopByHop);
        waiting.timer.cancel();
        waiting.done.accept(new Ending.Answered(answer));
    }

    private void timedOut(Pending waiting) {
        if (pending.remove(waiting.hopByHop, waiting)) {
            waiting.done.accept(new Ending.TimedOut());
        }
    }

    /**
     * "if possible, all messages in the queue are sent to an alternate agent with the T flag set"
     * (RFC 6733 clause 5.5.4). Without one, those on a link that is gone fail, and those on a
     * silent one wait on.
     */
    void failOver(PeerLink from, boolean gone, String reason) {
        List<Pending> moving = pending.values().stream().filter(p -> p.link == from).toList();
        for (Pending waiting : moving) {
            PeerLink other = waiting.way.get().filter(link -> link != from).orElse(null);
            if (other != null && resend(waiting, other)) {
                meters.failedOver().increment();
            } else if (gone && pending.remove(waiting.hopByHop, waiting)) {
                waiting.timer.cancel();
                waiting.done.accept(new Ending.Unreachable("peer is lost: " + reason));
            }
        }
    }

    /** The end-to-end id stays, so that the other end can see a duplicate. */
    private boolean resend(Pending waiting, PeerLink other) {
        int hopByHop = nextHopByHop();
        int endToEnd = waiting.message.header().endToEnd();
        if (!other.send(waiting.message.retransmitted().withIds(hopByHop, endToEnd))) {
            return false;
        }
        pending.remove(waiting.hopByHop, waiting);
        waiting.link = other;
        waiting.hopByHop = hopByHop;
        pending.put(hopByHop, waiting);
        return true;
    }
}
