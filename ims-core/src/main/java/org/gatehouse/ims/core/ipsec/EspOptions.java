package org.gatehouse.ims.core.ipsec;

import java.util.Set;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.esp.ReplayWindow;

/**
 * What an engine can do and how it treats its associations.
 *
 * @param carriers carriers that this node has sockets of
 * @param replayWindow width of the replay window of each inbound SA, packets
 * @param lastSequence the last sequence number an outbound SA may use, at most {@link
 *     OutboundSa#LAST_SEQUENCE}
 * @param pathMtu of the paths to the peers: TCP inside ESP keeps to it
 */
public record EspOptions(
        Set<Carrier> carriers, int replayWindow, long lastSequence, PathMtu pathMtu) {
    /** ESP inside UDP, and the defaults of RFC 2406. */
    public static final EspOptions UDP_ONLY = of(Set.of(Carrier.UDP), ReplayWindow.DEFAULT_SIZE);

    public EspOptions {
        carriers = Set.copyOf(carriers);
    }

    /** The same on paths of which more is known. */
    public EspOptions on(PathMtu path) {
        return new EspOptions(carriers, replayWindow, lastSequence, path);
    }

    /** All sequence numbers that there are. */
    public static EspOptions of(Set<Carrier> carriers, int replayWindow) {
        return new EspOptions(carriers, replayWindow, OutboundSa.LAST_SEQUENCE, PathMtu.UNKNOWN);
    }
}
