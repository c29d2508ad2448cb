package org.gatehouse.ims.core.diameter.io;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;

/**
 * The requests of a node that wait for answers, each on the shard that sent it. The low bits of a
 * hop-by-hop id are the index of that shard, so the answer goes straight there.
 */
final class WaitingRequests {
    private final Shards shards;
    private final int shardBits;
    private final DiameterMeters meters;
    private final List<ShardRequests> requests = new ArrayList<>();

    WaitingRequests(
            LocalPeer own,
            Shards shards,
            int mostPerShard,
            Duration timeout,
            DiameterMeters meters) {
        this.shards = shards;
        this.shardBits = Integer.SIZE - Integer.numberOfLeadingZeros(shards.count() - 1);
        this.meters = meters;
        for (int i = 0; i < shards.count(); i++) {
            requests.add(
                    new ShardRequests(
                            shards.get(i), shardBits, own, mostPerShard, timeout, meters));
        }
    }

    /** Those of one shard; only to be used there. */
    ShardRequests of(Shard shard) {
        return requests.get(shard.index());
    }

    /** An answer came; may be called from any thread. */
    void answered(PeerLink link, DiameterMessage answer) {
        int index = answer.header().hopByHop() & ((1 << shardBits) - 1);
        if (index >= shards.count()) {
            meters.dropped(DiameterMeters.Drop.UNMATCHED_ANSWER).increment();
            return;
        }
        offer(index, () -> requests.get(index).answered(link, answer));
    }

    /**
     * A link is gone or silent; may be called from any thread. What can't be told now will time
     * out.
     */
    void failOver(PeerLink link, boolean gone, String reason) {
        for (int i = 0; i < shards.count(); i++) {
            ShardRequests those = requests.get(i);
            offer(i, () -> those.failOver(link, gone, reason));
        }
    }

    private void offer(int index, Runnable task) {
        if (!shards.get(index).offer(task)) {
            meters.dropped(DiameterMeters.Drop.MAILBOX_FULL).increment();
        }
    }
}
