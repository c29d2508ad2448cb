package org.gatehouse.ims.core.secagree;

/**
 * Proof that SM7 repeated SM6's Security-Server and SM1's Security-Client; to be had from {@link
 * SecurityCheck#check} alone.
 */
public final class VerifiedSecurityAgreement implements SecurityCheck {
    private final SecurityList server;
    private final SecurityList client;

    VerifiedSecurityAgreement(SecurityList server, SecurityList client) {
        this.server = server;
        this.client = client;
    }

    /** The P-CSCF's list, as sent in SM6. */
    public SecurityList server() {
        return server;
    }

    /** The UE's list, as received in SM1. */
    public SecurityList client() {
        return client;
    }
}
