package org.gatehouse.ims.core.sip.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.sip.transaction.Messages.request;
import static org.gatehouse.ims.core.sip.transaction.Messages.response;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.CSeq;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.junit.jupiter.api.Test;

/** RFC 3261 clause 17.1, RFC 6026 clause 7.2. */
class ClientMachinesTest {
    private static final TransactionTimers TIMERS = TransactionTimers.RFC_3261;
    private final SipRequest register = request("REGISTER");
    private final SipRequest invite = request("INVITE");

    private MachineRun<ClientNonInvite.State> nonInvite(boolean reliable) {
        return new MachineRun<>(new ClientNonInvite(register, reliable, TIMERS));
    }

    private MachineRun<ClientInvite.State> invite(boolean reliable) {
        return new MachineRun<>(new ClientInvite(invite, reliable, TIMERS));
    }

    @Test
    void aRequestOverUdpIsSentWithTimersEAndF() {
        assertThat(nonInvite(false).effects())
                .containsExactly("send REGISTER", "F 32000ms", "E 500ms");
    }

    @Test
    void aRequestOverTcpIsNeverRetransmitted() {
        assertThat(nonInvite(true).effects()).containsExactly("send REGISTER", "F 32000ms");
        assertThat(invite(true).effects()).containsExactly("send INVITE", "B 32000ms");
    }

    @Test
    void timerEDoublesUpToT2() {
        MachineRun<ClientNonInvite.State> run = nonInvite(false);
        List<String> intervals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            intervals.addAll(run.fire(TimerName.E).effects());
        }

        assertThat(intervals)
                .containsExactly(
                        "send REGISTER", "E 1000ms",
                        "send REGISTER", "E 2000ms",
                        "send REGISTER", "E 4000ms",
                        "send REGISTER", "E 4000ms",
                        "send REGISTER", "E 4000ms");
    }

    @Test
    void aProvisionalResponseSlowsRetransmissionToT2() {
        MachineRun<ClientNonInvite.State> run = nonInvite(false);

        assertThat(run.response(response(register, 100)).effects()).containsExactly("up 100");
        assertThat(run.state()).isEqualTo("Proceeding");
        assertThat(run.fire(TimerName.E).effects()).containsExactly("send REGISTER", "E 4000ms");
        assertThat(run.response(response(register, 183)).effects()).containsExactly("up 183");
    }

    @Test
    void timerFEndsTryingAndProceeding() {
        MachineRun<ClientNonInvite.State> trying = nonInvite(false).fire(TimerName.F);
        MachineRun<ClientNonInvite.State> proceeding =
                nonInvite(false).response(response(register, 100)).fire(TimerName.F);

        assertThat(trying.effects()).containsExactly("timed out");
        assertThat(trying.state()).isEqualTo("Terminated");
        assertThat(proceeding.effects()).containsExactly("timed out");
        assertThat(proceeding.state()).isEqualTo("Terminated");
    }

    @Test
    void retransmittedFinalResponsesAreAbsorbedForT4() {
        MachineRun<ClientNonInvite.State> run = nonInvite(false);

        assertThat(run.response(response(register, 401)).effects())
                .containsExactly("stop", "K 5000ms", "up 401");
        assertThat(run.response(response(register, 401)).effects()).isEmpty();
        assertThat(run.response(response(register, 200)).effects()).isEmpty();
        assertThat(run.fire(TimerName.E).effects()).isEmpty();
        assertThat(run.state()).isEqualTo("Completed");
        assertThat(run.fire(TimerName.K).state()).isEqualTo("Terminated");
    }

    @Test
    void overTcpTheFinalResponseEndsTheTransaction() {
        MachineRun<ClientNonInvite.State> run = nonInvite(true).response(response(register, 200));

        assertThat(run.effects()).containsExactly("up 200");
        assertThat(run.state()).isEqualTo("Terminated");
        assertThat(run.response(response(register, 200)).effects()).isEmpty();
    }

    @Test
    void timerADoublesWithoutBound() {
        MachineRun<ClientInvite.State> run = invite(false);
        assertThat(run.effects()).containsExactly("send INVITE", "B 32000ms", "A 500ms");
        for (int milliseconds = 1_000; milliseconds <= 16_000; milliseconds *= 2) {
            assertThat(run.fire(TimerName.A).effects())
                    .containsExactly("send INVITE", "A " + milliseconds + "ms");
        }
    }

    @Test
    void timerBEndsCalling() {
        assertThat(invite(false).fire(TimerName.B).effects()).containsExactly("timed out");
    }

    @Test
    void aProvisionalResponseEndsRetransmissionOfTheInvite() {
        MachineRun<ClientInvite.State> run = invite(false).response(response(invite, 180));

        assertThat(run.effects()).containsExactly("stop", "up 180");
        assertThat(run.fire(TimerName.A).effects()).isEmpty();
        assertThat(run.fire(TimerName.B).effects()).isEmpty();
        assertThat(run.state()).isEqualTo("Proceeding");
    }

    @Test
    void eachRetransmittedRefusalIsAcknowledgedAgainAndNotPassedUp() {
        MachineRun<ClientInvite.State> run = invite(false).response(response(invite, 486));

        assertThat(run.effects()).containsExactly("stop", "D 32000ms", "send ACK", "up 486");
        assertThat(run.response(response(invite, 486)).effects()).containsExactly("send ACK");
        assertThat(run.response(response(invite, 180)).effects()).isEmpty();
        assertThat(run.fire(TimerName.D).state()).isEqualTo("Terminated");
    }

    @Test
    void overTcpARefusalIsAcknowledgedAndEndsTheTransaction() {
        MachineRun<ClientInvite.State> run = invite(true).response(response(invite, 404));

        assertThat(run.effects()).containsExactly("send ACK", "up 404");
        assertThat(run.state()).isEqualTo("Terminated");
    }

    /** RFC 3261 17.1.1.3. */
    @Test
    void theAckIsMadeOfTheInviteAndTheResponse() {
        SipResponse refusal = response(invite, 486);

        SipRequest ack = (SipRequest) invite(false).response(refusal).sent();

        assertThat(ack.requestUri()).isEqualTo(invite.requestUri());
        assertThat(ack.vias()).containsExactly(invite.topVia());
        assertThat(ack.headers("Route")).isEqualTo(invite.headers("Route"));
        assertThat(ack.from()).isEqualTo(invite.from());
        assertThat(ack.to()).isEqualTo(refusal.to());
        assertThat(ack.callId()).isEqualTo(invite.callId());
        assertThat(ack.cseq()).isEqualTo(new CSeq(986_759, "ACK"));
        assertThat(ack.body()).isEmpty();
    }

    /** RFC 6026 7.2. */
    @Test
    void everySuccessIsPassedUpUntilTimerM() {
        MachineRun<ClientInvite.State> run = invite(true).response(response(invite, 200));

        assertThat(run.effects()).containsExactly("stop", "M 32000ms", "up 200");
        assertThat(run.state()).isEqualTo("Accepted");
        assertThat(run.response(response(invite, 200)).effects()).containsExactly("up 200");
        assertThat(run.response(response(invite, 486)).effects()).isEmpty();
        assertThat(run.fire(TimerName.M).state()).isEqualTo("Terminated");
    }

    @Test
    void timerDFollowsALongT1() {
        MachineRun<ClientInvite.State> run =
                new MachineRun<>(new ClientInvite(invite, false, TransactionTimers.UE));

        assertThat(run.response(response(invite, 500)).effects()).contains("D 128000ms");
    }
}
