package org.gatehouse.ims.pcscf.io;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.pcscf.io.TrafficMeters.Fate;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.registration.Refusals;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.gatehouse.ims.pcscf.traffic.Answers;
import org.gatehouse.ims.pcscf.traffic.ForUser;
import org.gatehouse.ims.pcscf.traffic.UserToken;
import org.jspecify.annotations.Nullable;

/** Carries requests of the core to UEs. */
final class Terminating {
    /**
     * How long a UE is waited for: whoever asked gives up after 32 s (timer F of RFC 3261), and our
     * 408 should be there before.
     */
    private static final Duration PATIENCE = Duration.ofSeconds(28);

    private final Shard shard;
    private final Edge edge;
    private final GmSide gm;
    private final Users users;
    private final Uplink uplink;
    private final Registrations registrations;
    private final TrafficMeters meters;

    Terminating(
            Shard shard,
            Edge edge,
            GmSide gm,
            Users users,
            Uplink uplink,
            Registrations registrations,
            TrafficMeters meters) {
        this.shard = shard;
        this.edge = edge;
        this.gm = gm;
        this.users = users;
        this.uplink = uplink;
        this.registrations = registrations;
        this.meters = meters;
    }

    /**
     * A request on Mw: for the user whose token its topmost Route has.
     *
     * @param tag of an answer of our own
     */
    void came(ServerTransaction transaction, String tag) {
        SipRequest request = transaction.request();
        Optional<RequestFault> fault = RequestCheck.asProxy(request, Set.of());
        Optional<String> token = UserToken.of(request);
        User user = token.map(users::findToken).orElse(null);
        Optional<Flow> flow = user == null ? Optional.empty() : gm.flowTo(user.state);
        if (fault.isPresent()) {
            meters.count(Fate.TO_UE_REFUSED);
            transaction.respond(fault.get().answer(request, tag));
        } else if (!ProxyRules.carries(request.method())) {
            refuse(transaction, 501, "Not Served Here", tag);
        } else if (token.isEmpty()) {
            refuse(transaction, 404, "No Registration In The Topmost Route", tag);
        } else if (user == null || flow.isEmpty()) {
            refuse(transaction, 480, "Not Registered Through Here", tag);
        } else {
            new Passage(transaction, user, flow.get(), tag).start();
        }
    }

    private void refuse(ServerTransaction transaction, int status, String reason, String tag) {
        meters.count(Fate.TO_UE_REFUSED);
        transaction.respond(Refusals.plain(transaction.request(), status, reason, tag));
    }

    /** One request on its way, and its answer on the way back. */
    private final class Passage implements ClientHandler {
        private final ServerTransaction transaction;
        private final SipRequest request;
        private final User user;
        private final Flow flow;
        private final String tag;
        private Shard.@Nullable Timer patience;

        Passage(ServerTransaction transaction, User user, Flow flow, String tag) {
            this.transaction = transaction;
            this.request = transaction.request();
            this.user = user;
            this.flow = flow;
            this.tag = tag;
        }

        void start() {
            meters.count(Fate.TO_UE);
            ForUser forUser = ForUser.of(request, gm.uri(user.state));
            user.dialogs.cameForUe(request, forUser.route(), shard.now());
            SetId set = flow.protectedBy();
            if (set != null) {
                registrations.step(user, new RegistrationEvent.TrafficLeft(set));
            }
            patience = shard.schedule(PATIENCE, this::giveUp);
            uplink.toUe(forUser.request(), flow, user.transport, gm.hostPort(user.state), this);
        }

        @Override
        public void response(SipResponse response, Flow cameOn) {
            if (response.status() == 100) {
                return;
            }
            if (response.isFinal()) {
                over(response);
            }
            // the core could read such an answer in another way than we do
            transaction.respond(
                    response.hasControlCharacters()
                            ? Refusals.plain(request, 502, "Control Characters", tag)
                            : Answers.fromUser(response, request, user.state, edge));
        }

        @Override
        public void timedOut() {
            over(null);
            answerTimeout();
        }

        private void giveUp() {
            patience = null;
            answerTimeout();
        }

        private void answerTimeout() {
            meters.count(Fate.TO_UE_TIMED_OUT);
            transaction.respond(Refusals.plain(request, 408, "Request Timeout", tag));
        }

        /** The transaction towards the UE is over. */
        private void over(@Nullable SipResponse answer) {
            if (patience != null) {
                patience.cancel();
                patience = null;
            }
            user.dialogs.answeredByUe(request, answer, shard.now());
            SetId set = flow.protectedBy();
            if (set != null) {
                registrations.step(user, new RegistrationEvent.TransactionOver(set));
            }
        }
    }
}
