package org.gatehouse.ims.pcscf.explain;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.registration.Challenged;

/**
 * What a UE offered last, what was taken, and why (TS 33.203 clause 7.2).
 *
 * @param offers values of Security-Client
 * @param chosen alg/ealg and mode
 */
public record Agreement(List<String> offers, String chosen, String why) {
    public Agreement {
        offers = List.copyOf(offers);
    }

    /** Of a challenge that went out. */
    public static Agreement of(Challenged challenged, RegistrationPolicy policy) {
        AlgorithmPair taken = challenged.info().algorithms();
        List<AlgorithmPair> order = policy.confidentiality().effectiveOrder(policy.algorithms());
        List<String> passedOver = new ArrayList<>();
        for (AlgorithmPair pair : order) {
            if (pair.equals(taken)) {
                break;
            }
            passedOver.add(
                    pair + (offers(challenged.client(), pair) ? " (weak key)" : " (not offered)"));
        }
        String why =
                "first of algorithms (confidentiality "
                        + policy.confidentiality().token()
                        + ") that the UE offers in mode "
                        + challenged.info().mode().token();
        if (!passedOver.isEmpty()) {
            why += "; passed over: " + String.join(", ", passedOver);
        }
        return new Agreement(
                challenged.client().formatEach(),
                taken + " in " + challenged.info().mode().token(),
                why);
    }

    private static boolean offers(SecurityList client, AlgorithmPair pair) {
        return client.mechanisms().stream()
                .map(mechanism -> mechanism.ipsec())
                .anyMatch(ipsec -> ipsec != null && ipsec.algorithms().equals(pair));
    }
}
