package org.gatehouse.ims.scscf.regevent;

import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.sip.SipRequest;
import org.jspecify.annotations.Nullable;

/**
 * A SUBSCRIBE as the notifier understands it.
 *
 * @param ownTag tag of To: the dialogue it belongs to, or null for one that begins a dialogue
 * @param event Event as received, with its id: NOTIFYs repeat it
 * @param expires time asked for; zero ends the subscription, or fetches the state once
 * @param contact URI of the subscriber: where NOTIFYs go
 * @param route values of Record-Route: the way there
 */
public record SubscribeRequest(
        SipRequest sip,
        @Nullable String ownTag,
        String event,
        Duration expires,
        String contact,
        List<String> route) {
    public SubscribeRequest {
        route = List.copyOf(route);
    }
}
