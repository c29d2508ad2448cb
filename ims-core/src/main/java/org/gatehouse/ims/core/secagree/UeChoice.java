package org.gatehouse.ims.core.secagree;

import java.util.Collection;
import java.util.List;
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
     * Chooses by q ("The higher the value the more preferred the mechanism is", RFC 3329 clause
     * 2.2), then by place: "the UE selects the first integrity and encryption algorithm combination
     * on the list received from the P-CSCF in SM 6 which is also supported by the UE".
     *
     * @param own the SPIs of SM1: an alternative that repeats one of them is passed over, since
     *     "the SPIs selected by the P-CSCF shall be different than the SPIs sent by the UE"
     */
    public static SecurityChoice choose(
            SecurityList server,
            Collection<AlgorithmPair> supported,
            Collection<IpsecMode> modes,
            Set<Spi> own) {
        Candidates candidates = new Candidates(server, own);
        SecurityMechanism best = null;
        for (SecurityMechanism offer : candidates.usable()) {
            Ipsec3gpp ipsec = offer.ipsec();
            if (ipsec != null
                    && supported.contains(ipsec.algorithms())
                    && modes.contains(ipsec.mode())
                    && (best == null || offer.preference() > best.preference())) {
                best = offer;
            }
        }
        Ipsec3gpp ipsec = best == null ? null : best.ipsec();
        return best == null || ipsec == null
                ? candidates.unacceptable(List.copyOf(supported), List.copyOf(modes))
                : new SecurityChoice.Chosen(best, ipsec);
    }
}
