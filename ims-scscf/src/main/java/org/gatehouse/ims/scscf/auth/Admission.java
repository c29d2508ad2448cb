package org.gatehouse.ims.scscf.auth;

import org.gatehouse.ims.core.digest.VerifiedResponse;

/**
 * Proof that a REGISTER may change bindings. Only {@link AuthMachine} makes one; the registrar asks
 * for it.
 */
public sealed interface Admission {
    /** The user answered the outstanding challenge with the right response. */
    final class Authenticated implements Admission {
        private final VerifiedResponse response;

        Authenticated(VerifiedResponse response) {
            this.response = response;
        }

        public VerifiedResponse response() {
            return response;
        }
    }

    /** A registered user, over an SA of the latest success, and policy asks for no more. */
    final class Protected implements Admission {
        Protected() {}
    }
}
