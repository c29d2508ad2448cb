package org.gatehouse.ims.pcscf.table;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Number of sets of each IMPI in the whole node. "for any one IMPI, no more than six SAs per
 * direction" (TS 33.203 clause 7.1 rule 3) holds over all addresses, and so over all shards: the
 * one count that shards share.
 */
public final class SetsPerUser {
    private final ConcurrentMap<String, Integer> counts = new ConcurrentHashMap<>();

    void added(String impi) {
        counts.merge(impi, 1, Integer::sum);
    }

    void removed(String impi) {
        counts.computeIfPresent(impi, (key, count) -> count > 1 ? count - 1 : null);
    }

    public int of(String impi) {
        return counts.getOrDefault(impi, 0);
    }
}
