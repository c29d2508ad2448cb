package org.gatehouse.ims.pcscf.table;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Number of sets of each IMPI in the whole node. "for any one IMPI, no more than six SAs per
 * direction" (TS 33.203 clause 7.1 rule 3) holds over all addresses, and so over all shards: the
 * one count that shards share.
 *
 * <p>Half-open sets, whose challenge was not answered so far, are counted apart: anyone who knows
 * an IMPI can have them made, from as many addresses as he likes, and must not use up with them
 * what the user is entitled to.
 */
public final class SetsPerUser {
    private final ConcurrentMap<String, Integer> established = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Integer> halfOpen = new ConcurrentHashMap<>();

    void opened(String impi) {
        halfOpen.merge(impi, 1, Integer::sum);
    }

    void established(String impi) {
        lessOne(halfOpen, impi);
        established.merge(impi, 1, Integer::sum);
    }

    void removed(String impi, boolean wasHalfOpen) {
        lessOne(wasHalfOpen ? halfOpen : established, impi);
    }

    /** Sets that authenticated their user. */
    public int of(String impi) {
        return established.getOrDefault(impi, 0);
    }

    /** Sets whose challenge is not answered. */
    public int halfOpen(String impi) {
        return halfOpen.getOrDefault(impi, 0);
    }

    private static void lessOne(ConcurrentMap<String, Integer> counts, String impi) {
        counts.computeIfPresent(impi, (key, count) -> count > 1 ? count - 1 : null);
    }
}
