package org.gatehouse.ims.core.secagree;

import java.util.List;

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

    /** Chooses by the own list in exactly the given order. */
    public static SecurityChoice choose(
            SecurityList client, List<AlgorithmPair> order, List<IpsecMode> modes) {
        throw new UnsupportedOperationException();
    }
}
