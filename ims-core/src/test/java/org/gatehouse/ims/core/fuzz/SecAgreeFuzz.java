package org.gatehouse.ims.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.ConfidentialityPolicy;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.PcscfChoice;
import org.gatehouse.ims.core.secagree.SecAgreeSyntaxException;
import org.gatehouse.ims.core.secagree.SecurityCheck;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.SecurityMechanism;
import org.gatehouse.ims.core.secagree.UeChoice;
import org.gatehouse.ims.core.secagree.VerifiedSecurityAgreement;

/** Two Security-* lists: a line for each header field, an empty line between the lists. */
public final class SecAgreeFuzz {
    private static final int MOST_MECHANISMS = 32;
    private static final int LONGEST_REASON = 200;

    private static final List<AlgorithmPair> OWN =
            List.of(
                    AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"),
                    AlgorithmPair.parse("hmac-md5-96/des-ede3-cbc"),
                    AlgorithmPair.parse("hmac-sha-1-96/null"));

    private static final List<IpsecMode> MODES =
            List.of(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL);

    private SecAgreeFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int split = text.indexOf("\n\n");
        try {
            SecurityList one = list(split < 0 ? text : text.substring(0, split));
            alone(one);
            SecurityList other = split < 0 ? one : list(text.substring(split + 2));
            together(one, other);
        } catch (SecAgreeSyntaxException refused) {
            Holds.that(
                    String.valueOf(refused.getMessage()).length() <= LONGEST_REASON + text.length(),
                    "reason");
        }
    }

    private static SecurityList list(String text) throws SecAgreeSyntaxException {
        return SecurityList.parse(Arrays.asList(text.split("\n", -1)));
    }

    private static void alone(SecurityList list) throws SecAgreeSyntaxException {
        Holds.that(list.mechanisms().size() <= MOST_MECHANISMS, "mechanisms");
        Holds.that(list.spis().size() <= 2 * list.mechanisms().size(), "SPIs");
        SecurityList again = SecurityList.parse(List.of(list.format()));
        Holds.same(list.format(), again.format(), "written and read");
        for (int i = 0; i < list.mechanisms().size(); i++) {
            SecurityMechanism mechanism = list.mechanisms().get(i);
            SecurityMechanism copy = again.mechanisms().get(i);
            Holds.same(mechanism.ipsec(), copy.ipsec(), "alternative");
            Holds.same(mechanism.q(), copy.q(), "q");
            Holds.same(
                    mechanism.problem().isEmpty(), copy.problem().isEmpty(), mechanism.toString());
        }
        Holds.that(
                SecurityCheck.check(list, list, list, list) instanceof VerifiedSecurityAgreement,
                "a list differs from itself");
        for (ConfidentialityPolicy policy : ConfidentialityPolicy.values()) {
            chosen(PcscfChoice.choose(list, OWN, policy, MODES), list, policy.effectiveOrder(OWN));
        }
        chosen(UeChoice.choose(list, OWN, MODES), list, OWN);
        Holds.that(
                UeChoice.choose(list, OWN, MODES, Set.copyOf(list.spis()))
                        instanceof SecurityChoice.Unacceptable,
                "a choice with the own SPIs");
    }

    private static void chosen(
            SecurityChoice choice, SecurityList list, List<AlgorithmPair> allowed) {
        switch (choice) {
            case SecurityChoice.Chosen chosen -> {
                Holds.that(list.mechanisms().contains(chosen.mechanism()), "not on the list");
                Holds.that(allowed.contains(chosen.ipsec().algorithms()), "algorithms");
                Holds.that(MODES.contains(chosen.ipsec().mode()), "mode");
                Holds.that(chosen.ipsec().isUsable(), "not usable");
            }
            case SecurityChoice.Unacceptable none -> Holds.that(!none.detail().isEmpty(), "detail");
        }
    }

    private static void together(SecurityList one, SecurityList other) {
        boolean same = one.sameAgreement(other);
        Holds.same(same, other.sameAgreement(one), "comparison from the other side");
        SecurityCheck check = SecurityCheck.check(one, other, one, one);
        Holds.same(same, check instanceof VerifiedSecurityAgreement, "check");
        if (same) {
            Holds.same(one.spis(), other.spis(), "SPIs of the same agreement");
        }
    }
}
