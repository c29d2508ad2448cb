package org.gatehouse.ims.core.diameter.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.Vendor;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.junit.jupiter.api.Test;

class PeerMachineTest {
    private static final LocalPeer CSCF =
            new LocalPeer("scscf.home.example", "home.example", "test", 1);
    private static final LocalPeer HSS =
            new LocalPeer("hss.home.example", "home.example", "test", 2);
    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();
    private static final int FIRST_ID = 0x1000;
    private static final Duration TW = PeerTimes.DEFAULT.watchdog();

    private final Peer client = new Peer(CSCF);
    private final Peer server = new Peer(HSS);

    /** A machine with its state and what it asked for last. */
    private static final class Peer {
        private final PeerMachine machine;
        private PeerState state = new PeerState.Idle();
        private Instant at = VirtualTime.START;
        private List<PeerEffect> effects = List.of();

        private Peer(LocalPeer own) {
            this(own, AllowedPeers.ANYONE);
        }

        private Peer(LocalPeer own, AllowedPeers allowed) {
            machine = new PeerMachine(own, PeerTimes.DEFAULT, allowed);
        }

        private void on(PeerEvent event) {
            Step<PeerState, PeerEffect> step = machine.on(state, event, at);
            state = step.next();
            effects = step.effects();
        }

        private void receive(DiameterMessage message) {
            on(new PeerEvent.Received(message, 0));
        }

        private void timer(boolean heard) {
            at = at.plus(timerDelay());
            on(new PeerEvent.TimerFired(heard, 0));
        }

        private <T extends PeerEffect> List<T> all(Class<T> type) {
            return effects.stream().filter(type::isInstance).map(type::cast).toList();
        }

        private DiameterMessage sent() {
            assertThat(all(PeerEffect.Send.class)).hasSize(1);
            return all(PeerEffect.Send.class).getFirst().message();
        }

        private Duration timerDelay() {
            return all(PeerEffect.SetTimer.class).getFirst().delay();
        }
    }

    private void open() {
        client.on(new PeerEvent.Start(0));
        client.on(new PeerEvent.Connected(LOCAL, FIRST_ID, 0));
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(client.sent());
        client.receive(server.sent());
        assertThat(client.state).isInstanceOf(PeerState.Open.class);
        assertThat(server.state).isInstanceOf(PeerState.Open.class);
    }

    @Test
    void capabilitiesAreExchangedAndBothEndsAreUp() {
        open();
        assertThat(client.all(PeerEffect.Up.class))
                .containsExactly(new PeerEffect.Up("hss.home.example", "home.example", false));
        assertThat(server.all(PeerEffect.Up.class))
                .containsExactly(new PeerEffect.Up("scscf.home.example", "home.example", false));
    }

    @Test
    void bothEndsNameTheCxApplicationWithItsVendor() {
        open();
        for (DiameterMessage message : List.of(cer(CSCF), server.sent())) {
            assertThat(message.avps().first(AvpCode.VENDOR_SPECIFIC_APPLICATION_ID))
                    .contains(
                            Avp.of(
                                    AvpCode.VENDOR_SPECIFIC_APPLICATION_ID,
                                    AvpList.of(
                                            Avp.of(AvpCode.VENDOR_ID, Vendor.TGPP),
                                            Avp.of(AvpCode.AUTH_APPLICATION_ID, Applications.CX))));
            assertThat(message.avps().first(AvpCode.SUPPORTED_VENDOR_ID))
                    .contains(Avp.of(AvpCode.SUPPORTED_VENDOR_ID, Vendor.TGPP));
        }
    }

    private static DiameterMessage cer(LocalPeer peer) {
        return BaseMessages.capabilitiesRequest(peer, LOCAL).withIds(5, 5);
    }

    @Test
    void aPeerWithoutCxIsRefusedWith5010AndCutOff() {
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(without(cer(CSCF), AvpCode.VENDOR_SPECIFIC_APPLICATION_ID));
        assertThat(server.sent().resultCode()).contains(ResultCode.NO_COMMON_APPLICATION);
        assertThat(server.all(PeerEffect.Close.class)).hasSize(1);
        assertThat(server.state).isInstanceOf(PeerState.Ended.class);
    }

