package org.gatehouse.ims.ue.registration;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.ue.registration.RegistrationState.Underway;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/**
 * The way of the UE's requests other than REGISTER.
 *
 * @param over the set that protects them, or null where IPsec is off: bare
 * @param serviceRoute values of Service-Route
 */
public record Outbound(@Nullable Held over, List<String> serviceRoute) {
    public Outbound {
        serviceRoute = List.copyOf(serviceRoute);
    }

    /**
     * "if SM1 was protected, the UE shall use the old SAs for messages other than those in the
     * authentication, until a successful message of new authentication is received (SM12); if SM1
     * was unprotected, the UE is not allowed to use IMS service until it receives an authentication
     * successful message (SM12)" (TS 33.203 clause 7.4.1a).
     *
     * @return empty if the UE may send nothing now
     */
    public static Optional<Outbound> of(RegistrationState state) {
        Standing standing = state.standing();
        if (standing == null) {
            return Optional.empty();
        }
        boolean usesIpsec = standing.table() != null;
        if (usesIpsec
                && state instanceof Underway underway
                && underway.procedure().over() == null) {
            return Optional.empty();
        }
        return Optional.of(new Outbound(standing.current(), standing.serviceRoute()));
    }
}
