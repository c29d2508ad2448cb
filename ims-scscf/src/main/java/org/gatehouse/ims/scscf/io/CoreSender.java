package org.gatehouse.ims.scscf.io;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.core.sip.stream.SizedRequests;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;

/**
 * Sends requests of one shard, those it passes on and its own, each in a transaction. The answers
 * come back to the same shard by their branch.
 */
final class CoreSender {
    private final InetSocketAddress local;
    private final TransactionLayer layer;
    private final SizedRequests requests;

    CoreSender(InetSocketAddress local, TransactionLayer layer, CoreTransport transport) {
        this.local = local;
        this.layer = layer;
        this.requests = new SizedRequests(layer, transport);
    }

    /**
     * Sends a request, with the own Via on top.
     *
     * @param request all but that Via
     */
    void send(SipRequest request, InetSocketAddress next, ClientHandler handler) {
        sendWhole(request.edit().prepend("Via", newVia()).build(), next, handler);
    }

    /** A Via for a request of our own. */
    String newVia() {
        return "SIP/2.0/UDP " + HostPort.of(local) + ";branch=" + layer.newBranch();
    }

    /** Sends a request that has such a Via. */
    void sendWhole(SipRequest request, InetSocketAddress next, ClientHandler handler) {
        requests.send(request, Flow.udp(local, next), handler);
    }

    /**
     * Passes a request on, and its answers back.
     *
     * @param silent what is done when none comes in time
     */
    void pass(
            ServerTransaction transaction,
            SipRequest request,
            InetSocketAddress next,
            Runnable silent) {
        send(
                request,
                next,
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow flow) {
                        if (response.status() != 100) {
                            transaction.respond(ProxyRules.upstream(response));
                        }
                    }

                    @Override
                    public void timedOut() {
                        silent.run();
                    }
                });
    }
}
