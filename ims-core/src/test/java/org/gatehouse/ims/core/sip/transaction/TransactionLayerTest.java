package org.gatehouse.ims.core.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.core.sip.transaction.Messages.BRANCH;
import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.VirtualShards;
import org.gatehouse.ims.core.testkit.VirtualTime;
import org.junit.jupiter.api.Test;

class TransactionLayerTest {
    private static final InetSocketAddress LOCAL = address("192.0.2.254", 5060);
    private static final Flow BARE = Flow.udp(LOCAL, address("192.0.2.1", 5070));
    private static final Flow PROTECTED =
            new Flow(TransportProtocol.UDP, LOCAL, address("192.0.2.1", 6101), new SetId(7));
    private static final Flow OTHER_SET =
            new Flow(TransportProtocol.UDP, LOCAL, address("192.0.2.1", 6101), new SetId(8));

    private record Sent(SipMessage message, Flow flow) {}

    private final VirtualTime time = new VirtualTime();
    private final List<Sent> sent = new ArrayList<>();
    private final List<ServerTransaction> requests = new ArrayList<>();
    private final List<ServerTransaction> cancelled = new ArrayList<>();
    private final List<SipResponse> strays = new ArrayList<>();
    private final List<String> outcomes = new ArrayList<>();
    private final TransactionLayer layer = layer(100);

    private static InetSocketAddress address(String literal, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
    }

