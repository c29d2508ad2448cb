package org.gatehouse.ims.hss.cx;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.jspecify.annotations.Nullable;

/** What the operator wants done for a subscription. */
public sealed interface Order {
    /**
     * End registrations (TS 29.228 clause 6.1.3).
     *
     * @param impus public identities, each with its implicit set; empty: all of the subscription
     * @param info a text for the S-CSCF, or null
     */
    record Deregister(List<String> impus, Reason reason, @Nullable String info) implements Order {
        public Deregister {
            impus = List.copyOf(impus);
        }
    }

    /** Send the profile of each implicit set that an S-CSCF serves (TS 29.228 clause 6.2). */
    record SendProfile() implements Order {}
}
