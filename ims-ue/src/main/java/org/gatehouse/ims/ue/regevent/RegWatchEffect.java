package org.gatehouse.ims.ue.regevent;

import java.time.Duration;
import org.gatehouse.ims.core.sip.reginfo.ContactEvent;
import org.gatehouse.ims.ue.traffic.Outgoing;
import org.jspecify.annotations.Nullable;

/** What the subscription wants done. */
public sealed interface RegWatchEffect {
    /** Send a SUBSCRIBE. */
    record Subscribe(Outgoing request) implements RegWatchEffect {}

    /** Answer the NOTIFY of this step; first of its effects. */
    record Answer(int status) implements RegWatchEffect {}

    /** "The UE shall initiate the re-registration" (TS 33.203 clause 6.1.4). */
    record Reregister() implements RegWatchEffect {}

    /**
     * The network ended the registration.
     *
     * @param again when to register anew; null: not
     */
    record Ended(ContactEvent why, @Nullable Duration again) implements RegWatchEffect {}
}
