package org.gatehouse.ims.pcscf.io;

import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.HomeBound;
import org.gatehouse.ims.pcscf.register.TowardsUe;
import org.gatehouse.ims.pcscf.registration.Refusals;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.gatehouse.ims.pcscf.traffic.TowardsServiceRoute;
import org.jspecify.annotations.Nullable;

/**
 * Carries requests of registered UEs to their S-CSCF. Requests with one transaction and no dialogue
 * before them alone: sessions need more than a Service-Route.
 */
final class Originating {
    private static final Set<String> CARRIED = Set.of("MESSAGE", "SUBSCRIBE", "PUBLISH", "OPTIONS");

    private final Edge edge;
    private final Uplink uplink;
    private final Registrations registrations;

    Originating(Edge edge, Uplink uplink, Registrations registrations) {
        this.edge = edge;
        this.uplink = uplink;
        this.registrations = registrations;
    }

    /**
     * A request that is no REGISTER.
     *
     * @param random tag of an answer of our own, or icid-value
     */
    void came(ServerTransaction transaction, User user, String random) {
        SipRequest request = transaction.request();
        SetId set = transaction.flow().protectedBy();
        if (set != null) {
            registrations.step(user, new RegistrationEvent.TrafficCame(set, true));
        }
        Optional<TowardsServiceRoute> onward =
                CARRIED.contains(request.method()) && request.to().tag() == null
                        ? TowardsServiceRoute.of(request, user.state, edge, random)
                        : Optional.empty();
        Optional<RequestFault> fault = HomeBound.fault(request);
        if (fault.isPresent()) {
            finish(transaction, user, set, fault.get().answer(request, random));
        } else if (onward.isEmpty()) {
            finish(transaction, user, set, refusal(request, 501, "Not Served Here", random));
        } else {
            uplink.toCore(
                    onward.get().request(),
                    onward.get().next(),
                    new Relay(transaction, user, set, random));
        }
    }

    private void finish(
            ServerTransaction transaction, User user, @Nullable SetId set, SipResponse response) {
        transaction.respond(response);
        if (set != null) {
            registrations.step(user, new RegistrationEvent.TransactionOver(set));
        }
    }

    private static SipResponse refusal(SipRequest request, int status, String reason, String tag) {
        return Refusals.plain(request, status, reason, tag);
    }

    private final class Relay implements ClientHandler {
        private final ServerTransaction transaction;
        private final User user;
        private final @Nullable SetId set;
        private final String tag;

        private Relay(ServerTransaction transaction, User user, @Nullable SetId set, String tag) {
            this.transaction = transaction;
            this.user = user;
            this.set = set;
            this.tag = tag;
        }

        @Override
        public void response(SipResponse response, Flow flow) {
            if (response.isFinal()) {
                finish(transaction, user, set, TowardsUe.relayed(response));
            } else if (response.status() != 100) {
                transaction.respond(TowardsUe.relayed(response));
            }
        }

        @Override
        public void timedOut() {
            finish(
                    transaction,
                    user,
                    set,
                    refusal(transaction.request(), 504, "Server Time-out", tag));
        }
    }
}
