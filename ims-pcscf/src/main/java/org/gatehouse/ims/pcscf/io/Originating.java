package org.gatehouse.ims.pcscf.io;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.pcscf.io.TrafficMeters.Fate;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.HomeBound;
import org.gatehouse.ims.pcscf.registration.Refusals;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.gatehouse.ims.pcscf.registration.RegistrationState;
import org.gatehouse.ims.pcscf.traffic.Answers;
import org.gatehouse.ims.pcscf.traffic.Dialog;
import org.gatehouse.ims.pcscf.traffic.FromUser;
import org.gatehouse.ims.pcscf.traffic.LaterVerify;
import org.gatehouse.ims.pcscf.traffic.Onward;
import org.jspecify.annotations.Nullable;

/** Carries requests of registered UEs to the core. */
final class Originating {
    private final Edge edge;
    private final GmSide gm;
    private final Uplink uplink;
    private final Registrations registrations;
    private final TrafficMeters meters;
    private final RegistrationPolicy policy;
    private final PcscfLog log;

    Originating(
            Edge edge,
            GmSide gm,
            Uplink uplink,
            Registrations registrations,
            TrafficMeters meters,
            RegistrationPolicy policy,
            PcscfLog log) {
        this.edge = edge;
        this.gm = gm;
        this.uplink = uplink;
        this.registrations = registrations;
        this.meters = meters;
        this.policy = policy;
        this.log = log;
    }

    /**
     * A request that is no REGISTER.
     *
     * @param random tag of an answer of our own, or icid-value
     */
    void came(ServerTransaction transaction, User user, String random) {
        SetId set = transaction.flow().protectedBy();
        // before the step, which may end the old set whose list this repeats
        List<SecurityList> agreed = user.state.agreed();
        if (set != null) {
            registrations.step(user, new RegistrationEvent.TrafficCame(set, true));
        }
        new Passage(transaction, user, set, random).start(agreed);
    }

    /** One request on its way, and its answer on the way back. */
    private final class Passage implements ClientHandler {
        private final ServerTransaction transaction;
        private final SipRequest request;
        private final User user;
        private final @Nullable SetId set;
        private final String random;

        Passage(ServerTransaction transaction, User user, @Nullable SetId set, String random) {
            this.transaction = transaction;
            this.request = transaction.request();
            this.user = user;
            this.set = set;
            this.random = random;
        }

        void start(List<SecurityList> agreed) {
            Optional<RequestFault> fault = HomeBound.fault(request);
            if (fault.isPresent()) {
                meters.count(Fate.FROM_UE_REFUSED);
                finish(fault.get().answer(request, random));
            } else if (set == null || repeats(agreed)) {
                route();
            }
        }

        /** Whether Security-Verify is no reason to refuse. */
        private boolean repeats(List<SecurityList> agreed) {
            switch (LaterVerify.of(request, agreed)) {
                case LaterVerify.Same same -> {
                    return true;
                }
                case LaterVerify.Missing missing -> {
                    // an ACK has no answer, and no Security-Verify (RFC 3329 clause 2.5)
                    boolean none = request.method().equals("ACK") || agreed.isEmpty();
                    return none
                            || tolerated(Tolerance.NO_VERIFY, "Security-Verify is missing")
                            || refused(
                                    Fate.FROM_UE_VERIFY_MISSING,
                                    agreed,
                                    "Security-Verify is missing");
                }
                case LaterVerify.Partial partial -> {
                    return tolerated(Tolerance.PARTIAL_VERIFY, partial.text())
                            || refused(Fate.FROM_UE_VERIFY_DIFFERS, agreed, partial.text());
                }
                case LaterVerify.Differs differs -> {
                    return refused(Fate.FROM_UE_VERIFY_DIFFERS, agreed, differs.text());
                }
            }
        }

        private boolean tolerated(Tolerance what, String text) {
            boolean tolerated = policy.tolerates(what, user.state.ue().address());
            if (tolerated) {
                log.tolerated(user.state, request.callId(), what, request.method() + ": " + text);
            }
            return tolerated;
        }

        /** Refuses the request: never true. */
        private boolean refused(Fate fate, List<SecurityList> agreed, String text) {
            meters.count(fate);
            finish(Refusals.agreementRequired(request, agreed.getFirst(), text, random));
            log.agreementDiffers(user, request, text);
            return false;
        }

        private void route() {
            if (!ProxyRules.carries(request.method())) {
                refuse(501, "Not Served Here");
            } else if (request.to().tag() == null) {
                sendOrRefuse(FromUser.initial(request, user.state, edge, random));
            } else {
                routeWithinDialog();
            }
        }

        /**
         * A request in no dialogue that its sender takes part in is answered with 403 (TS 24.229
         * clause 5.2.6.3), so that nothing goes on under somebody else's dialogue (TS 33.203 clause
         * 7.1 rule 4).
         */
        private void routeWithinDialog() {
            Optional<Dialog> dialog = user.dialogs.of(request, log.now());
            if (dialog.isPresent()) {
                sendOrRefuse(FromUser.within(dialog.get(), request, user.state, edge, random));
            } else {
                meters.count(Fate.FROM_UE_STRANGE_DIALOG);
                refuse(403, "Not In This Dialogue");
            }
        }

        private void sendOrRefuse(Optional<Onward> onward) {
            if (onward.isEmpty()) {
                // RFC 3261 clause 16.5 would ask a name service
                refuse(500, "No Route Whose First Hop Is An Address");
                return;
            }
            meters.count(Fate.FROM_UE);
            uplink.toCore(onward.get().request(), onward.get().next(), this);
        }

        @Override
        public void response(SipResponse response, Flow flow) {
            if (response.status() == 100) {
                return;
            }
            RegistrationState state = user.state;
            user.dialogs.answeredByCore(
                    request, response, Answers.routeOf(response, state.token()), log.now());
            SipResponse answer = Answers.forUser(response, state.token(), gm.uri(state));
            if (response.isFinal()) {
                finish(answer);
            } else {
                transaction.respond(answer);
            }
        }

        @Override
        public void timedOut() {
            refuse(504, "Server Time-out");
        }

        private void refuse(int status, String reason) {
            meters.count(Fate.FROM_UE_REFUSED);
            finish(Refusals.plain(request, status, reason, random));
        }

        private void finish(SipResponse response) {
            transaction.respond(response);
            if (set != null) {
                registrations.step(user, new RegistrationEvent.TransactionOver(set));
            }
        }
    }
}
