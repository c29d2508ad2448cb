package org.gatehouse.ims.core.sip.regwatch;

import java.time.Instant;
import java.util.Optional;

/**
 * Where the subscription stands.
 *
 * <pre>
 *        registered: SUBSCRIBE          200                      refresh due: SUBSCRIBE
 *   Off ───────────────────────► Asked ─────► Active ───────────────────────────────────┐
 *    ▲                            ▲ │ │          │ ▲                                     │
 *    │ registration gone          │ │ │ refused  │ └─────────────────────────────────────┘
 *    │ (from everywhere)     time │ │ └────► Denied (403, 489 and their like; rejected)
 *    │                            │ ▼            │ terminated, no answer
 *    └─                          Waiting ◄───────┘
 * </pre>
 */
public sealed interface RegWatchState {
    /** When something is due without an event from outside. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** No registration to watch. */
    record Off() implements RegWatchState {}

    /**
     * SUBSCRIBE is sent; its NOTIFY may overtake the 200.
     *
     * @param seen what NOTIFYs said so far
     */
    record Asked(String callId, String ownTag, Seen seen) implements RegWatchState {}

    record Active(EndDialog dialog, Seen seen, Instant refreshAt) implements RegWatchState {
        @Override
        public Optional<Instant> deadline() {
            return Optional.of(refreshAt);
        }
    }

    /** To be subscribed anew then. */
    record Waiting(Instant until) implements RegWatchState {
        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }

    /** The network has no such service for this UE. */
    record Denied() implements RegWatchState {}

    /**
     * What was heard of a subscription.
     *
     * @param cseq of the last NOTIFY
     * @param version of the last document
     */
    record Seen(long cseq, long version) {
        public static final Seen NOTHING = new Seen(-1, -1);
    }
}