    private TransactionLayer layer(int max) {
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

    private ClientHandler handler() {
        return new ClientHandler() {
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

    private SipRequest fresh(String method) {
        return request(method, "SIP/2.0/UDP 192.0.2.254;branch=" + layer.newBranch());
    }

    private SipResponse lastResponse() {
        return (SipResponse) sent.getLast().message();
    }

    private static byte[] octets(SipMessage message) {
        return message.encode();
    }

    @Test
    void aRequestWithoutAnswerIsSentElevenTimesAndTimesOutAfter32Seconds() {
        layer.send(fresh("REGISTER"), BARE, handler());
        time.advance(Duration.ofMillis(31_999));
        assertThat(outcomes).isEmpty();
        time.advance(Duration.ofMillis(1));

        // 0, 0.5, 1.5, 3.5, 7.5, 11.5, 15.5, 19.5, 23.5, 27.5, 31.5 s
        assertThat(sent).hasSize(11).allMatch(s -> s.flow().equals(BARE));
        assertThat(outcomes).containsExactly("timed out");
        assertThat(layer.active()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void anAnsweredRequestIsSentOnceAndForgottenAfterT4() {
        SipRequest register = fresh("REGISTER");
        layer.send(register, BARE, handler());
        layer.received(response(register, 200), BARE);
        layer.received(response(register, 200), BARE);
        time.advance(Duration.ofSeconds(5));

        assertThat(outcomes).containsExactly("200");
        assertThat(sent).hasSize(1);
        assertThat(layer.active()).isZero();
        assertThat(time.pending()).isZero();
        layer.received(response(register, 200), BARE);
        assertThat(strays).hasSize(1);
    }

    /** RFC 3261 17.1.3. */
    @Test
    void aResponseMatchesByBranchAndCseqMethod() {
        SipRequest invite = fresh("INVITE");
        layer.send(invite, BARE, handler());
        SipRequest cancel = request("CANCEL", invite.topVia().toString());
        layer.send(cancel, BARE, handler());

        layer.received(response(cancel, 200), BARE);
        layer.received(response(invite, 487), BARE);
        layer.received(response(fresh("REGISTER"), 200), BARE);

        assertThat(outcomes).containsExactly("200", "487");
        assertThat(strays).hasSize(1);
    }

    @Test
    void aResponseOutsideTheAssociationSetOfItsRequestIsAStray() {
        SipRequest register = fresh("REGISTER");
        layer.send(register, PROTECTED, handler());

        layer.received(response(register, 200), BARE);
        layer.received(response(register, 200), OTHER_SET);
        assertThat(outcomes).isEmpty();
        assertThat(strays).hasSize(2);

        layer.received(response(register, 200), PROTECTED);
        assertThat(outcomes).containsExactly("200");
    }

    @Test
    void aBranchIsUsedForOneRequestAlone() {
        SipRequest register = fresh("REGISTER");
        layer.send(register, BARE, handler());

        assertThatThrownBy(() -> layer.send(register, BARE, handler()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anAckOfASuccessGoesOutWithoutATransaction() {
        layer.send(fresh("ACK"), BARE, handler());

        assertThat(sent).hasSize(1);
        assertThat(layer.active()).isZero();
    }

    @Test
    void aBranchNamesItsShard() {
        String branch = layer.newBranch();

        assertThat(branch).startsWith("z9hG4bK").isNotEqualTo(layer.newBranch());
        assertThat(TransactionLayer.shardOf(branch)).hasValue(3);
        for (String other :
                List.of("", BRANCH, "z9hG4bKg3.", "z9hG4bKgx." + "0".repeat(32), branch + "0")) {
            assertThat(TransactionLayer.shardOf(other)).as(other).isEmpty();
        }
    }

    @Test
    void aRetransmittedRequestIsAnsweredByTheTransactionAlone() {
        layer.received(request("REGISTER"), BARE);
        layer.received(request("REGISTER"), BARE);
        assertThat(sent).isEmpty();
        requests.getFirst().respond(response(requests.getFirst().request(), 401));
        layer.received(request("REGISTER"), BARE);

        assertThat(requests).hasSize(1);
        assertThat(sent).hasSize(2);
        assertThat(octets(sent.getFirst().message())).isEqualTo(octets(sent.getLast().message()));
        time.advance(Duration.ofSeconds(32));
        assertThat(layer.active()).isZero();
        layer.received(request("REGISTER"), BARE);
        assertThat(requests).hasSize(2);
    }

    /** RFC 3261 17.2.3: branch, sent-by and method; the source is ours. */
    @Test
    void whatDiffersInBranchSentByMethodOrSourceIsAnotherTransaction() {
        String via = "SIP/2.0/UDP 192.0.2.1:5070;branch=" + BRANCH;
        layer.received(request("REGISTER", via), BARE);
        layer.received(request("REGISTER", via + "1"), BARE);
        layer.received(request("REGISTER", via.replace("5070", "5071")), BARE);
        layer.received(request("OPTIONS", via), BARE);
        layer.received(request("REGISTER", via), PROTECTED);
        layer.received(request("REGISTER", via), OTHER_SET);
        layer.received(request("REGISTER", via), BARE.towards(address("192.0.2.9", 5070)));
        assertThat(requests).hasSize(7);

        layer.received(request("REGISTER", via), BARE.towards(address("192.0.2.1", 9999)));
        layer.received(request("REGISTER", via), PROTECTED);
        assertThat(requests).hasSize(7);
    }

    @Test
    void aBranchFromBeforeRfc3261IsRefused() {
        for (String branch : List.of("", ";branch=z9hG4bK", ";branch=390skdjuw")) {
            layer.received(request("REGISTER", "SIP/2.0/UDP 192.0.2.1:5070" + branch), BARE);
            layer.received(request("ACK", "SIP/2.0/UDP 192.0.2.1:5070" + branch), BARE);
        }

        assertThat(sent).hasSize(3).allMatch(s -> ((SipResponse) s.message()).status() == 400);
        assertThat(requests).allMatch(r -> r.request().method().equals("ACK"));
        assertThat(layer.active()).isZero();
    }

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
                        "SIP/2.0/UDP 10.0.0.1:5060;rport=40000;branch=z9hG4bK1;received=2001:db8:0:0:0:0:0:9");
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

    @Test
    void anAckOfARefusalEndsWithTheTransaction() {
        layer.received(request("INVITE"), BARE);
        requests.getFirst().respond(response(requests.getFirst().request(), 486));
        layer.received(request("ACK"), BARE);
        time.advance(Duration.ofSeconds(5));

        assertThat(requests).hasSize(1);
        assertThat(sent).hasSize(1);
        assertThat(layer.active()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void anAckOfASuccessIsPassedUpAndCannotBeAnswered() {
        layer.received(request("INVITE"), BARE);
        requests.getFirst().respond(response(requests.getFirst().request(), 200));
        layer.received(request("ACK"), BARE);
        layer.received(request("ACK", "SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bKother"), BARE);

        assertThat(requests)
                .extracting(r -> r.request().method())
                .containsExactly("INVITE", "ACK", "ACK");
        requests.getLast().respond(response(requests.getLast().request(), 200));
        assertThat(sent).hasSize(1);
    }

    /** RFC 3261 9.2. */
    @Test
    void aCancelIsAnsweredAndToldOnce() {
        layer.received(request("INVITE"), BARE);
        layer.received(request("CANCEL"), BARE);
        layer.received(request("CANCEL"), BARE);

        assertThat(sent).hasSize(2).allMatch(s -> ((SipResponse) s.message()).status() == 200);
        assertThat(octets(sent.getFirst().message())).isEqualTo(octets(sent.getLast().message()));
        assertThat(cancelled).containsExactly(requests.getFirst());
        cancelled.getFirst().respond(response(requests.getFirst().request(), 487));
        assertThat(lastResponse().status()).isEqualTo(487);
    }

    /** RFC 3261 9.2. */
    @Test
    void aCancelOfNothingIsAnswered481() {
        layer.received(request("CANCEL"), BARE);
        layer.received(request("INVITE"), PROTECTED);
        layer.received(request("CANCEL"), OTHER_SET);

        assertThat(sent).hasSize(2).allMatch(s -> ((SipResponse) s.message()).status() == 481);
        assertThat(lastResponse().to().tag()).isNotEmpty();
        assertThat(cancelled).isEmpty();
    }

    @Test
    void aboveTheBoundARequestIsRefusedWithRetryAfter() {
        TransactionLayer small = layer(2);
        for (int i = 0; i < 5; i++) {
            String via = "SIP/2.0/UDP 192.0.2.1:5070;branch=z9hG4bK" + i;
            small.received(request("REGISTER", via), BARE);
            small.received(request("ACK", via + "a"), BARE);
        }

        assertThat(small.active()).isEqualTo(2);
        assertThat(small.refused()).isEqualTo(3);
        assertThat(sent).hasSize(3);
        assertThat(lastResponse().status()).isEqualTo(503);
        assertThat(lastResponse().header("Retry-After")).isEqualTo("10");
    }

    @Test
    void aboveTheBoundASentRequestTimesOutInAStepOfItsOwn() {
        TransactionLayer small = layer(1);
        small.send(fresh("REGISTER"), BARE, handler());
        small.send(fresh("REGISTER"), BARE, handler());
        assertThat(outcomes).isEmpty();
        time.runDue();

        assertThat(outcomes).containsExactly("timed out");
        assertThat(sent).hasSize(1);
    }

    @Test
    void aRequestThatCannotBeReadIsAnsweredWhereItCanBe() {
        malformed("REGISTER sip:h SIP/2.0", "1 OPTIONS");
        malformed("REGISTER sip:h SIP/3.0", "1 REGISTER");
        malformed("ACK sip:h SIP/2.0", "1 OPTIONS");
        malformed("REGISTER sip:h SIP/2.0", "nothing");
        malformed("SIP/2.0 200 OK\r\nContent-Length: 9", "1 REGISTER");

        assertThat(sent)
                .extracting(s -> ((SipResponse) s.message()).status())
                .containsExactly(400, 505);
        assertThat(lastResponse().topVia().received()).isEqualTo("192.0.2.1");
        assertThat(layer.active()).isZero();
    }

    private void malformed(String start, String cseq) {
        String text =
                start
                        + "\r\nVia: SIP/2.0/UDP h.net;rport;branch=z9hG4bK1\r\nFrom: <sip:a@b>\r\n"
                        + "To: <sip:a@b>\r\nCall-ID: c\r\nCSeq: "
                        + cseq
                        + "\r\n\r\n";
        try {
            SipMessage.parse(text.getBytes(StandardCharsets.UTF_8));
            throw new AssertionError("was read: " + text);
        } catch (SipParseException what) {
            layer.malformed(what, BARE);
        }
    }

    @Test
    void anInviteIsAnsweredTryingWhenTheUserIsSilent() {
        layer.received(request("INVITE"), BARE);
        time.advance(Duration.ofMillis(199));
        assertThat(sent).isEmpty();
        time.advance(Duration.ofMillis(1));

        assertThat(lastResponse().status()).isEqualTo(100);
    }

    @Test
    void aHandlerMaySendTheNextRequestAtOnce() {
        SipRequest first = fresh("REGISTER");
        Flow tcp = new Flow(TransportProtocol.TCP, LOCAL, address("192.0.2.1", 5060), null);
        layer.send(
                first,
                tcp,
                new ClientHandler() {
                    @Override
                    public void response(SipResponse response, Flow flow) {
                        // The first has ended over TCP, its branch is free again.
                        layer.send(first, flow, handler());
                    }

                    @Override
                    public void timedOut() {
                        throw new AssertionError("answered");
                    }
                });
        layer.received(response(first, 401), tcp);
        layer.received(response(first, 200), tcp);

        assertThat(outcomes).containsExactly("200");
        assertThat(layer.active()).isZero();
        assertThat(time.pending()).isZero();
    }
}
