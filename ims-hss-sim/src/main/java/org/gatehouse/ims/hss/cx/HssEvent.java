package org.gatehouse.ims.hss.cx;

import org.gatehouse.ims.core.diameter.cx.CxRequest;

/** What happens to one subscription. */
public sealed interface HssEvent {
    /** What waits its turn while a change is being saved. */
    sealed interface Work extends HssEvent {}

    /**
     * A CSCF asks.
     *
     * @param ticket names the request in the answer to it
     * @param randomness fresh octets, as many as {@link HssMachine#randomnessFor} says
     */
    record Asked(long ticket, CxRequest request, byte[] randomness) implements Work {
        @Override
        public String toString() {
            return "Asked[ticket=" + ticket + ", request=" + request + "]";
        }
    }

    /**
     * The operator wants something done.
     *
     * @param ticket names the order in the effects that end it
     */
    record Ordered(long ticket, Order order) implements Work {}

    /** Whether a public identity that is not of this subscription is of another one. */
    record OwnerFound(Asked asked, boolean exists) implements HssEvent {}

    /** The change is durable. */
    record Saved() implements HssEvent {}

    /** Nobody knows whether the change is durable. */
    record SaveFailed(String reason) implements HssEvent {}
}
