package org.gatehouse.ims.core.esp;

import java.util.random.RandomGenerator;

/**
 * Random octets for IVs: "The IV MUST be chosen at random, and MUST be unpredictable" (RFC 3602
 * clause 3). Fetches many at once, since asking a secure generator costs more by the call than by
 * the octet. Belongs to one shard.
 */
public final class IvSource {
    /** Octets fetched at once: 64 AES IVs, a good compromise of memory and calls. */
    private static final int POOL_OCTETS = 1024;

    private final RandomGenerator random;
    private final byte[] pool = new byte[POOL_OCTETS];
    private int used = POOL_OCTETS;

    /** Takes octets from a shard's generator, secure in a daemon. */
    public IvSource(RandomGenerator random) {
        this.random = random;
    }

    void put(byte[] target, int offset, int length) {
        if (used + length > POOL_OCTETS) {
            random.nextBytes(pool);
            used = 0;
        }
        System.arraycopy(pool, used, target, offset, length);
        used += length;
    }
}
