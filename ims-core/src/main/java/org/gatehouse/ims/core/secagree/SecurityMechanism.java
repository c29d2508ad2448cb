package org.gatehouse.ims.core.secagree;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One sec-mechanism of a Security-Client, Security-Server or Security-Verify (RFC 3329 clause 2.2).
 *
 * @param name the mechanism-name as it was written; compared in any case
 * @param q preference in thousandths, or {@link #NO_PREFERENCE}
 * @param ipsec the alternative, if this is ipsec-3gpp with all it needs and nothing unknown
 * @param parameters all parameters but q, in the order they were written
 */
public record SecurityMechanism(
        String name, int q, @Nullable Ipsec3gpp ipsec, List<Parameter> parameters) {
    public static final String IPSEC_3GPP = "ipsec-3gpp";

    /** Value of {@link #q} where no q parameter is written. */
    public static final int NO_PREFERENCE = -1;

    /** The highest preference there is, 1.000; also what a missing q counts as. */
    public static final int HIGHEST_PREFERENCE = 1000;

    public SecurityMechanism {
        parameters = List.copyOf(parameters);
    }

    /** An ipsec-3gpp alternative of our own. */
    public static SecurityMechanism of(Ipsec3gpp ipsec, int q) {
        return new SecurityMechanism(IPSEC_3GPP, q, ipsec, MechanismFormat.parametersOf(ipsec));
    }

    public boolean isIpsec3gpp() {
        return name.equalsIgnoreCase(IPSEC_3GPP);
    }

    /** The preference that counts when the mechanisms of a list are compared. */
    public int preference() {
        return q == NO_PREFERENCE ? HIGHEST_PREFERENCE : q;
    }

    /** Whether a parameter is written, whatever its default: a mode in SM6 for example. */
    public boolean states(String parameter) {
        return parameters.stream().anyMatch(p -> p.name().equalsIgnoreCase(parameter));
    }

    /** What keeps this mechanism out of every choice: "unknown alg hmac-sha2-256-128". */
    public Optional<String> problem() {
        return Ipsec3gppReader.problemOf(this);
    }

    /** The mechanism as a header field value; SPIs have 10 digits (TS 33.203 Annex H). */
    public String format() {
        return MechanismFormat.format(this);
    }

    /**
     * A mech-parameter.
     *
     * @param value the value as written, with its quotes if it has some; empty if there is none
     */
    public record Parameter(String name, String value) {}
}
