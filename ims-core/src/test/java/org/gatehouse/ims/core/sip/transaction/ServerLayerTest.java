package org.gatehouse.ims.core.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.sip.transaction.Messages.BRANCH;
import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipResponse;
import org.junit.jupiter.api.Test;

/** RFC 3261 clauses 17.2.3 and 9.2: the server side of the layer. */
class ServerLayerTest extends LayerFixture {
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
    void aRefusalWithoutATransactionIsSentOnceEachTimeAndAlwaysTheSame() {
        layer.refuse(request("INVITE"), BARE, 403, "Not Here");
        time.advance(Duration.ofSeconds(40));
        assertThat(sent).hasSize(1);
        assertThat(layer.active()).isZero();
        assertThat(layer.awaits(request("ACK"), BARE)).isFalse();

        layer.refuse(request("INVITE"), BARE, 403, "Not Here");
        assertThat(sent).hasSize(2);
        assertThat(octets(sent.getFirst().message())).isEqualTo(octets(sent.getLast().message()));
    }

    @Test
    void anAckIsAwaitedWhileItsInviteHasATransaction() {
        layer.received(request("INVITE"), BARE);
        assertThat(layer.awaits(request("ACK"), BARE)).isTrue();
        assertThat(layer.awaits(request("INVITE"), BARE)).isFalse();
        assertThat(layer.awaits(request("ACK"), PROTECTED)).isFalse();

        requests.getFirst().respond(response(requests.getFirst().request(), 486));
        time.advance(Duration.ofSeconds(40));
        assertThat(layer.awaits(request("ACK"), BARE)).isFalse();
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
    void aRequestThatCannotBeReadIsAnsweredWhereItCanBe() {
        malformed("REGISTER sip:h SIP/2.0", "1 OPTIONS");
        malformed("REGISTER sip:h SIP/3.0", "1 REGISTER");
        malformed("ACK sip:h SIP/2.0", "1 OPTIONS");
        malformed("REGISTER sip:h SIP/2.0", "nothing");
        malformed("SIP/2.0 200 OK\r\nContent-Length: 9", "1 REGISTER");

        assertThat(sent)
                .extracting(s -> ((SipResponse) s.message()).status())
                .containsExactly(400, 505, 400);
        assertThat(lastResponse().topVia().received()).isEqualTo("192.0.2.1");
        assertThat(layer.active()).isZero();
    }

    @Test
    void aRequestThatCannotBeReadGetsNoAnswerLongerThanTheCallerAllows() throws Exception {
        String text =
                """
                REGISTER sip:h SIP/2.0\r
                Via: SIP/2.0/UDP h;rport;branch=z9hG4bK1\r
                f: <sip:a>\r
                t: <sip:a>\r
                i: c\r
                CSeq: 1 X\r
                \r
                """;
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        try {
            SipMessage.parse(octets);
            throw new AssertionError("was read");
        } catch (SipParseException what) {
            layer.malformed(what, BARE, octets.length);
            assertThat(sent).isEmpty();
            layer.malformed(what, BARE, 1000);
            assertThat(sent).hasSize(1);
        }
    }

    @Test
    void aFloodOfAnsweredRequestsKeepsNobodyOut() {
        TransactionLayer small = layer(2);
        for (int i = 0; i < 10; i++) {
            small.received(request("REGISTER", "SIP/2.0/UDP h;branch=z9hG4bK" + i), BARE);
            requests.getLast().respond(response(requests.getLast().request(), 401));
        }

        assertThat(requests).hasSize(10);
        assertThat(small.active()).isEqualTo(2);
        assertThat(small.refused()).isZero();
        time.advance(Duration.ofSeconds(33));
        assertThat(small.active()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void requestsThatTheUserForgetsDoNotStayForEver() {
        layer.received(request("REGISTER"), BARE);
        time.advance(Duration.ofSeconds(127));
        assertThat(layer.active()).isEqualTo(1);
        time.advance(Duration.ofSeconds(1));
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
}
