package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNREGISTERED_SERVICE;

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
        // "If it is registered, or unregistered (i.e. a S-CSCF keeps the user profile) the HSS
        // shall return the stored S-CSCF name"
        if (scscf != null && account.set(set).state().isServed()) {
            return LocationInfoAnswer.of(DIAMETER_SUCCESS, scscf);
        }
        // "If it is not registered, but has services related to unregistered state": an S-CSCF
        // that another identity has, or the capabilities that one must have. Else
        // "DIAMETER_ERROR_IDENTITY_NOT_REGISTERED".
        if (!policy.unregisteredServices()) {
            return LocationInfoAnswer.of(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED);
        }
        return scscf != null
                ? LocationInfoAnswer.of(DIAMETER_SUCCESS, scscf)
                : LocationInfoAnswer.of(DIAMETER_UNREGISTERED_SERVICE);
    }
}
