package org.gatehouse.ims.pcscf.registration;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SecurityCheck;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.VerifiedSecurityAgreement;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.register.AuthAnswer;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.Register;
import org.gatehouse.ims.pcscf.register.TowardsHome;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent.RegisterCame;
import org.gatehouse.ims.pcscf.registration.RegistrationState.Role;
import org.jspecify.annotations.Nullable;

/** REGISTERs of the UE: SM1, SM7, refreshes, reports of failure. */
final class Arrivals {
    /** REGISTERs of one user that may wait for the home network at once; a UE sends one. */
    static final int MOST_PENDING = 8;

    private final RegistrationPolicy policy;
    private final OpeningCheck openings;
    private final Edge edge;

    Arrivals(RegistrationPolicy policy, Edge edge) {
        this.policy = policy;
        this.openings = new OpeningCheck(policy);
        this.edge = edge;
    }

    void registerCame(Turn turn, RegisterCame event) {
        SetId set = event.flow().protectedBy();
        Role role = set == null ? null : turn.state.roleOf(set).orElse(null);
        if (set != null && (role == null || role == Role.ENDING)) {
            refuse(turn, event, 403, "No Association", Outcome.USER_MISMATCH);
        } else if (set != null
                && !event.viaAddresses().contains(event.flow().remote().getAddress())) {
            // "check [..] that the source IP address in the packet headers coincide with the UE's
            // IP address inserted in the Via header" (TS 33.203 clause 7.1 rule 2)
            refuse(turn, event, 403, "Via Is Not The Source Address", Outcome.VIA_MISMATCH);
            abort(turn, role);
        } else if (set != null && !isUserOf(turn.state, event.register())) {
            // "ensure that the user associated with the SA [..] is identical to the user who is
            // associated at SIP level with the message" (rule 4)
            refuse(turn, event, 403, "Not The User Of The Association", Outcome.USER_MISMATCH);
            abort(turn, role);
        } else if (turn.state.pending().size() >= MOST_PENDING) {
            busy(turn, event, "too many REGISTERs under way");
        } else if (role == Role.REGISTRATION) {
            answerCame(turn, event);
        } else {
            openingCame(turn, event);
        }
    }

    /** SM7. */
    private void answerCame(Turn turn, RegisterCame event) {
        Challenged challenged = turn.state.challenged();
        Register register = event.register();
        if (challenged == null || !register.answer().answers(challenged.nonce())) {
            refuse(turn, event, 403, "Forbidden", Outcome.USER_MISMATCH);
            return;
        }
        if (!register.impu().equals(challenged.impu())) {
            refuse(turn, event, 403, "Not The Identity Of The Challenge", Outcome.USER_MISMATCH);
            abort(turn, Role.REGISTRATION);
            return;
        }
        SecurityList verify = register.verify();
        SecurityList client = register.client();
        if (verify == null || client == null) {
            differs(
                    turn,
                    event,
                    challenged,
                    "Security-Verify or Security-Client is missing or can't be read");
            return;
        }
        switch (agreement(turn, challenged, verify, client)) {
            case SecurityCheck.Differs differs -> differs(turn, event, challenged, differs.text());
            case VerifiedSecurityAgreement agreement -> {
                turn.state =
                        turn.state
                                .with(challenged.withAnswer())
                                .with(
                                        new Pending.Answering(
                                                event.exchange(),
                                                register,
                                                event.flow(),
                                                agreement));
                // "a REGISTER containing an authentication response and the message is protected
                // with an SA created during this authentication procedure" (clause 6.1.5)
                forward(turn, event, /* integrityProtected= */ true);
            }
        }
    }

    private SecurityCheck agreement(
            Turn turn, Challenged challenged, SecurityList verify, SecurityList client) {
        SecurityList server = challenged.server();
        SecurityCheck whole = SecurityCheck.check(server, verify, challenged.client(), client);
        if (whole instanceof SecurityCheck.Differs differs
                && tolerates(turn, Tolerance.PARTIAL_VERIFY)) {
            SecurityCheck part =
                    SecurityCheck.checkPart(
                            server,
                            challenged.info().algorithms(),
                            verify,
                            challenged.client(),
                            client);
            if (part instanceof VerifiedSecurityAgreement) {
                turn.tolerated(Tolerance.PARTIAL_VERIFY, differs.text());
            }
            return part;
        }
        return whole;
    }

