package org.gatehouse.ims.core.secagree;

import java.util.Optional;

/**
 * Outcome of the P-CSCF's check of SM7 (TS 33.203 clause 7.2): either the proof {@link
 * VerifiedSecurityAgreement}, or what {@link Differs}.
 */
public sealed interface SecurityCheck permits VerifiedSecurityAgreement, SecurityCheck.Differs {
    /** The header field of SM7 that is not as it should be. */
    enum Header {
        SECURITY_VERIFY("Security-Verify"),
        SECURITY_CLIENT("Security-Client");

        private final String fieldName;

        Header(String fieldName) {
            this.fieldName = fieldName;
        }

        public String fieldName() {
            return fieldName;
        }
    }

    /**
     * The first difference.
     *
     * @param position place of the mechanism in the list, from 1
     * @param parameter the parameter that differs, or "mechanism" or "number of mechanisms"
     */
    record Differs(Header header, int position, String parameter, String expected, String got)
            implements SecurityCheck {
        /** One line for a log. */
        public String text() {
            return header.fieldName()
                    + " mechanism "
                    + position
                    + ": "
                    + parameter
                    + " is "
                    + got
                    + " (expected: "
                    + expected
                    + ")";
        }
    }

    /**
     * "the P-CSCF shall check whether the integrity and encryption algorithms list, SPI_P and
     * Port_P received in SM7 is identical with the corresponding parameters sent in SM6. It further
     * checks whether SPI_U and Port_U received in SM7 are identical with those received in SM1"
     *
     * @param sentServer Security-Server of SM6
     * @param receivedVerify Security-Verify of SM7
     * @param storedClient Security-Client of SM1
     * @param receivedClient Security-Client of SM7
     */
    static SecurityCheck check(
            SecurityList sentServer,
            SecurityList receivedVerify,
            SecurityList storedClient,
            SecurityList receivedClient) {
        Optional<Differs> verify = ofVerify(sentServer, receivedVerify);
        return verify.<SecurityCheck>map(differs -> differs)
                .orElseGet(() -> ofClient(sentServer, storedClient, receivedClient));
    }

    /**
     * The same where Security-Verify may also be a part of Security-Server, as long as it names the
     * combination in use: a deviation from clause 7.2. Somebody who took alternatives out of SM6
     * goes unnoticed; one who made this P-CSCF choose another one does not, for Security-Client is
     * compared whole.
     *
     * @param inUse the algorithms of the set that SM7 came over
     */
    static SecurityCheck checkPart(
            SecurityList sentServer,
            AlgorithmPair inUse,
            SecurityList receivedVerify,
            SecurityList storedClient,
            SecurityList receivedClient) {
        boolean namesIt =
                receivedVerify.mechanisms().stream()
                        .map(SecurityMechanism::ipsec)
                        .anyMatch(ipsec -> ipsec != null && ipsec.algorithms().equals(inUse));
        return namesIt && isPart(sentServer, receivedVerify)
                ? ofClient(sentServer, storedClient, receivedClient)
                : check(sentServer, receivedVerify, storedClient, receivedClient);
    }

    /** Whether Security-Verify repeats some of the list, or all of it, in its order. */
    static boolean isPart(SecurityList sentServer, SecurityList receivedVerify) {
        return AgreementComparison.isPart(sentServer, receivedVerify);
    }

    private static SecurityCheck ofClient(
            SecurityList sentServer, SecurityList storedClient, SecurityList receivedClient) {
        var client = AgreementComparison.firstDifference(storedClient, receivedClient);
        if (client.isPresent()) {
            return differs(Header.SECURITY_CLIENT, client.get());
        }
        return new VerifiedSecurityAgreement(sentServer, storedClient);
    }

    /** The same of Security-Verify alone, which requests after SM7 carry too. */
    static Optional<Differs> ofVerify(SecurityList sentServer, SecurityList receivedVerify) {
        return AgreementComparison.firstDifference(sentServer, receivedVerify)
                .map(difference -> differs(Header.SECURITY_VERIFY, difference));
    }

    private static Differs differs(Header header, AgreementComparison.Difference difference) {
        return new Differs(
                header,
                difference.position(),
                difference.parameter(),
                difference.expected(),
                difference.got());
    }
}
