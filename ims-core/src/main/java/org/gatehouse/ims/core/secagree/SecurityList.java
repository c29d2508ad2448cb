package org.gatehouse.ims.core.secagree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.secagree.SecurityMechanism.Parameter;

/**
 * All mechanisms of a Security-Client, Security-Server or Security-Verify, in order (RFC 3329
 * clause 2.2 with TS 33.203 Annex H).
 */
public final class SecurityList {
    private final List<SecurityMechanism> mechanisms;

    public SecurityList(List<SecurityMechanism> mechanisms) {
        this.mechanisms = List.copyOf(mechanisms);
    }

    /**
     * Reads the values of all header fields of one name, in order; each may hold a comma list.
     *
     * @throws SecAgreeSyntaxException if a value does not follow the grammar, a value of an
     *     ipsec-3gpp parameter is a bad one, or there is no mechanism at all
     */
    public static SecurityList parse(List<String> headerFieldValues)
            throws SecAgreeSyntaxException {
        return new SecurityList(new SecurityListParser().parse(headerFieldValues));
    }

    /**
     * The Security-Client of SM1: every combination of algorithms in every mode, with the same SPIs
     * and ports in all of them.
     */
    public static SecurityList client(
            List<AlgorithmPair> algorithms, List<IpsecMode> modes, SpisAndPorts own) {
        List<SecurityMechanism> offers = new ArrayList<>();
        for (IpsecMode mode : modes) {
            for (AlgorithmPair pair : algorithms) {
                offers.add(
                        SecurityMechanism.of(
                                Ipsec3gpp.esp(pair, mode, own), SecurityMechanism.NO_PREFERENCE));
            }
        }
        return new SecurityList(offers);
    }

    /**
     * The Security-Server of SM6: "a list of identifiers for the integrity and encryption
     * algorithms, which the P-CSCF supports", whatever the UE offered; no encryption is listed if
     * the P-CSCF "is configured to never apply confidentiality" (TS 33.203 clause 7.2). "All the
     * security mechanisms MUST have different "q" values" (RFC 3329 clause 2.2).
     */
    public static SecurityList server(
            List<AlgorithmPair> ownOrder,
            ConfidentialityPolicy policy,
            IpsecMode mode,
            SpisAndPorts own) {
        return server(policy.effectiveOrder(ownOrder), mode, own);
    }

    /** The Security-Server of SM6 with exactly these combinations, first choice first. */
    public static SecurityList server(
            List<AlgorithmPair> listed, IpsecMode mode, SpisAndPorts own) {
        int step = SecurityMechanism.HIGHEST_PREFERENCE / Math.max(listed.size() + 1, 10);
        List<SecurityMechanism> offers = new ArrayList<>();
        for (int i = 0; i < listed.size(); i++) {
            offers.add(
                    SecurityMechanism.of(
                            Ipsec3gpp.esp(listed.get(i), mode, own), step * (listed.size() - i)));
        }
        return new SecurityList(offers);
    }

    public List<SecurityMechanism> mechanisms() {
        return mechanisms;
    }

    /** Every SPI that is named, also in alternatives with unknown algorithms. */
    public Set<Spi> spis() {
        Set<Spi> spis = new HashSet<>();
        for (SecurityMechanism mechanism : mechanisms) {
            if (mechanism.isIpsec3gpp()) {
                for (Parameter parameter : mechanism.parameters()) {
                    if (parameter.name().equalsIgnoreCase("spi-c")
                            || parameter.name().equalsIgnoreCase("spi-s")) {
                        spis.add(new Spi(Long.parseLong(parameter.value())));
                    }
                }
            }
        }
        return spis;
    }

    /**
     * Whether both say the same: compared by parsed value in order, with prot, mod and ealg at
     * their defaults where they are not written, and q only where both have it.
     */
    public boolean sameAgreement(SecurityList other) {
        return AgreementComparison.firstDifference(this, other).isEmpty();
    }

    /** All mechanisms as one header field value. */
    public String format() {
        return String.join(", ", formatEach());
    }

    /** One header field value for each mechanism. */
    public List<String> formatEach() {
        return mechanisms.stream().map(SecurityMechanism::format).collect(Collectors.toList());
    }

    @Override
    public String toString() {
        return format();
    }
}
