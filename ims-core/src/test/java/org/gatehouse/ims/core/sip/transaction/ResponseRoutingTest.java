package org.gatehouse.ims.core.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.junit.jupiter.api.Test;

/** RFC 3261 clauses 18.2.1 and 18.2.2, RFC 3581: where a request came from, where answers go. */
class ResponseRoutingTest extends LayerFixture {
    /** RFC 3261 18.2.1. */
    @Test
    void receivedIsWrittenWhereSentByIsNotTheSource() {
        layer.received(request("OPTIONS", "SIP/2.0/UDP ue.home.net;branch=z9hG4bK1"), BARE);
        layer.received(request("OPTIONS", "SIP/2.0/UDP 10.0.0.1;branch=z9hG4bK2"), BARE);
        layer.received(request("OPTIONS", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK3"), BARE);
        layer.received(
                request("OPTIONS", "SIP/2.0/UDP 192.0.2.1;branch=z9hG4bK4;received=10.9.9.9"),
                BARE);

        assertThat(requests)
                .extracting(r -> String.valueOf(r.request().topVia().received()))
                .containsExactly("192.0.2.1", "192.0.2.1", "null", "null");
    }

    /** RFC 3581 clause 4. */
    @Test
    void rportIsFilledInAndObeyed() {
        Flow natted = BARE.towards(address("2001:db8::9", 40_000));
        layer.received(
                request("OPTIONS", "SIP/2.0/UDP 10.0.0.1:5060;rport=1;branch=z9hG4bK1"), natted);
        ServerTransaction options = requests.getFirst();
        options.respond(response(options.request(), 200));

        assertThat(options.request().topVia())
                .hasToString(
                        "SIP/2.0/UDP 10.0.0.1:5060;rport=40000;branch=z9hG4bK1;received=2001:db8::9");
        assertThat(sent.getFirst().flow()).isEqualTo(natted);
        assertThat(lastResponse().topVia()).isEqualTo(options.request().topVia());
    }

    /** RFC 3261 18.2.2. */
    @Test
    void withoutRportTheResponseGoesToThePortInSentBy() {
        Flow ephemeral = BARE.towards(address("192.0.2.1", 40_000));
        layer.received(request("OPTIONS", "SIP/2.0/UDP 10.0.0.1:5070;branch=z9hG4bK1"), ephemeral);
        layer.received(
                request("OPTIONS", "SIP/2.0/UDP h.net;maddr=10.9.9.9;branch=z9hG4bK2"), ephemeral);
        requests.forEach(r -> r.respond(response(r.request(), 200)));

        assertThat(sent)
                .extracting(s -> s.flow().remote())
                .containsExactly(address("192.0.2.1", 5070), address("192.0.2.1", 5060));
    }

    /** TS 33.203 7.1: the set decides, whatever Via says. */
    @Test
    void onAProtectedFlowViaIsLeftAloneAndTheResponseGoesBackThroughTheSet() {
        String via = "SIP/2.0/UDP 10.0.0.1:5060;rport;branch=z9hG4bK1";
        layer.received(request("REGISTER", via), PROTECTED);
        ServerTransaction register = requests.getFirst();
        register.respond(response(register.request(), 200));

        assertThat(register.request().topVia()).hasToString(via);
        assertThat(sent.getFirst().flow()).isEqualTo(PROTECTED);
    }

    @Test
    void overTcpTheResponseGoesBackOnTheConnection() {
        Flow tcp = new Flow(TransportProtocol.TCP, LOCAL, address("192.0.2.1", 40_000), null);
        layer.received(request("OPTIONS", "SIP/2.0/TCP 192.0.2.1:5070;branch=z9hG4bK1"), tcp);
        requests.getFirst().respond(response(requests.getFirst().request(), 200));

        assertThat(sent.getFirst().flow()).isEqualTo(tcp);
        assertThat(layer.active()).isZero();
    }
}
