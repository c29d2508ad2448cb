package org.gatehouse.ims.scscf.regevent;

import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.jspecify.annotations.Nullable;

/** What can happen to the subscriptions to one user's registrations. */
public sealed interface RegEventEvent {
    /**
     * An authorised SUBSCRIBE that begins a dialogue.
     *
     * @param now the registration that it is about
     * @param freshTag own tag of the dialogue, unlike any other
     */
    record Subscribe(SubscribeRequest request, Watched watched, Registered now, String freshTag)
            implements RegEventEvent {}

    /** A SUBSCRIBE within a dialogue. */
    record Resubscribe(SubscribeRequest request, Lookup registrations) implements RegEventEvent {}

    /** A registration changed. */
    record Changed(RegistrationChange change) implements RegEventEvent {}

    /** The subscriber did not take a NOTIFY: 481, another failure for good, or no answer. */
    record NotTaken(String ownTag) implements RegEventEvent {}

    /** The {@link RegEventState#deadline} is reached. */
    record Tick(Lookup registrations) implements RegEventEvent {}

    /** Registrations as they are now. */
    @FunctionalInterface
    interface Lookup {
        /** The one that is watched; null if there is none any more. */
        @Nullable Registered find(Watched watched);
    }
}
