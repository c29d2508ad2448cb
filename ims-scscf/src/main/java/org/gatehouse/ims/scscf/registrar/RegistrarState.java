package org.gatehouse.ims.scscf.registrar;

import java.time.Instant;
import java.util.Optional;
import org.gatehouse.ims.scscf.register.RegisterRequest;

/**
 * Where the registration of one implicit set of an IMPI stands.
 *
 * <pre>
 *                  admitted REGISTER            SAA: profile
 *   NotRegistered ───────────────────► Assigning ───────────► Registered ◄──┐ refresh
 *     ▲   ▲  ▲                             │ HSS refused        │  │  │ └────┘
 *     │   │  └─────────────────────────────┘                    │  │  │
 *     │   └───────────── last contact expired ──────────────────┘  │  │ last contact removed
 *     └─────────────────── SAA ◄──────────────── Removing ◄────────┴──┘
 *
 *   Registered ── RTR ──► NotRegistered;   Registered ── PPR ──► Registered, another profile
 *   Registered ── re-authentication wanted ──► Registered, with less time
 *   Registered ── and not given ──► NotRegistered, SAR
 * </pre>
 *
 * Of an IMPU that is not registered, a removal goes from NotRegistered to Removing as well: the HSS
 * has the S-CSCF's name from the authentication.
 */
public sealed interface RegistrarState {
    /** True while the HSS is being asked; other REGISTERs of the user have to wait. */
    default boolean isBusy() {
        return false;
    }

    /** True if the identities of the set count as registered. */
    default boolean isRegistered() {
        return false;
    }

    /** Whether an IMPU belongs to this set, as far as is known. */
    boolean covers(String impu);

    /** When something is due without an event from outside. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** The identity has no binding here. */
    record NotRegistered(String impu) implements RegistrarState {
        @Override
        public boolean covers(String other) {
            return impu.equals(other);
        }
    }

    /** A SAR of type REGISTRATION is under way. */
    record Assigning(RegisterRequest request) implements RegistrarState {
        @Override
        public boolean isBusy() {
            return true;
        }

        @Override
        public boolean covers(String other) {
            return request.impu().equals(other);
        }
    }

    /** The set is registered. */
    record Registered(ImplicitSet set, Bindings bindings) implements RegistrarState {
        @Override
        public boolean isRegistered() {
            return true;
        }

        @Override
        public boolean covers(String other) {
            return set.members().contains(other);
        }

        @Override
        public Optional<Instant> deadline() {
            return bindings.nextExpiry();
        }
    }

    /** A SAR of type USER_DEREGISTRATION is under way; the bindings are gone. */
    record Removing(RegisterRequest request) implements RegistrarState {
        @Override
        public boolean isBusy() {
            return true;
        }

        @Override
        public boolean covers(String other) {
            return request.impu().equals(other);
        }
    }
}
