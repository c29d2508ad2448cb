package org.gatehouse.ims.scscf.regevent;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The subscriptions to one user's registrations, oldest first. */
public record RegEventState(List<Subscription> subscriptions) {
    public static final RegEventState NONE = new RegEventState(List.of());

    public RegEventState {
        subscriptions = List.copyOf(subscriptions);
    }

    /** When the next of them ends. */
    public Optional<Instant> deadline() {
        return subscriptions.stream().map(Subscription::expiresAt).min(Comparator.naturalOrder());
    }
}
