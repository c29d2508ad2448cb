package org.gatehouse.ims.ue.io;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.Ipsec;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.core.sip.stream.SizedRequests;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.ue.config.UeConfig;
import org.gatehouse.ims.ue.registration.FlowRules;
import org.gatehouse.ims.ue.registration.RegistrationState;
import org.gatehouse.ims.ue.shape.UdpLimits;
import org.jspecify.annotations.Nullable;

/** Sends the requests of a UE over the transport that it is told, or that their size asks for. */
record UeSending(UeConfig config, TransactionLayer transactions, UeSockets sockets, Ipsec engine) {

    /**
     * Sends a request in a new client transaction.
     *
     * @param over the set that protects it, or null for bare SIP
     * @param state the registration that has the set
     */
    void send(
            SipRequest request,
            @Nullable SetId over,
            RegistrationState state,
            ClientHandler handler) {
        Flow bare = Flow.udp(sockets.bare().local(), config.pcscf());
        Flow flow =
                (over == null ? bare : FlowRules.through(state, over))
                        .over(config.transports().of(request.method()));
        if (flow.transport().isReliable()) {
            transactions.send(request, flow, handler);
        } else {
            new SizedRequests(transactions, CoreTransport.plain(mostOverUdp(over)))
                    .send(request, flow, handler);
        }
    }

    private int mostOverUdp(@Nullable SetId over) {
        UdpLimits limits = config.shape().udp();
        if (over == null) {
            return limits.path().mostBare(limits.bare());
        }
        return sockets.inner() == null
                ? UdpLimits.LARGEST
                : limits.path().mostThrough(engine, over, limits.inside());
    }
}