    @Test
    void aRelayIsTakenForAPeerThatKnowsEveryApplication() {
        DiameterMessage plain = without(cer(CSCF), AvpCode.VENDOR_SPECIFIC_APPLICATION_ID);
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(
                new DiameterMessage(
                        plain.header(),
                        plain.avps()
                                .with(Avp.of(AvpCode.AUTH_APPLICATION_ID, Applications.RELAY))));
        assertThat(server.state).isInstanceOf(PeerState.Open.class);
    }

    @Test
    void aCerWithoutOriginHostIsRefusedWith5005AndTheMissingAvpIsShown() {
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(without(cer(CSCF), AvpCode.ORIGIN_HOST));
        assertThat(server.sent().resultCode()).contains(ResultCode.MISSING_AVP);
        assertThat(server.sent().avps().first(AvpCode.FAILED_AVP)).isPresent();
    }

    private static DiameterMessage without(DiameterMessage message, AvpCode code) {
        List<Avp> kept = new ArrayList<>(message.avps().asList());
        kept.removeIf(avp -> avp.is(code));
        return new DiameterMessage(message.header(), AvpList.of(kept));
    }

    @Test
    void anythingButCerOnAFreshConnectionCutsItOff() {
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(BaseMessages.watchdogRequest(CSCF));
        assertThat(server.all(PeerEffect.Send.class)).isEmpty();
        assertThat(server.all(PeerEffect.Close.class)).hasSize(1);
        assertThat(server.state).isInstanceOf(PeerState.Ended.class);
    }

    @Test
    void aConnectionOnWhichNoCerComesIsClosedAfterTheHandshakeTime() {
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        assertThat(server.timerDelay()).isEqualTo(PeerTimes.DEFAULT.handshake());
        server.timer(false);
        assertThat(server.all(PeerEffect.Close.class)).hasSize(1);
    }

    @Test
    void anApplicationRequestBeforeTheCapabilitiesIsNotDelivered() {
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(
                DiameterMessage.request(
                        Applications.MULTIMEDIA_AUTH, Applications.CX, AvpList.EMPTY));
        assertThat(server.all(PeerEffect.Deliver.class)).isEmpty();
        assertThat(server.all(PeerEffect.Close.class)).hasSize(1);
    }

    @Test
    void aCeaWithAnotherHopByHopIdIsNotTaken() {
        client.on(new PeerEvent.Start(0));
        client.on(new PeerEvent.Connected(LOCAL, FIRST_ID, 0));
        client.receive(BaseMessages.capabilitiesAnswer(cer(CSCF), HSS, LOCAL));
        assertThat(client.state).isInstanceOf(PeerState.Pausing.class);
        assertThat(client.all(PeerEffect.Close.class)).hasSize(1);
    }

