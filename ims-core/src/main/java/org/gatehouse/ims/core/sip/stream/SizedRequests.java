package org.gatehouse.ims.core.sip.stream;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.Via;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;

/**
 * Sends each request over TLS where that is on, or else over UDP or TCP, as its size asks for: "If
 * a request is within 200 bytes of the path MTU, or if it is larger than 1300 bytes and the path
 * MTU is unknown, the request MUST be sent using an RFC 2914 [43] congestion controlled transport
 * protocol, such as TCP. If this causes a change in the transport protocol from the one indicated
 * in the top Via, the value in the top Via MUST be changed." (RFC 3261 clause 18.1.1)
 */
public final class SizedRequests {
    /** Octets of the largest request that goes over UDP, unless a setting says otherwise. */
    public static final int DEFAULT_MOST_OVER_UDP = 1_300;

    private final TransactionLayer layer;
    private final CoreTransport transport;

    public SizedRequests(TransactionLayer layer, CoreTransport transport) {
        this.layer = layer;
        this.transport = transport;
    }

    /**
     * Sends a request in a new client transaction.
     *
     * @param request its top Via is ours and says UDP
     * @param flow where it goes over UDP
     */
    public void send(SipRequest request, Flow flow, ClientHandler handler) {
        if (transport.takesUdp(request.size())) {
            layer.send(request, flow, handler);
        } else {
            sendReliably(request, flow, handler);
        }
    }

    /** The same over TCP, whatever its size. */
    public void sendReliably(SipRequest request, Flow flow, ClientHandler handler) {
        Via via = request.topVia();
        TransportProtocol streams = transport.streams();
        Via reliable = new Via(streams.name(), via.host(), via.port(), via.params());
        SipRequest sent = request.edit().replaceFirstValue("Via", reliable.toString()).build();
        Flow over = flow.over(streams);
        if (streams == TransportProtocol.TLS) {
            // what is to be protected never goes without
            layer.send(sent, over, handler);
            return;
        }
        layer.send(
                sent,
                over,
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow on) {
                        handler.response(response, on);
                    }

                    @Override
                    public boolean takesOver(SetId other) {
                        return handler.takesOver(other);
                    }

                    @Override
                    public void timedOut() {
                        handler.timedOut();
                    }

                    // "if the attempt to establish the connection generates either an ICMP
                    // Protocol Not Supported, or results in a TCP reset, the element SHOULD retry
                    // the request, using UDP."
                    @Override
                    public void unsent() {
                        layer.send(request, flow, handler);
                    }
                });
    }
}
