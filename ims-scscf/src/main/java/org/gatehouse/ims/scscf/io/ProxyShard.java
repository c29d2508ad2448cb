package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.SipSender;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.routing.Admission;
import org.gatehouse.ims.scscf.routing.Arrival;
import org.gatehouse.ims.scscf.routing.Decision;
import org.gatehouse.ims.scscf.routing.LocalService;
import org.gatehouse.ims.scscf.routing.Router;

/**
 * One shard of the S-CSCF towards SIP: REGISTERs go to the registrar, all else is answered by a
 * service here or passed on.
 */
final class ProxyShard implements TransactionUser {
    private final Consumer<ServerTransaction> registrar;
    private final Router router;
    private final List<LocalService> services;
    private final ProxyOutcomes outcomes;
    private final TransactionLayer layer;
    private final CoreSender sender;

    /**
     * @param registrar takes REGISTERs
     * @param transport how SIP goes to other core entities
     * @param services what may answer a request here; the first that takes one gets it
     */
    ProxyShard(
            Shard shard,
            Consumer<ServerTransaction> registrar,
            Router router,
            List<LocalService> services,
            InetSocketAddress local,
            CoreTransport transport,
            SipSender socket,
            MeterRegistry meters) {
        this.registrar = registrar;
        this.router = router;
        this.services = List.copyOf(services);
        this.outcomes = new ProxyOutcomes("scscf", shard, meters);
        this.layer = new TransactionLayer(shard, socket, this, TransactionTimers.RFC_3261);
        this.sender = new CoreSender(local, layer, transport);
    }

    /** For requests of our own. */
    CoreSender sender() {
        return sender;
    }

    TransactionLayer layer() {
        return layer;
    }

    @Override
    public void request(ServerTransaction transaction) {
        switch (transaction.request().method()) {
            case "REGISTER" -> registrar.accept(transaction);
            case "ACK" -> outcomes.count("stray-ack");
            default -> {
                switch (router.admit(transaction.request())) {
                    case Admission.Refused refused ->
                            outcomes.refuse(transaction, refused.refusal());
                    case Admission.Admitted admitted -> serve(transaction, admitted.arrival());
                }
            }
        }
    }

    private void serve(ServerTransaction transaction, Arrival arrival) {
        for (LocalService service : services) {
            if (service.takes(arrival)) {
                outcomes.count("served-here");
                service.serve(transaction, arrival);
                return;
            }
        }
        switch (router.route(arrival)) {
            case Decision.Refuse refuse -> outcomes.refuse(transaction, refuse.refusal());
            case Decision.Forward forward -> {
                outcomes.count("forwarded");
                sender.pass(
                        transaction,
                        forward.request(),
                        forward.next(),
                        () -> outcomes.refuse(transaction, new Refusal.NextHopSilent()));
            }
        }
    }

    @Override
    public void strayResponse(SipResponse response, Flow flow) {
        // RFC 3261 clause 16.7 would pass a stray 2xx to INVITE on; there are no sessions so far
        outcomes.count("stray-response");
    }
}
