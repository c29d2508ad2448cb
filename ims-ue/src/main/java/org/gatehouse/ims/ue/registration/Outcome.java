package org.gatehouse.ims.ue.registration;

import org.jspecify.annotations.Nullable;

/** How a procedure ended, told by who erred. */
public sealed interface Outcome {
    /** SM12 came: the registration stands. */
    record Registered(Standing standing) implements Outcome {}

    /** The bindings are gone, and all SAs with them. */
    record Deregistered() implements Outcome {}

    /** The network said no. */
    record Refused(int status, String reason) implements Outcome {}

    /** AUTN did not prove the network, or the challenge was none that IMS AKA knows. */
    record NetworkNotAuthenticated(String reason) implements Outcome {}

    /** Nothing came back, all attempts included. */
    record NoAnswer(String reason) implements Outcome {}

    /**
     * No security agreement: SM6 was unacceptable to the UE, or SM1 to the P-CSCF.
     *
     * @param status what the P-CSCF refused with; null where the UE refused
     */
    record AgreementFailed(@Nullable Integer status, String reason) implements Outcome {
        AgreementFailed(String reason) {
            this(null, reason);
        }
    }

    /** A registration that stood has run out. */
    record Lost(String reason) implements Outcome {}
}
