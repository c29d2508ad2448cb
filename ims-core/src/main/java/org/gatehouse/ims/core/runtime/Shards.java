package org.gatehouse.ims.core.runtime;

/**
 * All shards of a daemon. One user's machines live on one shard, which a key of that user picks.
 */
public interface Shards extends AutoCloseable {
    int count();

    Shard get(int index);

    /** The shard of a key (an IMPI, a UE address): the same key always gives the same shard. */
    default Shard forKey(Object key) {
        return get(indexOf(key));
    }

    /** Index of the shard of a key. */
    default int indexOf(Object key) {
        int mixed = key.hashCode() * 0x9E3779B9;
        return Math.floorMod(mixed ^ (mixed >>> 16), count());
    }

    /** Runs what is in the mailboxes, then stops the threads. */
    @Override
    void close();
}
