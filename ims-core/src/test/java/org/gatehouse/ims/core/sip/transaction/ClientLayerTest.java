package org.gatehouse.ims.core.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.gatehouse.ims.core.sip.transaction.Messages.BRANCH;
import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;

/** RFC 3261 clauses 17.1.3 and 18.1: the client side of the layer. */
class ClientLayerTest extends LayerFixture {
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
    void aResponseFromAnotherHostIsAStray() {
        SipRequest register = fresh("REGISTER");
        layer.send(register, BARE, handler());

        layer.received(response(register, 200), Flow.udp(LOCAL, address("192.0.2.66", 5070)));
        assertThat(outcomes).isEmpty();
        assertThat(strays).hasSize(1);
        layer.received(response(register, 200), Flow.udp(LOCAL, address("192.0.2.1", 9)));
        assertThat(outcomes).containsExactly("200");
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

    @Test
    @Requirement("rereg-ue-failure")
    void anAnswerOverAnotherSetIsTakenWhereTheHandlerSaysSoAndABareOneNever() {
        SipRequest register = fresh("REGISTER");
        layer.send(register, PROTECTED, handler(/* takesOver= */ true));

        layer.received(response(register, 403), BARE);
        assertThat(outcomes).isEmpty();
        layer.received(response(register, 403), OTHER_SET);
        assertThat(outcomes).containsExactly("403");
    }

    @Test
    void aBareRequestIsNeverAnsweredOverASet() {
        SipRequest register = fresh("REGISTER");
        layer.send(register, BARE, handler(/* takesOver= */ true));

        layer.received(response(register, 200), PROTECTED);
        assertThat(outcomes).isEmpty();
    }
}
