package org.gatehouse.ims.core.esp;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * Puts IP packets together that a peer cut into fragments before it encapsulated them, so that each
 * fragment came in an ESP packet of its own, as Linux does over IPv6 (RFC 791, RFC 8200 clause
 * 4.5). Takes none but authentic fragments, and the selectors judge the whole packet: without its
 * ports no fragment can be judged. All SAs of a shard share one of these; it belongs to that shard.
 */
public final class InnerFragments {
    /**
     * Packets of one SA that may be unfinished at once: SIP over UDP has one or two large messages
     * under way, and one more for a loss.
     */
    public static final int MOST_PER_SA = 4;

    /** Unfinished packets of all SAs: a burst of large REGISTERs through one shard. */
    public static final int MOST_PACKETS = 1_024;

    /** Octets that wait in all of them. A REGISTER of 4,000 octets leaves 3,000 waiting. */
    public static final int MOST_OCTETS = 4 * 1024 * 1024;

    /** Fragments of one packet: the longest there is has 59 on a path of 1,280 octets. */
    public static final int MOST_FRAGMENTS = 64;

    /**
     * "If insufficient fragments are received to complete reassembly of a packet within 60 seconds
     * of the reception of the first-arriving fragment of that packet, reassembly of that packet
     * must be abandoned" (RFC 8200 clause 4.5). SIP has given the message up after 32.
     */
    public static final Duration HELD_FOR = Duration.ofSeconds(30);

    private final GivenUp listener;

    /** In the order of their first fragments. */
    private final Map<Key, Unfinished> held = new LinkedHashMap<>();

    private final Map<Spi, Integer> perSa = new HashMap<>();
    private int octets;

    /** Told of packets that never became whole. */
    @FunctionalInterface
    public interface GivenUp {
        /** The fragments of one packet are dropped. */
        void givenUp(Spi sa, DropReason why);
    }

    /** What fragments of one packet have in common; their addresses are those of the SA. */
    private record Key(Spi sa, int identification, int protocol) {}

    public InnerFragments(GivenUp listener) {
        this.listener = listener;
    }

    /** Fragments of one packet. */
    private static final class Unfinished {
        private final Instant begun;
        private final TreeMap<Integer, IpFragment> pieces = new TreeMap<>();
        private int octets;

        /** Octets of the whole packet behind its header, once the last fragment has come. */
        private int end = Integer.MAX_VALUE;

        /** Dropped, and whatever comes of it still. */
        private boolean dead;

        Unfinished(Instant begun) {
            this.begun = begun;
        }

        @Nullable DropReason refuses(IpFragment piece) {
            // "if any of its constituent fragments is determined to be an overlapping fragment,
            // the entire datagram (and any constituent fragments, including those not yet
            // received) MUST be silently discarded" (RFC 5722 clause 4); RFC 791 would permit it
            Map.Entry<Integer, IpFragment> before = pieces.lowerEntry(piece.end());
            boolean overlaps = before != null && before.getValue().end() > piece.offset();
            boolean beyond = piece.end() > end;
            boolean cutsOff =
                    !piece.more()
                            && !pieces.isEmpty()
                            && pieces.lastEntry().getValue().end() > piece.end();
            if (dead || overlaps || beyond || cutsOff) {
                return DropReason.FRAGMENT_OVERLAP;
            }
            return pieces.size() == MOST_FRAGMENTS ? DropReason.FRAGMENT_TOO_MANY : null;
        }

        void put(IpFragment piece) {
            pieces.put(piece.offset(), piece);
            octets += piece.octets();
            if (!piece.more()) {
                end = piece.end();
            }
        }

        /** Nothing of it is kept any longer. */
        void kill() {
            pieces.clear();
            octets = 0;
            dead = true;
        }

        /** Nothing overlaps, so the number of octets tells. */
        boolean isWhole() {
            return octets == end;
        }
    }

