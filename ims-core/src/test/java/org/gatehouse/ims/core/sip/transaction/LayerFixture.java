package org.gatehouse.ims.core.sip.transaction;

import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** A transaction layer on virtual time, and all that comes out of it. */
abstract class LayerFixture {
    static final InetSocketAddress LOCAL = address("192.0.2.254", 5060);
    static final Flow BARE = Flow.udp(LOCAL, address("192.0.2.1", 5070));
    static final Flow PROTECTED =
            new Flow(TransportProtocol.UDP, LOCAL, address("192.0.2.1", 6101), new SetId(7));
    static final Flow OTHER_SET =
            new Flow(TransportProtocol.UDP, LOCAL, address("192.0.2.1", 6101), new SetId(8));

    record Sent(SipMessage message, Flow flow) {}

    final VirtualTime time = new VirtualTime();
    final List<Sent> sent = new ArrayList<>();
    final List<ServerTransaction> requests = new ArrayList<>();
    final List<ServerTransaction> cancelled = new ArrayList<>();
    final List<SipResponse> strays = new ArrayList<>();
    final List<String> outcomes = new ArrayList<>();
    final TransactionLayer layer = layer(100);

    static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    TransactionLayer layer(int max) {
        TransactionUser user =
                new TransactionUser() {
                    @Override
                    public void request(ServerTransaction transaction) {
                        requests.add(transaction);
                    }

                    @Override
                    public void strayResponse(SipResponse response, Flow flow) {
                        strays.add(response);
                    }

                    @Override
                    public void cancelled(ServerTransaction invite) {
                        cancelled.add(invite);
                    }
                };
        return new TransactionLayer(
                new VirtualShards(time, 4, 1).get(3),
                (message, flow) -> sent.add(new Sent(message, flow)),
                user,
                TransactionTimers.RFC_3261,
                max);
    }

    ClientHandler handler() {
        return handler(false);
    }

    /** One that takes answers over other association sets, or does not. */
    ClientHandler handler(boolean takesOver) {
        return new ClientHandler() {
            @Override
            public boolean takesOver(SetId other) {
                return takesOver;
            }

            @Override
            public void response(SipResponse response, Flow flow) {
                outcomes.add(Integer.toString(response.status()));
            }

            @Override
            public void timedOut() {
                outcomes.add("timed out");
            }
        };
    }

    SipRequest fresh(String method) {
        return request(method, "SIP/2.0/UDP 192.0.2.254;branch=" + layer.newBranch());
    }

    SipResponse lastResponse() {
        return (SipResponse) sent.getLast().message();
    }

    static byte[] octets(SipMessage message) {
        return message.encode();
    }
}
