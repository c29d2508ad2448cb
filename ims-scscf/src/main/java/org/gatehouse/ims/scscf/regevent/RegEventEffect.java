package org.gatehouse.ims.scscf.regevent;

import java.time.Duration;
import org.gatehouse.ims.core.sip.reginfo.RegInfo;
import org.gatehouse.ims.scscf.refusal.Refusal;

/** What the notifier wants done. */
public sealed interface RegEventEffect {
    /**
     * 200 to the SUBSCRIBE of this step; before any NOTIFY.
     *
     * @param ownTag tag of To
     */
    record Accept(String ownTag, Duration expires) implements RegEventEffect {}

    /** A refusal of the SUBSCRIBE of this step. */
    record Refuse(Refusal refusal) implements RegEventEffect {}

    /**
     * A NOTIFY.
     *
     * @param subscription with the CSeq number of this NOTIFY
     * @param state Subscription-State
     */
    record Notify(Subscription subscription, String state, RegInfo info)
            implements RegEventEffect {}
}