    /**
     * Takes a fragment.
     *
     * @param selectors of the SA that it came over
     * @return the fragment itself if it waits for others, the whole packet, or why it was dropped
     */
    public EspOutcome add(
            Spi sa, Selectors selectors, EspOutcome.AuthenticFragment packet, Instant now) {
        giveUpOld(now);
        IpFragment piece = IpFragment.of(packet);
        if (piece == null) {
            return new EspOutcome.Dropped(DropReason.FRAGMENT_MALFORMED);
        }
        if (piece.offset() == 0 && !piece.more()) {
            // "a packet ... with both the Fragment Offset and the M bit set to 0 ... MUST be
            // processed in isolation from any other packets/fragments" (RFC 6946 clause 4)
            Unfinished alone = new Unfinished(now);
            alone.put(piece);
            return judge(alone, selectors, packet);
        }
        Key key = new Key(sa, piece.identification(), piece.protocol());
        Unfinished unfinished = held.get(key);
        if (unfinished == null) {
            unfinished = begin(key, now);
        }
        DropReason refused = unfinished.refuses(piece);
        if (refused != null) {
            octets -= unfinished.octets;
            unfinished.kill();
            return new EspOutcome.Dropped(refused);
        }
        unfinished.put(piece);
        octets += piece.octets();
        if (unfinished.isWhole()) {
            remove(key, unfinished);
            return judge(unfinished, selectors, packet);
        }
        while (octets > MOST_OCTETS) {
            giveUp(held.entrySet().iterator().next(), DropReason.FRAGMENT_EVICTED);
        }
        return packet;
    }

    /** An SA is gone. */
    public void forget(Spi sa) {
        if (perSa.remove(sa) == null) {
            return;
        }
        Iterator<Map.Entry<Key, Unfinished>> all = held.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Key, Unfinished> one = all.next();
            if (one.getKey().sa().equals(sa)) {
                octets -= one.getValue().octets;
                all.remove();
            }
        }
    }

    /** Octets that wait. */
    public int octets() {
        return octets;
    }

    /** Packets that are unfinished, or were dropped within {@link #HELD_FOR}. */
    public int packets() {
        return held.size();
    }

    private Unfinished begin(Key key, Instant now) {
        // who is at the bound loses what is most likely dead: SIP repeats itself with a new packet
        if (perSa.getOrDefault(key.sa(), 0) == MOST_PER_SA) {
            held.entrySet().stream()
                    .filter(one -> one.getKey().sa().equals(key.sa()))
                    .findFirst()
                    .ifPresent(oldest -> giveUp(oldest, DropReason.FRAGMENT_EVICTED));
        }
        if (held.size() == MOST_PACKETS) {
            giveUp(held.entrySet().iterator().next(), DropReason.FRAGMENT_EVICTED);
        }
        Unfinished fresh = new Unfinished(now);
        held.put(key, fresh);
        perSa.merge(key.sa(), 1, Integer::sum);
        return fresh;
    }

    private void giveUpOld(Instant now) {
        while (!held.isEmpty()) {
            Map.Entry<Key, Unfinished> oldest = held.entrySet().iterator().next();
            if (now.isBefore(oldest.getValue().begun.plus(HELD_FOR))) {
                return;
            }
            giveUp(oldest, DropReason.FRAGMENT_TIMEOUT);
        }
    }

    private void giveUp(Map.Entry<Key, Unfinished> one, DropReason why) {
        Key key = one.getKey();
        remove(key, one.getValue());
        // the fragment that killed it was counted
        if (!one.getValue().dead) {
            listener.givenUp(key.sa(), why);
        }
    }

    private void remove(Key key, Unfinished unfinished) {
        octets -= unfinished.octets;
        held.remove(key);
        perSa.computeIfPresent(key.sa(), (sa, count) -> count == 1 ? null : count - 1);
    }

    private static EspOutcome judge(
            Unfinished whole, Selectors selectors, EspOutcome.AuthenticFragment last) {
        IpFragment first = whole.pieces.firstEntry().getValue();
        byte[] packet = first.header(whole.end);
        int header = packet.length - whole.end;
        if (first.isIpv4() && packet.length > IpFragment.LONGEST) {
            // by options that the first fragment alone has
            return new EspOutcome.Dropped(DropReason.FRAGMENT_MALFORMED);
        }
        whole.pieces.values().forEach(piece -> piece.copyTo(packet, header));
        DropReason refused = selectors.check(packet, packet.length, last.nextHeader());
        return refused == null
                ? new EspOutcome.Authenticated(packet, last.nextHeader(), last.sequence())
                : new EspOutcome.Dropped(refused);
    }
}
