package org.gatehouse.ims.scscf.auth;

import java.util.Optional;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/**
 * Where the authentication of one IMPI stands.
 *
 * <pre>
 *              REGISTER, store empty           vectors
 *   Idle ─────────────────────────► AwaitingVectors ──────► AwaitingAnswer ──► admitted ──► Idle
 *    ▲ │                                │    ▲                 │ ▲   │ │
 *    │ └── REGISTER, a vector is left ──┼────┼─────────────────┼─┘   │ │ wrong response, or
 *    │                                  │    └── auts, or a ───┘     │ │ network failure,
 *    ├──────── HSS refused ─────────────┘     new REGISTER           │ ▼ IMPU not registered
 *    ├──────────────── no answer in time ────────────────────────────┘ AwaitingClearance
 *    └──────────────── HSS cleared the S-CSCF's name, 403 ─────────────┘
 * </pre>
 */
public sealed interface AuthState {
    /** Vectors not used so far. */
    VectorStore store();

    /** True while the HSS is being asked; other REGISTERs of the user have to wait. */
    default boolean isBusy() {
        return false;
    }

    /** The challenge that waits for an answer. */
    default Optional<Challenge> outstanding() {
        return Optional.empty();
    }

    /** No challenge is outstanding. */
    record Idle(VectorStore store) implements AuthState {
        public static final Idle NEW = new Idle(VectorStore.EMPTY);
    }

    /** A MAR is under way; the REGISTER gets its challenge when the answer comes. */
    record AwaitingVectors(RegisterRequest request, VectorStore store) implements AuthState {
        @Override
        public boolean isBusy() {
            return true;
        }
    }

    /** A challenge went out. */
    record AwaitingAnswer(Challenge challenge, VectorStore store) implements AuthState {
        @Override
        public Optional<Challenge> outstanding() {
            return Optional.of(challenge);
        }
    }

    /** The authentication failed; the HSS clears the S-CSCF's name, then the user is told. */
    record AwaitingClearance(RegisterRequest request, Refusal failure, VectorStore store)
            implements AuthState {
        @Override
        public boolean isBusy() {
            return true;
        }
    }
}
