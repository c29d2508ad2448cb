package org.gatehouse.ims.core.secagree;

import java.util.Collection;
import java.util.Set;

/** The UE's choice from a Security-Server (TS 33.203 clause 7.2). */
public final class UeChoice {
    private UeChoice() {}

    /** Chooses as the other method does, with no SPIs to avoid. */
    public static SecurityChoice choose(
            SecurityList server, Collection<AlgorithmPair> supported, Collection<IpsecMode> modes) {
        return choose(server, supported, modes, Set.of());
    }

    /**
     * Chooses by q, then by place.
     *
     * @param own the SPIs of SM1: an alternative that repeats one of them is passed over, since
     *     "the SPIs selected by the P-CSCF shall be different than the SPIs sent by the UE"
     */
    public static SecurityChoice choose(
            SecurityList server,
            Collection<AlgorithmPair> supported,
            Collection<IpsecMode> modes,
            Set<Spi> own) {
        throw new UnsupportedOperationException();
    }
}
