package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNREGISTERED_SERVICE;

import java.util.List;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;

/** LIR: who serves an identity (TS 29.228 clause 6.1.4.1). Changes nothing. */
final class LocationRules {
    private LocationRules() {}

    /**
     * Answers a request.
     *
     * @param set the implicit set of the public identity in it
     */
    static LocationInfoAnswer decide(HssPolicy policy, Account account, int set) {
        String scscf = account.standing().scscf();
        // Registered, or unregistered with an S-CSCF that keeps the profile: its name.
        if (scscf != null && account.set(set).state().isServed()) {
            return LocationInfoAnswer.of(DIAMETER_SUCCESS, scscf);
        }
        // Not registered, with services related to the unregistered state: the S-CSCF that another
        // identity has, or the capabilities that one must have.
        if (!policy.unregisteredServices()) {
            return LocationInfoAnswer.of(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);
        }
        return scscf != null
                ? LocationInfoAnswer.of(DIAMETER_SUCCESS, scscf)
                : capabilities(policy.capabilities());
    }

    private static LocationInfoAnswer capabilities(ServerCapabilities wanted) {
        return new LocationInfoAnswer(
                DIAMETER_UNREGISTERED_SERVICE,
                null,
                wanted.mandatory(),
                wanted.optional(),
                List.of());
    }
}
