package org.gatehouse.ims.scscf.registrar;

import java.time.Instant;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
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

    /**
     * RTR: the HSS ended the registration, and knows so; never while the state is busy, since what
     * the HSS is asked then comes after it there.
     */
    record Terminated(Reason reason) implements RegistrarEvent {}

    /** PPR: the set is what this profile says from now on. */
    record ProfileChanged(UserProfile profile) implements RegistrarEvent {}

    /**
     * The network wants the user to authenticate: his contacts end then, if not before (TS 24.229
     * clause 5.4.1.6).
     */
    record Shortened(Instant end) implements RegistrarEvent {}

    /** The network ends the registration, and tells the HSS. */
    record Ended() implements RegistrarEvent {}

    /** Time passed. */
    record Tick() implements RegistrarEvent {}
}
