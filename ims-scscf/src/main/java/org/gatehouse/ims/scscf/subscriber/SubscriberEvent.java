package org.gatehouse.ims.scscf.subscriber;

import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/** What can happen to a subscriber. */
public sealed interface SubscriberEvent {
    record Register(RegisterRequest request) implements SubscriberEvent {}

    /** The HSS answered the last {@link SubscriberEffect.Ask}, or did not. */
    record HssAnswered(CxOutcome outcome) implements SubscriberEvent {}

    /** The {@link SubscriberState#deadline()} is reached. */
    record Tick() implements SubscriberEvent {}
}
