package org.gatehouse.ims.hss.subscriber;

/**
 * How an implicit registration set stands.
 *
 * @param authenticationPending an S-CSCF has asked for vectors, and has not said how it ended: "in
 *     order to handle UE terminated calls while the initial registration is in progress" (TS 33.203
 *     clause 6.1.1)
 */
public record SetStanding(RegistrationState state, boolean authenticationPending) {
    /** A set that nobody has registered. */
    public static final SetStanding IDLE = new SetStanding(RegistrationState.NOT_REGISTERED, false);

    /** The same state, waiting for the end of an authentication. */
    public SetStanding pending() {
        return new SetStanding(state, true);
    }

    /** The same state, with no authentication under way. */
    public SetStanding settled() {
        return new SetStanding(state, false);
    }

    /** Another state, with no authentication under way. */
    public static SetStanding of(RegistrationState state) {
        return new SetStanding(state, false);
    }

    /** Whether an S-CSCF is assigned to the set. */
    boolean needsServer() {
        return state.isServed() || authenticationPending;
    }
}
