package org.gatehouse.ims.ue.registration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.ue.message.Challenge;
import org.gatehouse.ims.ue.message.Session;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/**
 * Where a registration stands.
 *
 * <pre>
 *            Register: SM1                401: SM6               AKA accepted: install, SM7
 *  Idle ──────────────────► AwaitingChallenge ──► AwaitingIsim ────────────────► AwaitingConfirmation
 *   ▲                          ▲   │ ▲  200 (protected, no challenge)  │               │ 200: SM12
 *   │        time-out, 423     │   │ └────────────────────┐           │ MAC or SQN    │
 *   │        ┌─────────────────┘   │ 503                  │           ▼ failure       │
 *   │        │                     ▼                      │      AwaitingVerdict      │
 *   │        └───────────────── Pausing                   │           │ 401: SM6      │
 *   │                                                     │           └─► AwaitingIsim │
 *   │ Deregister, run out                                 ▼                           ▼
 *   └──────────────────────────────────────────────── Registered ◄─────────────────────
 *                                    Register, refresh due: SM1 over the current set ─► AwaitingChallenge
 * </pre>
 *
 * A procedure that fails ends in Registered if an earlier registration stands, else in Idle.
 */
public sealed interface RegistrationState {
    Session session();

    /** What an earlier success left. */
    @Nullable Standing standing();

    /** The set of the procedure under way, not yet confirmed by SM12. */
    default @Nullable Held fresh() {
        return null;
    }

    /** Every set that is installed. */
    default List<Held> sets() {
        List<Held> sets = new ArrayList<>();
        Standing standing = standing();
        if (standing != null) {
            sets.addAll(standing.sets());
        }
        Held fresh = fresh();
        if (fresh != null) {
            sets.add(fresh);
        }
        return sets;
    }

    /** Nothing registered, nothing on its way. */
    record Idle(Session session) implements RegistrationState {
        @Override
        public @Nullable Standing standing() {
            return null;
        }
    }

    /** Registered; nothing on its way. */
    record Registered(Session session, Standing standing) implements RegistrationState {}

    /** A procedure is on its way. */
    sealed interface Underway extends RegistrationState {
        Procedure procedure();

        /** The same state of a changed procedure. */
        Underway with(Procedure changed);

        @Override
        default Session session() {
            return procedure().session();
        }

        @Override
        default @Nullable Standing standing() {
            return procedure().standing();
        }
    }

    /** SM1 is sent. */
    record AwaitingChallenge(Procedure procedure) implements Underway {
        @Override
        public AwaitingChallenge with(Procedure changed) {
            return new AwaitingChallenge(changed);
        }
    }

    /** SM6 is here and acceptable; the ISIM looks at RAND and AUTN. */
    record AwaitingIsim(Procedure procedure, Challenge challenge) implements Underway {
        @Override
        public AwaitingIsim with(Procedure changed) {
            return new AwaitingIsim(changed, challenge);
        }
    }

    /**
     * SM7 is sent.
     *
     * @param fresh the new set that carried it, or null where IPsec is off
     */
    record AwaitingConfirmation(Procedure procedure, @Nullable Held fresh) implements Underway {
        @Override
        public AwaitingConfirmation with(Procedure changed) {
            return new AwaitingConfirmation(changed, fresh);
        }
    }

    /** The network was told that its challenge failed. */
    record AwaitingVerdict(Procedure procedure, Failure failure) implements Underway {
        @Override
        public AwaitingVerdict with(Procedure changed) {
            return new AwaitingVerdict(changed, failure);
        }
    }

    /** The network asked to try again later. */
    record Pausing(Procedure procedure, Instant until) implements Underway {
        @Override
        public Pausing with(Procedure changed) {
            return new Pausing(changed, until);
        }
    }

    /** What was wrong with AUTN. */
    enum Failure {
        MAC,
        SYNCHRONISATION
    }
}
