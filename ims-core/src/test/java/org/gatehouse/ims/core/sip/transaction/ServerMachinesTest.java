package org.gatehouse.ims.core.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.SipRequest;
import org.junit.jupiter.api.Test;

/** RFC 3261 clause 17.2, RFC 6026 clause 7.1. */
class ServerMachinesTest {
    private static final TransactionTimers TIMERS = TransactionTimers.RFC_3261;
    private final SipRequest register = request("REGISTER");
    private final SipRequest invite = request("INVITE");
    private final SipRequest ack = request("ACK");

    private MachineRun<ServerNonInvite.State> nonInvite(boolean reliable) {
        return new MachineRun<>(new ServerNonInvite(reliable, TIMERS));
    }

    private MachineRun<ServerInvite.State> invite(boolean reliable) {
        return new MachineRun<>(new ServerInvite(invite, reliable, TIMERS));
    }

    @Test
    void aRetransmissionWhileTryingIsDiscarded() {
        assertThat(nonInvite(false).request(register).effects()).isEmpty();
    }

    @Test
    void aRetransmissionWhileProceedingGetsTheLastProvisionalResponse() {
        MachineRun<ServerNonInvite.State> run =
                nonInvite(false).answer(response(register, 100)).answer(response(register, 183));

        assertThat(run.effects()).containsExactly("send 183");
        assertThat(run.request(register).effects()).containsExactly("send 183");
        assertThat(run.state()).isEqualTo("Proceeding");
    }

    @Test
    void aRetransmissionAfterTheFinalResponseGetsItAgainUntilTimerJ() {
        MachineRun<ServerNonInvite.State> run = nonInvite(false).answer(response(register, 200));

        assertThat(run.effects()).containsExactly("stop", "send 200", "J 32000ms");
        assertThat(run.request(register).effects()).containsExactly("send 200");
        assertThat(run.fire(TimerName.J).state()).isEqualTo("Terminated");
        assertThat(run.request(register).effects()).isEmpty();
    }

    @Test
    void aTransactionThatTheUserForgetsEndsWhenNoClientWaitsAnyMore() {
        assertThat(nonInvite(false).effects()).containsExactly("ABANDONED 128000ms");
        assertThat(nonInvite(false).fire(TimerName.ABANDONED).state()).isEqualTo("Terminated");
        MachineRun<ServerNonInvite.State> run = nonInvite(false).answer(response(register, 183));
        assertThat(run.fire(TimerName.ABANDONED).effects()).isEmpty();
        assertThat(run.state()).isEqualTo("Terminated");
    }

    @Test
    void aSecondFinalResponseOfTheUserIsDiscarded() {
        MachineRun<ServerNonInvite.State> run =
                nonInvite(false).answer(response(register, 401)).answer(response(register, 200));

        assertThat(run.effects()).isEmpty();
        assertThat(run.request(register).effects()).containsExactly("send 401");
    }

    @Test
    void overTcpTheFinalResponseEndsTheTransaction() {
        MachineRun<ServerNonInvite.State> run = nonInvite(true).answer(response(register, 200));

        assertThat(run.effects()).containsExactly("send 200");
        assertThat(run.state()).isEqualTo("Terminated");
    }

    @Test
    void anInviteIsAnsweredTryingAfter200MillisecondsOfSilence() {
        MachineRun<ServerInvite.State> silent = invite(false);
        assertThat(silent.effects()).containsExactly("TRYING 200ms");
        assertThat(silent.request(invite).effects()).isEmpty();
        assertThat(silent.fire(TimerName.TRYING).effects()).containsExactly("send 100");
        assertThat(silent.request(invite).effects()).containsExactly("send 100");

        MachineRun<ServerInvite.State> quick = invite(false).answer(response(invite, 180));
        assertThat(quick.fire(TimerName.TRYING).effects()).isEmpty();
        assertThat(quick.request(invite).effects()).containsExactly("send 180");
    }

    @Test
    void aRefusalIsRetransmittedUntilItsAck() {
        MachineRun<ServerInvite.State> run = invite(false).answer(response(invite, 486));
        assertThat(run.effects()).containsExactly("stop", "send 486", "H 32000ms", "G 500ms");
        List<String> again = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            again.addAll(run.fire(TimerName.G).effects());
        }

        assertThat(again)
                .containsExactly(
                        "send 486", "G 1000ms",
                        "send 486", "G 2000ms",
                        "send 486", "G 4000ms",
                        "send 486", "G 4000ms");
        assertThat(run.request(invite).effects()).containsExactly("send 486");
        assertThat(run.request(ack).effects()).containsExactly("stop", "I 5000ms");
        assertThat(run.state()).isEqualTo("Confirmed");
        assertThat(run.request(ack).effects()).isEmpty();
        assertThat(run.fire(TimerName.I).state()).isEqualTo("Terminated");
    }

    @Test
    void aRefusalWithoutAckTimesOut() {
        MachineRun<ServerInvite.State> run =
                invite(false).answer(response(invite, 486)).fire(TimerName.H);

        assertThat(run.effects()).containsExactly("timed out");
        assertThat(run.state()).isEqualTo("Terminated");
    }

    @Test
    void overTcpARefusalIsSentOnceAndItsAckEndsTheTransaction() {
        MachineRun<ServerInvite.State> run = invite(true).answer(response(invite, 486));

        assertThat(run.effects()).containsExactly("stop", "send 486", "H 32000ms");
        assertThat(run.request(ack).state()).isEqualTo("Terminated");
    }

    /** RFC 6026 7.1. */
    @Test
    void afterASuccessTheInviteIsAbsorbedAndTheAckPassedUp() {
        MachineRun<ServerInvite.State> run = invite(false).answer(response(invite, 200));

        assertThat(run.effects()).containsExactly("stop", "send 200", "L 32000ms");
        assertThat(run.state()).isEqualTo("Accepted");
        assertThat(run.request(invite).effects()).isEmpty();
        assertThat(run.request(ack).effects()).containsExactly("up ACK");
        assertThat(run.answer(response(invite, 200)).effects()).containsExactly("send 200");
        assertThat(run.answer(response(invite, 486)).effects()).isEmpty();
        assertThat(run.fire(TimerName.L).state()).isEqualTo("Terminated");
    }

    @Test
    void anAckBeforeAnyAnswerIsIgnored() {
        assertThat(invite(false).request(ack).effects()).isEmpty();
        assertThat(invite(false).answer(response(invite, 180)).request(ack).effects()).isEmpty();
    }
}
