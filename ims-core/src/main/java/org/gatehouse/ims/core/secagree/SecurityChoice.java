package org.gatehouse.ims.core.secagree;

/** What came of choosing a mechanism from the other end's list. */
public sealed interface SecurityChoice {
    /**
     * An alternative that both ends can do.
     *
     * @param mechanism the other end's alternative, with its SPIs and ports
     * @param ipsec the same, read
     */
    record Chosen(SecurityMechanism mechanism, Ipsec3gpp ipsec) implements SecurityChoice {}

    /** Nothing in the list will do (TS 33.203 clauses 7.3.2.1 and 7.3.2.2). */
    record Unacceptable(Reason reason, String detail) implements SecurityChoice {}

    /** Why nothing will do. */
    enum Reason {
        NO_IPSEC_3GPP("no ipsec-3gpp mechanism"),
        NO_USABLE_IPSEC_3GPP("no ipsec-3gpp mechanism is complete and known"),
        NO_COMMON_ALGORITHMS("no common algorithms"),
        NO_COMMON_MODE("no common mode"),
        NO_CONFIDENTIALITY("confidentiality is required and not offered");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
