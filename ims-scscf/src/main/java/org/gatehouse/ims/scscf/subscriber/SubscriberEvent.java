package org.gatehouse.ims.scscf.subscriber;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** What can happen to a subscriber. */
public sealed interface SubscriberEvent {
    record Register(RegisterRequest request) implements SubscriberEvent {}

    /** The HSS answered the last {@link SubscriberEffect.Ask}, or did not. */
    record HssAnswered(CxOutcome outcome) implements SubscriberEvent {}

    /**
     * RTR.
     *
     * @param impus each with its implicit set; empty: all
     */
    record Terminated(List<String> impus, Reason reason) implements SubscriberEvent {
        public Terminated {
            impus = List.copyOf(impus);
        }
    }

    /** PPR with one implicit set. */
    record ProfileChanged(UserProfile profile) implements SubscriberEvent {}

    /** The operator wants the user to authenticate anew. */
    record Reauthenticate() implements SubscriberEvent {}

    /** The {@link SubscriberState#deadline()} is reached. */
    record Tick() implements SubscriberEvent {}
}
