package org.gatehouse.ims.hss.cx;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.gatehouse.ims.hss.cx.HssEvent.Ordered;
import org.gatehouse.ims.hss.subscriber.Standing;

/** What is to be done for one subscription. */
public sealed interface HssEffect {
    /** Answer the request of this ticket. */
    record Answer(Asked asked, CxAnswer answer) implements HssEffect {}

    /** Send requests to the S-CSCF of a name, and tell the operator how that ended. */
    record Push(Ordered ordered, String serverName, List<PushRequest> requests)
            implements HssEffect {
        public Push {
            requests = List.copyOf(requests);
        }
    }

    /** Tell the operator that nothing was done. */
    record Declined(Ordered ordered, CxResult reason) implements HssEffect {}

    /**
     * Make the standing durable, then say {@link HssEvent.Saved} or {@link HssEvent.SaveFailed}.
     */
    record Save(String impi, Standing standing) implements HssEffect {}

    /** Look up whether the identity exists, then say {@link HssEvent.OwnerFound}. */
    record FindOwner(Asked asked, String impu) implements HssEffect {}

    /** Drop the subscription from memory: what is durable of it has to be loaded again. */
    record Forget() implements HssEffect {}
}
