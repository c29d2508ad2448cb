package org.gatehouse.ims.core.secagree;

import java.util.List;
import java.util.Set;

/** The P-CSCF's choice from a Security-Client (TS 33.203 clause 7.2). */
public final class PcscfChoice {
    private PcscfChoice() {}

    /**
     * Chooses by the own list, put in order by the policy.
     *
     * @param modes the modes this P-CSCF can carry for this UE, first choice first
     */
    public static SecurityChoice choose(
            SecurityList client,
            List<AlgorithmPair> ownOrder,
            ConfidentialityPolicy policy,
            List<IpsecMode> modes) {
        return choose(client, policy.effectiveOrder(ownOrder), modes);
    }

    /**
     * Chooses by the own list in exactly the given order: "The P-CSCF selects the first algorithm
     * combination on its own list which is also supported by the UE".
     */
    public static SecurityChoice choose(
            SecurityList client, List<AlgorithmPair> order, List<IpsecMode> modes) {
        Candidates candidates = new Candidates(client, Set.of());
        for (AlgorithmPair pair : order) {
            for (IpsecMode mode : modes) {
                for (SecurityMechanism offer : candidates.usable()) {
                    Ipsec3gpp ipsec = offer.ipsec();
                    if (ipsec != null && ipsec.algorithms().equals(pair) && ipsec.mode() == mode) {
                        return new SecurityChoice.Chosen(offer, ipsec);
                    }
                }
            }
        }
        return candidates.unacceptable(order, modes);
    }
}