    private boolean tolerates(Turn turn, Tolerance what) {
        return policy.tolerates(what, turn.state.ue().address());
    }

    /** "If these checks are not successful the registration procedure is aborted" (clause 7.2). */
    private void differs(Turn turn, RegisterCame event, Challenged challenged, String text) {
        turn.answerFailure(
                event.exchange(),
                event.flow(),
                Refusals.agreementRequired(
                        event.register().request(),
                        challenged.server(),
                        text,
                        event.exchange().tag()));
        turn.report(Outcome.AGREEMENT_DIFFERS, text);
        abort(turn, Role.REGISTRATION);
    }

    /** Everything that is no answer to the outstanding challenge. */
    private void openingCame(Turn turn, RegisterCame event) {
        Register register = event.register();
        Flow flow = event.flow();
        SetId set = flow.protectedBy();
        SetRules.used(turn, set);
        Challenged challenged = turn.state.challenged();
        boolean reports =
                challenged != null && register.answer().reportsFailureOf(challenged.nonce());
        if (reports) {
            // "The P-CSCF deletes the new SAs after receiving this message" (clauses 7.3.1.2, .3)
            turn.dropChallenged(RemovalReason.FAILED_AT_UE);
            turn.report(Outcome.FAILED_AT_UE, register.answer().getClass().getSimpleName());
        }
        switch (openings.check(turn.state, event, reports)) {
            case OpeningCheck.Refused refused -> {
                turn.answer(event.exchange(), refused.response());
                turn.report(refused.outcome(), refused.detail());
            }
            case OpeningCheck.Passed passed -> {
                SecurityChoice.Chosen choice = passed.choice();
                if (choice != null && OpeningCheck.usesSipPort(choice)) {
                    turn.tolerated(Tolerance.SIP_PORTS, OpeningCheck.portsOf(choice));
                }
                turn.state =
                        turn.state.with(
                                new Pending.Opening(event.exchange(), register, flow, choice));
                forward(turn, event, isIntegrityProtected(turn.state, set, register));
            }
        }
    }

    /**
     * "a REGISTER not containing an authentication response and the message is protected with an SA
     * created by latest successful authentication" (clause 6.1.5): a report of failure has none
     * either. UEs that repeat their last answer in a refresh send it over the set that this very
     * challenge made.
     */
    private static boolean isIntegrityProtected(
            RegistrationState state, @Nullable SetId set, Register register) {
        HeldSet held = set == null ? null : state.held().find(set).orElse(null);
        if (held == null) {
            return false;
        }
        return register.answer() instanceof AuthAnswer.Response response
                ? response.nonce().equals(held.nonce())
                : state.held().isLatest(held.id());
    }

    private void forward(Turn turn, RegisterCame event, boolean integrityProtected) {
        SipRequest request =
                TowardsHome.register(
                        event.register(),
                        edge,
                        integrityProtected,
                        turn.state.token(),
                        event.exchange().chargingId());
        turn.effect(new RegistrationEffect.Forward(event.exchange(), request));
    }

    private static void refuse(
            Turn turn, RegisterCame event, int status, String reason, Outcome outcome) {
        SipResponse response =
                Refusals.plain(event.register().request(), status, reason, event.exchange().tag());
        turn.answerFailure(event.exchange(), event.flow(), response);
        turn.report(outcome, reason);
    }

    private static void busy(Turn turn, RegisterCame event, String detail) {
        turn.answerFailure(
                event.exchange(),
                event.flow(),
                Refusals.busy(
                        event.register().request(),
                        503,
                        "Service Unavailable",
                        event.exchange().tag()));
        turn.report(Outcome.NO_RESOURCES, detail);
    }

    /** Ends the authentication; the set answers retransmissions for a little while. */
    private void abort(Turn turn, @Nullable Role role) {
        Challenged challenged = turn.state.challenged();
        if (role == Role.REGISTRATION && challenged != null) {
            turn.state = turn.state.with((Challenged) null);
            turn.end(challenged.info(), policy.grace(), RemovalReason.REFUSED);
        }
    }

    /** A REGISTER without Authorization is known by its public identity. */
    private static boolean isUserOf(RegistrationState state, Register register) {
        return register.impi().equals(state.ue().impi())
                || (register.credentials() == null && state.impus().contains(register.impu()));
    }
}
