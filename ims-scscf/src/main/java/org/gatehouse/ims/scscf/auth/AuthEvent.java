package org.gatehouse.ims.scscf.auth;

import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** What can happen to the authentication of an IMPI. */
public sealed interface AuthEvent {
    /**
     * A REGISTER came; never while the state is busy.
     *
     * @param registered whether its IMPU is registered at this moment
     * @param history of the authentications of a user of whom some IMPU is registered
     */
    record Register(RegisterRequest request, boolean registered, AuthHistory history)
            implements AuthEvent {}

    /** The HSS answered the request that the state waits for, or did not. */
    record HssAnswered(CxOutcome outcome) implements AuthEvent {}

    /**
     * Time passed.
     *
     * @param registered whether the IMPU of the outstanding challenge is registered at this moment
     */
    record Tick(boolean registered) implements AuthEvent {}
}
