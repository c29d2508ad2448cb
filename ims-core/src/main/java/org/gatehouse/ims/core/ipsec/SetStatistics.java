package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;
import java.util.Map;
import org.gatehouse.ims.core.esp.DropReason;

/**
 * Counters of one set.
 *
 * @param outerRemote where packets to the peer go now
 * @param drops how often each reason was met; reasons not met are left out
 */
public record SetStatistics(
        long packetsIn,
        long packetsOut,
        InetSocketAddress outerRemote,
        Map<DropReason, Long> drops) {
    public SetStatistics {
        drops = Map.copyOf(drops);
    }
}
