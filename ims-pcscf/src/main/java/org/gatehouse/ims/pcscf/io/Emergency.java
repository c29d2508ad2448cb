package org.gatehouse.ims.pcscf.io;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.pcscf.io.TrafficMeters.Fate;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.HomeBound;
import org.gatehouse.ims.pcscf.register.TowardsUe;
import org.gatehouse.ims.pcscf.registration.Refusals;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent;
import org.jspecify.annotations.Nullable;

/**
 * Emergency requests, of registered users and of anyone (TS 24.229 clause 5.2.10): to the one next
 * hop that is configured for them, whatever the UE wrote into Route, and nowhere else. The P-CSCF
 * does not stay in the dialogue.
 */
final class Emergency {
    /** "alternative-service" of the 3GPP IM CN subsystem XML body (TS 24.229 clause 7.6). */
    private static final String ALTERNATIVE_SERVICE =
            """
            <?xml version="1.0"?>
            <ims-3gpp version="1"><alternative-service><type>emergency</type>\
            <reason>no emergency service here</reason></alternative-service></ims-3gpp>
            """;

    private final Optional<InetSocketAddress> next;
    private final Edge edge;
    private final Uplink uplink;
    private final Registrations registrations;
    private final TrafficMeters meters;
    private final Map<ServerTransaction, SipRequest> invites = new HashMap<>();

    Emergency(
            Optional<InetSocketAddress> next,
            Edge edge,
            Uplink uplink,
            Registrations registrations,
            TrafficMeters meters) {
        this.next = next;
        this.edge = edge;
        this.uplink = uplink;
        this.registrations = registrations;
        this.meters = meters;
    }

    /**
     * A request that {@link org.gatehouse.ims.pcscf.filter.EmergencyNumbers} knows.
     *
     * @param user whose association it came over, or null
     * @param random tag of an answer of our own, or icid-value
     */
    void came(ServerTransaction transaction, @Nullable User user, String random) {
        SetId set = transaction.flow().protectedBy();
        if (user != null && set != null) {
            registrations.step(user, new RegistrationEvent.TrafficCame(set, true));
        }
        Passage passage = new Passage(transaction, user, random);
        SipRequest request = transaction.request();
        Optional<RequestFault> fault = HomeBound.faultOfService(request);
        if (fault.isPresent()) {
            passage.finish(fault.get().answer(request, random));
        } else if (next.isEmpty()) {
            meters.count(Fate.EMERGENCY_REFUSED);
            passage.finish(alternative(request, random));
        } else {
            meters.count(Fate.EMERGENCY);
            SipRequest sent =
                    uplink.toCore(onward(request, user, next.get(), random), next.get(), passage);
            if (request.method().equals("INVITE")) {
                invites.put(transaction, sent);
            }
        }
    }

    private SipRequest onward(
            SipRequest request, @Nullable User user, InetSocketAddress hop, String chargingId) {
        RequestEditor editor = HomeBound.edit(request, edge, chargingId);
        editor.remove("P-Preferred-Identity");
        editor.add("Route", "<sip:" + HostPort.of(hop) + ";lr>");
        List<String> impus = user == null ? List.of() : user.state.impus();
        if (!impus.isEmpty()) {
            editor.set("P-Asserted-Identity", "<" + impus.getFirst() + ">");
        }
        return editor.build();
    }

    /** So that the UE tries another network: "a 380 (Alternative Service) response". */
    private static SipResponse alternative(SipRequest request, String tag) {
        return SipResponse.answering(request, 380, "Alternative Service")
                .toTag(tag)
                .body("application/3gpp-ims+xml", ALTERNATIVE_SERVICE.getBytes(UTF_8))
                .build();
    }

    /** The caller hung up before there was an answer: the same CANCEL one hop on. */
    void cancelled(ServerTransaction invite) {
        SipRequest sent = invites.get(invite);
        if (sent == null || next.isEmpty()) {
            return;
        }
        SipRequest cancel =
                SipRequest.building("CANCEL", sent.requestUri())
                        .add("Via", sent.headerValues("Via").getFirst())
                        .add("Max-Forwards", "70")
                        .add("From", String.valueOf(sent.header("From")))
                        .add("To", String.valueOf(sent.header("To")))
                        .add("Call-ID", sent.callId())
                        .add("CSeq", sent.cseq().number() + " CANCEL")
                        // "the Route header field of the request being cancelled" (RFC 3261 9.1)
                        .add("Route", String.valueOf(sent.header("Route")))
                        .build();
        uplink.cancel(cancel, next.get());
    }

    /** One request on its way, and its answers on the way back. */
    private final class Passage implements ClientHandler {
        private final ServerTransaction transaction;
        private final @Nullable User user;
        private final String tag;

        Passage(ServerTransaction transaction, @Nullable User user, String tag) {
            this.transaction = transaction;
            this.user = user;
            this.tag = tag;
        }

        @Override
        public void response(SipResponse response, Flow flow) {
            if (response.isFinal()) {
                finish(TowardsUe.relayed(response));
            } else if (response.status() != 100) {
                transaction.respond(TowardsUe.relayed(response));
            }
        }

        @Override
        public void timedOut() {
            finish(Refusals.plain(transaction.request(), 504, "Server Time-out", tag));
        }

        private void finish(SipResponse response) {
            invites.remove(transaction);
            transaction.respond(response);
            SetId set = transaction.flow().protectedBy();
            if (user != null && set != null) {
                registrations.step(user, new RegistrationEvent.TransactionOver(set));
            }
        }
    }
}
