package org.gatehouse.ims.scscf.registrar;

import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.scscf.auth.Admission;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** What can happen to the registration of an implicit set. */
public sealed interface RegistrarEvent {
    /**
     * A REGISTER that may change bindings; never while the state is busy.
     *
     * @param admission the proof that it may
     */
    record Register(RegisterRequest request, Admission admission) implements RegistrarEvent {}

    /** The HSS answered the request that the state waits for, or did not. */
    record HssAnswered(CxOutcome outcome) implements RegistrarEvent {}

    /** Time passed. */
    record Tick() implements RegistrarEvent {}
}
