package org.gatehouse.ims.hss.cx;

import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.gatehouse.ims.hss.subscriber.Standing;

/** What is to be done for one subscription. */
public sealed interface HssEffect {
    /** Answer the request of this ticket. */
    record Answer(Asked asked, CxAnswer answer) implements HssEffect {}

    /**
     * Make the standing durable, then say {@link HssEvent.Saved} or {@link HssEvent.SaveFailed}.
     */
    record Save(String impi, Standing standing) implements HssEffect {}

    /** Look up whether the identity exists, then say {@link HssEvent.OwnerFound}. */
    record FindOwner(Asked asked, String impu) implements HssEffect {}

    /** Drop the subscription from memory: what is durable of it has to be loaded again. */
    record Forget() implements HssEffect {}
}
