package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IN_ASSIGNMENT_TYPE;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_MISSING_AVP;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.hss.subscriber.RegistrationState;
import org.gatehouse.ims.hss.subscriber.SetStanding;
import org.gatehouse.ims.hss.subscriber.Standing;

/** SAR: an S-CSCF serves a user, or no longer does (TS 29.228 clause 6.1.2.1). */
final class AssignmentRules {
    /** "DIAMETER_AVP_OCCURS_TOO_MANY_TIMES" (RFC 6733 clause 7.1.5). */
    static final CxResult TOO_MANY_IDENTITIES = CxResult.base(5009);

    private AssignmentRules() {}

    /**
     * Answers a request.
     *
     * @param sets the implicit sets of the public identities in it, each once
     */
    static Decision decide(Account account, ServerAssignment request, Collection<Integer> sets) {
        // Nobody changes what another S-CSCF is assigned for.
        boolean byOther = account.standing().isServedByOther(request.serverName());
        return switch (request.type()) {
            case REGISTRATION, RE_REGISTRATION ->
                    byOther
                            ? refused(account, DIAMETER_UNABLE_TO_COMPLY)
                            : serve(account, request, sets, RegistrationState.REGISTERED);
            case UNREGISTERED_USER ->
                    byOther
                            ? refused(account, DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED)
                            : unregistered(account, request, sets);
            case NO_ASSIGNMENT -> noAssignment(account, request, sets);
            case TIMEOUT_DEREGISTRATION,
                    USER_DEREGISTRATION,
                    ADMINISTRATIVE_DEREGISTRATION,
                    DEREGISTRATION_TOO_MUCH_DATA ->
                    change(account, request, allIfNone(account, sets), SetStanding.IDLE);
            // "the HSS decides to keep the S-CSCF name stored": always
            case TIMEOUT_DEREGISTRATION_STORE_SERVER_NAME, USER_DEREGISTRATION_STORE_SERVER_NAME ->
                    change(
                            account,
                            request,
                            allIfNone(account, sets),
                            SetStanding.of(RegistrationState.UNREGISTERED));
            case AUTHENTICATION_FAILURE, AUTHENTICATION_TIMEOUT ->
                    authenticationFailed(account, request, sets);
        };
    }

    /** "set the registration state to registered [and] download the relevant user information". */
    private static Decision serve(
            Account account,
            ServerAssignment request,
            Collection<Integer> sets,
            RegistrationState state) {
        if (sets.size() != 1 || request.impus().size() != 1) {
            return refused(account, sets.isEmpty() ? DIAMETER_MISSING_AVP : TOO_MANY_IDENTITIES);
        }
        int set = sets.iterator().next();
        Standing next =
                account.standing().with(set, SetStanding.of(state)).servedBy(request.serverName());
        return new Decision(account.with(next), profile(account, request, set));
    }

    /** An S-CSCF serves a user who is not registered; a registered one stays registered. */
    private static Decision unregistered(
            Account account, ServerAssignment request, Collection<Integer> sets) {
        boolean registered =
                sets.stream().anyMatch(s -> account.set(s).state() == RegistrationState.REGISTERED);
        return registered
                ? refused(account, DIAMETER_ERROR_IN_ASSIGNMENT_TYPE)
                : serve(account, request, sets, RegistrationState.UNREGISTERED);
    }

    /** "If the S-CSCF is the one assigned, the HSS shall download the user information". */
    private static Decision noAssignment(
            Account account, ServerAssignment request, Collection<Integer> sets) {
        if (!request.serverName().equals(account.standing().scscf())) {
            return refused(account, DIAMETER_UNABLE_TO_COMPLY);
        }
        if (sets.isEmpty()) {
            return refused(account, DIAMETER_MISSING_AVP);
        }
        return new Decision(account, profile(account, request, sets.iterator().next()));
    }

    /** Deregistration: by the S-CSCF that is assigned, or of a user whom none is assigned to. */
    private static Decision change(
            Account account,
            ServerAssignment request,
            Collection<Integer> sets,
            SetStanding changed) {
        if (account.standing().isServedByOther(request.serverName())) {
            return refused(account, DIAMETER_UNABLE_TO_COMPLY);
        }
        Standing next = account.standing();
        for (int set : sets) {
            if (changed.state() == RegistrationState.NOT_REGISTERED
                    || next.sets().get(set).state().isServed()) {
                next = next.with(set, changed);
            }
        }
        return new Decision(account.with(next), done(account, DIAMETER_SUCCESS));
    }

    /**
     * "the S-CSCF shall clear the S-CSCF name in the HSS, if the IMPU is currently Not registered.
     * [..] does not update the registration flag" (TS 33.203 clause 6.1.2.2).
     */
    private static Decision authenticationFailed(
            Account account, ServerAssignment request, Collection<Integer> sets) {
        if (account.standing().isServedByOther(request.serverName())) {
            return refused(account, DIAMETER_UNABLE_TO_COMPLY);
        }
        if (sets.isEmpty()) {
            return refused(account, DIAMETER_MISSING_AVP);
        }
        Standing next = account.standing();
        for (int set : sets) {
            next = next.with(set, next.sets().get(set).settled());
        }
        return new Decision(account.with(next), done(account, DIAMETER_SUCCESS));
    }

    /** "If no public identity is present, all those of the private identity are meant". */
    private static Collection<Integer> allIfNone(Account account, Collection<Integer> sets) {
        return sets.isEmpty()
                ? IntStream.range(0, account.standing().sets().size()).boxed().toList()
                : List.copyOf(sets);
    }

    private static ServerAssignmentAnswer profile(
            Account account, ServerAssignment request, int set) {
        String impi = account.subscriber().impi();
        return request.userDataAlreadyAvailable()
                ? ServerAssignmentAnswer.of(DIAMETER_SUCCESS, impi)
                : new ServerAssignmentAnswer(
                        DIAMETER_SUCCESS, impi, UserProfileXml.write(account.profile(set)));
    }

    private static Decision refused(Account account, CxResult result) {
        return new Decision(account, done(account, result));
    }

    private static ServerAssignmentAnswer done(Account account, CxResult result) {
        return ServerAssignmentAnswer.of(result, account.subscriber().impi());
    }
}
