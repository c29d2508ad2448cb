package org.gatehouse.ims.pcscf.policy;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the P-CSCF may let pass though the standards ask for more, for phones that need it. What
 * each of them costs is in docs/threats.md.
 */
public enum Tolerance {
    /**
     * The challenge goes on without qop, for phones that answer none that has one. The S-CSCF has
     * to take an answer without it, as RFC 2617 clause 3.2.2 allows.
     */
    NO_QOP,
    /**
     * Security-Server names the chosen combination alone, where TS 33.203 clause 7.2 wants all that
     * "the P-CSCF supports": for phones that stumble over the others, and for small 401s.
     */
    SHORT_LIST,
    /**
     * Security-Verify may be a part of Security-Server that holds the chosen combination, where TS
     * 33.203 clause 7.2 wants the list to be "identical".
     */
    PARTIAL_VERIFY,
    /**
     * Requests after the registration may lack Security-Verify: "These requests MUST contain a
     * Security-Verify header field" (RFC 3329 clause 2.3.1).
     */
    NO_VERIFY,
    /**
     * A response that answers a request which went out protected may come bare, where TS 33.203
     * clause 7.1 lets a P-CSCF receive REGISTERs, emergencies and error messages alone.
     */
    CLEAR_ANSWERS,
    /**
     * The UE's protected ports may be 5060 and 5061: "different from the standard SIP ports 5060
     * and 5061" (TS 33.203 clause 7.1).
     */
    SIP_PORTS;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name for settings, metrics and people: {@code short-list}. */
    public String token() {
        return token;
    }

    static Optional<Tolerance> of(String token) {
        return Stream.of(values()).filter(t -> t.token.equals(token)).findFirst();
    }
}
