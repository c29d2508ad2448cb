package org.gatehouse.ims.hss.subscriber;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the HSS must not forget about a subscription when it is killed.
 *
 * @param scscf SIP URI of the S-CSCF assigned, or null
 * @param sets one for each implicit registration set
 * @param seqMark no vector has had a SEQ above this one, and those up to it may have been used
 */
public record Standing(@Nullable String scscf, List<SetStanding> sets, long seqMark) {
    public Standing {
        sets = List.copyOf(sets);
    }

    /** A subscription that was never used. */
    public static Standing fresh(int sets) {
        return new Standing(null, Collections.nCopies(sets, SetStanding.IDLE), 0);
    }

    /** One set changed; the name of the S-CSCF goes with the last set that needed it. */
    public Standing with(int set, SetStanding changed) {
        List<SetStanding> next = new ArrayList<>(sets);
        next.set(set, changed);
        boolean served = next.stream().anyMatch(SetStanding::needsServer);
        return new Standing(served ? scscf : null, next, seqMark);
    }

    /** The S-CSCF that serves the subscription from now on. */
    public Standing servedBy(String serverName) {
        return new Standing(serverName, sets, seqMark);
    }

    /** Another high-water mark. */
    public Standing markedAt(long mark) {
        return new Standing(scscf, sets, mark);
    }

    /** Whether another S-CSCF than this one is assigned. */
    public boolean isServedByOther(String serverName) {
        return scscf != null && !scscf.equals(serverName);
    }
}
