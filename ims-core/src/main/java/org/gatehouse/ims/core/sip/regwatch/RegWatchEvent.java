package org.gatehouse.ims.core.sip.regwatch;

import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.jspecify.annotations.Nullable;

/** What can happen to the subscription. */
public sealed interface RegWatchEvent {
    /** A registration stands. */
    record Registered() implements RegWatchEvent {}

    /** None stands any more. */
    record Gone() implements RegWatchEvent {}

    /** The SUBSCRIBE of the last effect left; null: it could not. */
    record Sent(@Nullable SipRequest request) implements RegWatchEvent {}

    /** Its final answer; null: nobody answered. */
    record Answered(SipRequest request, @Nullable SipResponse response) implements RegWatchEvent {}

    /** A NOTIFY of the reg event package. */
    record Notified(SipRequest request) implements RegWatchEvent {}

    /** The {@link RegWatchState#deadline} is reached. */
    record Due() implements RegWatchEvent {}
}
