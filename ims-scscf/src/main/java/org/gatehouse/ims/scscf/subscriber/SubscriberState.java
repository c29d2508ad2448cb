package org.gatehouse.ims.scscf.subscriber;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.ims.scscf.auth.AuthHistory;
import org.gatehouse.ims.scscf.auth.AuthState;
import org.gatehouse.ims.scscf.auth.Challenge;
import org.gatehouse.ims.scscf.register.RegisterRequest;
import org.gatehouse.ims.scscf.registrar.RegistrarState;

/**
 * All the S-CSCF knows about one IMPI.
 *
 * @param history of the authentications, while some set is registered
 * @param sets implicit sets with a registration, or with one on its way in or out
 * @param parked REGISTERs that came while the HSS was being asked, in order
 */
public record SubscriberState(
        AuthState auth,
        AuthHistory history,
        List<RegistrarState> sets,
        List<RegisterRequest> parked) {
    public static final SubscriberState NEW =
            new SubscriberState(AuthState.Idle.NEW, AuthHistory.NONE, List.of(), List.of());

    public SubscriberState {
        sets = List.copyOf(sets);
        parked = List.copyOf(parked);
    }

    /** Whether an IMPU counts as registered, implicitly or not. */
    public boolean isRegistered(String impu) {
        return sets.stream().anyMatch(set -> set.isRegistered() && set.covers(impu));
    }

    /** Whether any IMPU is registered. */
    boolean hasRegistration() {
        return sets.stream().anyMatch(RegistrarState::isRegistered);
    }

    /** When something is due without an event from outside. */
    public Optional<Instant> deadline() {
        return Stream.concat(
                        auth.outstanding().map(Challenge::deadline).stream(),
                        sets.stream().flatMap(set -> set.deadline().stream()))
                .min(Comparator.naturalOrder());
    }

    /**
     * True if a new state would do as well. Vectors of a user who is not registered don't count:
     * his next challenge asks for new ones.
     */
    public boolean isForgettable() {
        return auth instanceof AuthState.Idle && sets.isEmpty() && parked.isEmpty();
    }

    boolean isBusy() {
        return auth.isBusy() || sets.stream().anyMatch(RegistrarState::isBusy);
    }
}