    @Test
    void failedAttemptsPauseLongerAndLongerUpToTheLimit() {
        client.on(new PeerEvent.Start(0));
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            client.on(new PeerEvent.Disconnected("connection refused", 0));
            pauses.add(client.timerDelay());
            client.timer(false);
            assertThat(client.all(PeerEffect.Connect.class)).hasSize(1);
        }
        assertThat(pauses)
                .startsWith(Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2))
                .endsWith(Duration.ofSeconds(30), Duration.ofSeconds(30))
                .isSorted();
    }

    @Test
    void jitterSpreadsPausesAndWatchdogs() {
        client.on(new PeerEvent.Start(0));
        client.on(new PeerEvent.Disconnected("connection refused", 1));
        assertThat(client.timerDelay()).isEqualTo(Duration.ofMillis(625));
        assertThat(PeerTimes.DEFAULT.nextWatchdog(-1)).isEqualTo(TW.minusSeconds(2));
        assertThat(PeerTimes.DEFAULT.nextWatchdog(1)).isEqualTo(TW.plusSeconds(2));
    }

    @Test
    void aLostConnectionIsOpenedAgainSoonByItsInitiatorAndNotByTheOther() {
        open();
        client.on(new PeerEvent.Disconnected("reset", 0));
        server.on(new PeerEvent.Disconnected("reset", 0));
        assertThat(client.all(PeerEffect.Down.class)).hasSize(1);
        assertThat(client.state).isEqualTo(new PeerState.Pausing(new PeerState.Attempts(1, true)));
        assertThat(server.all(PeerEffect.Down.class)).hasSize(1);
        assertThat(server.state).isInstanceOf(PeerState.Ended.class);
    }

    @Test
    void aWatchdogRequestIsSentAfterSilenceAndNotAfterTraffic() {
        open();
        client.timer(true);
        assertThat(client.all(PeerEffect.Send.class)).isEmpty();
        client.timer(false);
        assertThat(client.sent().header().command()).isEqualTo(Applications.DEVICE_WATCHDOG);
        server.receive(client.sent());
        assertThat(server.sent().resultCode()).contains(ResultCode.SUCCESS);
        client.receive(server.sent());
        assertThat(((PeerState.Open) client.state).asked()).isFalse();
    }

    @Test
    void aPeerThatAnswersNoWatchdogIsSuspectedAndThenGivenUp() {
        open();
        client.timer(false);
        client.timer(false);
        assertThat(client.all(PeerEffect.Suspect.class))
                .containsExactly(new PeerEffect.Suspect(true));
        client.timer(false);
        assertThat(client.all(PeerEffect.Down.class)).hasSize(1);
        assertThat(client.all(PeerEffect.Close.class)).hasSize(1);
        assertThat(client.state).isInstanceOf(PeerState.Pausing.class);
    }

    @Test
    void aSuspectedPeerThatIsHeardOfIsTrustedAgain() {
        open();
        client.timer(false);
        client.timer(false);
        client.timer(true);
        assertThat(client.all(PeerEffect.Suspect.class))
                .containsExactly(new PeerEffect.Suspect(false));
        assertThat(client.state).isInstanceOf(PeerState.Open.class);
    }

    @Test
    void aStopSaysGoodbyeAndTheAnswerEndsTheConnection() {
        open();
        client.on(new PeerEvent.Stop(0));
        assertThat(client.sent().header().command()).isEqualTo(Applications.DISCONNECT_PEER);
        server.receive(client.sent());
        assertThat(server.all(PeerEffect.Down.class)).hasSize(1);
        assertThat(server.state).isInstanceOf(PeerState.Ended.class);
        client.receive(server.sent());
        assertThat(client.state).isInstanceOf(PeerState.Ended.class);
        assertThat(client.all(PeerEffect.Close.class)).hasSize(1);
    }

    @Test
    void aStopWithoutAnswerEndsAfterItsTime() {
        open();
        client.on(new PeerEvent.Stop(0));
        client.timer(false);
        assertThat(client.state).isInstanceOf(PeerState.Ended.class);
    }

    @Test
    void aStoppedPeerNeverConnectsAgain() {
        client.on(new PeerEvent.Start(0));
        client.on(new PeerEvent.Stop(0));
        assertThat(client.state).isInstanceOf(PeerState.Ended.class);
        client.on(new PeerEvent.TimerFired(false, 0));
        client.on(new PeerEvent.Start(0));
        assertThat(client.effects).isEmpty();
    }

    @Test
    void aServerThatRebootsIsTriedAgainSoonAndOneThatWantsNoTalkLate() {
        open();
        client.receive(BaseMessages.disconnectRequest(HSS));
        assertThat(client.sent().resultCode()).contains(ResultCode.SUCCESS);
        assertThat(client.timerDelay()).isEqualTo(Duration.ofMillis(500));

        PeerMachine fresh = new PeerMachine(CSCF, PeerTimes.DEFAULT);
        DiameterMessage unwanted =
                without(BaseMessages.disconnectRequest(HSS), AvpCode.DISCONNECT_CAUSE);
        Step<PeerState, PeerEffect> step =
                fresh.on(
                        new PeerState.Open(
                                PeerState.Role.INITIATOR, LOCAL, "h", "r", 1, false, false, 0),
                        new PeerEvent.Received(
                                new DiameterMessage(
                                        unwanted.header(),
                                        unwanted.avps().with(Avp.of(AvpCode.DISCONNECT_CAUSE, 2))),
                                0),
                        VirtualTime.START);
        assertThat(step.effects())
                .contains(new PeerEffect.SetTimer(PeerTimes.DEFAULT.longestBackoff()));
    }

    @Test
    void anUnknownBaseCommandIsAnsweredWith3001() {
        open();
        server.receive(DiameterMessage.request(258, Applications.BASE, AvpList.EMPTY));
        assertThat(server.sent().resultCode()).contains(ResultCode.COMMAND_UNSUPPORTED);
        assertThat(server.sent().header().isError()).isTrue();
        assertThat(server.state).isInstanceOf(PeerState.Open.class);
    }

    /** The client was connected, lost the peer, and is connected again. */
    private void reopen() {
        open();
        client.on(new PeerEvent.Disconnected("reset", 0));
        client.timer(false);
        client.on(new PeerEvent.Connected(LOCAL, FIRST_ID, 0));
        server.state = new PeerState.Idle();
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(client.sent());
        client.receive(server.sent());
    }

    private void answerWatchdog() {
        server.receive(client.sent());
        Duration next = client.timerDelay();
        client.receive(server.sent());
        client.at = client.at.plus(next);
    }

    /** "Connection up" in the state INITIAL leads to OKAY (RFC 3539 clause 3.4.1). */
    @Test
    void aPeerThatWasNotThereAtTheFirstAttemptIsReliedOnAtOnce() {
        client.on(new PeerEvent.Start(0));
        client.on(new PeerEvent.Disconnected("refused", 0));
        client.timer(false);
        client.on(new PeerEvent.Connected(LOCAL, FIRST_ID, 0));
        server.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        server.receive(client.sent());
        client.receive(server.sent());
        assertThat(client.all(PeerEffect.Up.class)).hasSize(1);
        assertThat(client.all(PeerEffect.Suspect.class)).isEmpty();
    }

    @Test
    void aLostPeerIsReliedOnAgainOnceItHasAnsweredThreeWatchdogs() {
        reopen();
        assertThat(client.all(PeerEffect.Up.class)).hasSize(1);
        assertThat(client.all(PeerEffect.Suspect.class))
                .containsExactly(new PeerEffect.Suspect(true));
        assertThat(client.sent().header().command()).isEqualTo(Applications.DEVICE_WATCHDOG);
        for (int answered = 1; answered < 3; answered++) {
            answerWatchdog();
            assertThat(client.all(PeerEffect.Suspect.class)).isEmpty();
            client.on(new PeerEvent.TimerFired(true, 0));
        }
        answerWatchdog();
        assertThat(client.all(PeerEffect.Suspect.class))
                .containsExactly(new PeerEffect.Suspect(false));
    }

    @Test
    void aLostPeerThatAnswersNoWatchdogIsGivenUpAgain() {
        reopen();
        client.timer(true);
        assertThat(client.all(PeerEffect.Down.class)).isEmpty();
        client.timer(true);
        assertThat(client.all(PeerEffect.Down.class)).hasSize(1);
        assertThat(client.all(PeerEffect.Close.class)).hasSize(1);
    }

    private static DiameterMessage answerToCer(AllowedPeers allowed) {
        Peer choosy = new Peer(HSS, allowed);
        choosy.on(new PeerEvent.Accepted(LOCAL, LOCAL, FIRST_ID, 0));
        choosy.receive(cer(CSCF));
        boolean open = choosy.state instanceof PeerState.Open;
        assertThat(choosy.all(PeerEffect.Close.class)).hasSize(open ? 0 : 1);
        assertThat(choosy.all(PeerEffect.Up.class)).hasSize(open ? 1 : 0);
        return choosy.sent();
    }

    @Test
    void aPeerThatIsNotAllowedIsRefusedWith3010AndCutOff() {
        InetAddress other = InetAddress.ofLiteral("192.0.2.9");
        for (AllowedPeers allowed :
                List.of(
                        AllowedPeers.of(List.of(other), List.of()),
                        AllowedPeers.of(List.of(), List.of("other.home.example")),
                        AllowedPeers.of(List.of(other), List.of(CSCF.host())),
                        AllowedPeers.of(List.of(LOCAL), List.of("other.home.example")))) {
            DiameterMessage answer = answerToCer(allowed);
            assertThat(answer.resultCode()).contains(ResultCode.UNKNOWN_PEER);
            assertThat(answer.header().isError()).isTrue();
        }
    }

    @Test
    void aPeerWhoseAddressAndNameAreListedIsTaken() {
        for (AllowedPeers allowed :
                List.of(
                        AllowedPeers.of(List.of(LOCAL), List.of()),
                        AllowedPeers.of(List.of(), List.of("SCSCF.home.example")),
                        AllowedPeers.of(List.of(LOCAL), List.of(CSCF.host())))) {
            assertThat(answerToCer(allowed).resultCode()).contains(ResultCode.SUCCESS);
        }
    }
}
