package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_AUTHORIZATION_REJECTED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_ROAMING_NOT_ALLOWED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_FIRST_REGISTRATION;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUBSEQUENT_REGISTRATION;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;

import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.hss.subscriber.RegistrationState;

/** UAR: may this user register, and where (TS 29.228 clause 6.1.1.1). Changes nothing. */
final class AuthorizationRules {
    private AuthorizationRules() {}

    /**
     * Answers a request.
     *
     * @param set the implicit set of the public identity in it
     */
    static UserAuthorizationAnswer decide(
            HssPolicy policy, Account account, UserAuthorization request, int set) {
        // "If it is barred, the HSS shall check if there are other public identities [implicitly
        // registered] that are not barred [..] otherwise DIAMETER_AUTHORIZATION_REJECTED"
        if (!account.subscriber().sets().get(set).isUsable()) {
            return UserAuthorizationAnswer.of(DIAMETER_AUTHORIZATION_REJECTED);
        }
        if (request.type() == UserAuthorization.Type.DE_REGISTRATION) {
            return deregistration(account, set);
        }
        if (!policy.allowsRoaming(request.visitedNetwork())) {
            return UserAuthorizationAnswer.of(DIAMETER_ERROR_ROAMING_NOT_ALLOWED);
        }
        // REGISTRATION_AND_CAPABILITIES: "the HSS shall return the list of S-CSCF capabilities",
        // and no name
        return request.type() == UserAuthorization.Type.REGISTRATION_AND_CAPABILITIES
                ? capabilities(DIAMETER_SUCCESS, policy)
                : registration(policy, account);
    }

    /**
     * "If it is registered, the HSS shall return the stored S-CSCF name [..]
     * DIAMETER_SUBSEQUENT_REGISTRATION", and so for another identity of the subscription, and while
     * an authentication is pending; else "DIAMETER_FIRST_REGISTRATION".
     */
    private static UserAuthorizationAnswer registration(HssPolicy policy, Account account) {
        String scscf = account.standing().scscf();
        return scscf == null
                ? capabilities(DIAMETER_FIRST_REGISTRATION, policy)
                : UserAuthorizationAnswer.of(DIAMETER_SUBSEQUENT_REGISTRATION, scscf);
    }

    private static UserAuthorizationAnswer capabilities(CxResult result, HssPolicy policy) {
        ServerCapabilities wanted = policy.capabilities();
        return new UserAuthorizationAnswer(result, null, wanted.mandatory(), wanted.optional());
    }

    /** The S-CSCF that serves the identity, or is about to, ends that. */
    private static UserAuthorizationAnswer deregistration(Account account, int set) {
        String scscf = account.standing().scscf();
        boolean served =
                account.set(set).state() != RegistrationState.NOT_REGISTERED
                        || account.set(set).authenticationPending();
        return scscf == null || !served
                ? UserAuthorizationAnswer.of(DIAMETER_ERROR_IDENTITY_NOT_REGISTERED)
                : UserAuthorizationAnswer.of(DIAMETER_SUCCESS, scscf);
    }
}
