package org.gatehouse.ims.core.secagree;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.secagree.SecurityChoice.Reason;
import org.gatehouse.ims.core.secagree.SecurityChoice.Unacceptable;

/** The alternatives of a list that SAs can be made of, and why the others are none. */
final class Candidates {
    private final SecurityList list;
    private final List<SecurityMechanism> usable = new ArrayList<>();

    /**
     * Sorts a list.
     *
     * @param avoid SPIs that an alternative may not name
     */
    Candidates(SecurityList list, Set<Spi> avoid) {
        this.list = list;
        for (SecurityMechanism mechanism : list.mechanisms()) {
            Ipsec3gpp ipsec = mechanism.ipsec();
            if (ipsec != null
                    && ipsec.isUsable()
                    && !avoid.contains(ipsec.spiC())
                    && !avoid.contains(ipsec.spiS())) {
                usable.add(mechanism);
            }
        }
    }

    List<SecurityMechanism> usable() {
        return usable;
    }

    /** Why nothing usable is wanted. */
    Unacceptable unacceptable(List<AlgorithmPair> wanted, List<IpsecMode> modes) {
        if (list.mechanisms().stream().noneMatch(SecurityMechanism::isIpsec3gpp)) {
            return new Unacceptable(Reason.NO_IPSEC_3GPP, Reason.NO_IPSEC_3GPP.text());
        }
        if (usable.isEmpty()) {
            return new Unacceptable(Reason.NO_USABLE_IPSEC_3GPP, firstProblem());
        }
        List<AlgorithmPair> offered =
                usable.stream().map(offer -> read(offer).algorithms()).distinct().toList();
        if (offered.stream().anyMatch(wanted::contains)) {
            List<String> tokens =
                    usable.stream().map(offer -> read(offer).mode().token()).distinct().toList();
            return new Unacceptable(
                    Reason.NO_COMMON_MODE,
                    "modes offered: "
                            + String.join(", ", tokens)
                            + " (expected: "
                            + String.join(", ", modes.stream().map(IpsecMode::token).toList())
                            + ")");
        }
        boolean wantsEncryption = wanted.stream().allMatch(AlgorithmPair::encrypts);
        boolean encrypts = offered.stream().anyMatch(AlgorithmPair::encrypts);
        return new Unacceptable(
                wantsEncryption && !encrypts
                        ? Reason.NO_CONFIDENTIALITY
                        : Reason.NO_COMMON_ALGORITHMS,
                "algorithms offered: " + text(offered) + " (expected: " + text(wanted) + ")");
    }

    private String firstProblem() {
        return list.mechanisms().stream()
                .filter(SecurityMechanism::isIpsec3gpp)
                .flatMap(mechanism -> mechanism.problem().stream())
                .findFirst()
                .orElse("an SPI of the other end's own");
    }

    private static Ipsec3gpp read(SecurityMechanism offer) {
        Ipsec3gpp ipsec = offer.ipsec();
        if (ipsec == null) {
            throw new IllegalStateException("a usable alternative has been read");
        }
        return ipsec;
    }

    private static String text(List<AlgorithmPair> pairs) {
        return String.join(", ", pairs.stream().map(AlgorithmPair::toString).toList());
    }
}
