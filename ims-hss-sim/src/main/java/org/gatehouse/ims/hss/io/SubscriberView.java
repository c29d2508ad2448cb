package org.gatehouse.ims.hss.io;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.core.diameter.cx.UserProfile.Identity;
import org.gatehouse.ims.hss.store.SubscriberStore.Stored;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.jspecify.annotations.Nullable;

/** A subscription as /api/subscribers shows it: no keys, no sequence numbers. */
record SubscriberView(String impi, @Nullable String scscf, List<SetView> sets) {

    /** The answer of /api/subscribers: some of them, and how many there are. */
    record Page(int total, List<SubscriberView> subscribers) {}

    /** An implicit registration set. */
    record SetView(List<ImpuView> impus, String state) {}

    /** A public identity. */
    record ImpuView(String impu, boolean barred) {}

    static SubscriberView of(Stored stored) {
        List<SetView> sets = new ArrayList<>();
        for (int i = 0; i < stored.subscriber().sets().size(); i++) {
            List<ImpuView> impus = new ArrayList<>();
            for (Identity identity : stored.subscriber().sets().get(i).identities()) {
                impus.add(new ImpuView(identity.impu(), identity.barred()));
            }
            sets.add(new SetView(impus, state(stored.standing().sets().get(i))));
        }
        return new SubscriberView(stored.subscriber().impi(), stored.standing().scscf(), sets);
    }

    private static String state(SetStanding standing) {
        boolean pending =
                standing.authenticationPending()
                        && standing.state() == RegistrationState.NOT_REGISTERED;
        return pending
                ? "authentication-pending"
                : standing.state().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
