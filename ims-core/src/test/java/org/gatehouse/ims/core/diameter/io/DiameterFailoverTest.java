package org.gatehouse.ims.core.diameter.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A CSCF with two HSS peers, A before B, of which A fails (RFC 6733 clause 5.5.4, RFC 3539). */
class DiameterFailoverTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TW = PeerTimes.DEFAULT.watchdog();
    private static final InetSocketAddress A = address("10.0.0.2");
    private static final InetSocketAddress B = address("10.0.0.3");

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 17);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final VirtualShards cscfShards = new VirtualShards(time, 3, 1);
    private final VirtualShards hssShards = new VirtualShards(time, 2, 2);
    private final List<CxRequest> atA = new ArrayList<>();
    private final List<CxRequest> atB = new ArrayList<>();
    private Network hostA = network.host(A.getAddress());
    private final MutedNetwork voiceOfA = new MutedNetwork(hostA);
    private boolean silentA;
    private final DiameterCxClient client =
            new DiameterCxClient(
                    CxFixtures.ROUTE,
                    List.of(A, B),
                    TIMEOUT,
                    PeerTimes.DEFAULT,
                    network.host(InetAddress.ofLiteral("10.0.0.1")),
                    cscfShards,
                    meters);

    private static InetSocketAddress address(String ip) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), 3868);
    }

    @BeforeEach
    void connect() throws IOException {
        serve(
                voiceOfA,
                A,
                "a.home.example",
                (request, reply) -> {
                    atA.add(request);
                    if (!silentA) {
                        reply.accept(CxFixtures.answerTo(request));
                    }
                });
        serve(
                network.host(B.getAddress()),
                B,
                "b.home.example",
                (request, reply) -> {
                    atB.add(request);
                    reply.accept(CxFixtures.answerTo(request));
                });
        client.start();
        time.advance(SECOND);
        assertThat(meters.get("diameter.peers.open").gauge().value()).isEqualTo(2);
    }

    private void serve(Network host, InetSocketAddress at, String name, CxHandler handler)
            throws IOException {
        new DiameterCxServer(
                        new LocalPeer(name, CxFixtures.REALM, "test-hss", 2),
                        PeerTimes.DEFAULT,
                        host,
                        hssShards,
                        handler,
                        new SimpleMeterRegistry())
                .listen(at, AllowedPeers.ANYONE);
    }

    private List<CxOutcome> send(CxRequest request) {
        List<CxOutcome> outcomes = new ArrayList<>();
        client.forShard(cscfShards.get(1)).send(request, outcomes::add);
        return outcomes;
    }

    private void ask() {
        List<CxOutcome> outcomes = send(CxFixtures.mar(1));
        time.advance(SECOND);
        assertThat(outcomes)
                .containsExactly(new CxOutcome.Answered(CxFixtures.answerTo(CxFixtures.mar(1))));
    }

    @Test
    void theFirstPeerIsAskedWhileItCanBeReliedOn() {
        ask();
        assertThat(atA).hasSize(1);
        assertThat(atB).isEmpty();
    }

    @Test
    void aRequestUnderWayToAPeerWhoseConnectionBreaksIsAnsweredByTheOther() {
        silentA = true;
        List<CxOutcome> outcomes = send(CxFixtures.mar(1));
        time.advance(Duration.ofMillis(100));
        assertThat(atA).hasSize(1);
        hostA.close();
        time.advance(SECOND);
        assertThat(outcomes)
                .containsExactly(new CxOutcome.Answered(CxFixtures.answerTo(CxFixtures.mar(1))));
        assertThat(atB).containsExactly(CxFixtures.mar(1));
        assertThat(meters.counter("diameter.failovers").count()).isOne();
    }

    @Test
    void aRequestUnderWayToASilentPeerIsAnsweredByTheOtherOnceTheWatchdogSuspectsIt() {
        silenceAUntilARequestMoves();
        ask();
        assertThat(atB).hasSize(2);
    }

    private void silenceAUntilARequestMoves() {
        voiceOfA.muted(true);
        // DWR after one period, suspicion after another; the request leaves shortly before.
        time.advance(TW.multipliedBy(2).minusSeconds(6));
        List<CxOutcome> outcomes = new ArrayList<>();
        while (atB.isEmpty() && time.now().isBefore(VirtualTime.START.plus(TW.multipliedBy(3)))) {
            outcomes = send(CxFixtures.mar(2));
            time.advance(TIMEOUT.minusMillis(100));
        }
        assertThat(outcomes)
                .containsExactly(new CxOutcome.Answered(CxFixtures.answerTo(CxFixtures.mar(2))));
        assertThat(meters.counter("diameter.failovers").count()).isOne();
    }

    @Test
    void aRequestThatMovedWasTakenByBothPeersAndEndsOnce() {
        silenceAUntilARequestMoves();
        assertThat(atA).as("A had taken it too").contains(CxFixtures.mar(2));
        voiceOfA.muted(false);
        time.advance(Duration.ofMinutes(5));
        assertThat(client.isConnected()).isTrue();
    }

    @Test
    void aPeerThatIsHeardOfAgainIsAskedAgain() {
        voiceOfA.muted(true);
        time.advance(TW.multipliedBy(2).plusSeconds(5));
        ask();
        assertThat(atB).as("while A is suspected").hasSize(1);
        voiceOfA.muted(false);
        time.advance(TW.multipliedBy(6));
        ask();
        assertThat(atA).as("after A is back").hasSize(1);
    }

    @Test
    void aPeerThatWasLostIsAskedAgainOnlyAfterThreeWatchdogs() throws IOException {
        hostA.close();
        time.advance(SECOND);
        ask();
        hostA = network.host(A.getAddress());
        serve(
                hostA,
                A,
                "a.home.example",
                (request, reply) -> {
                    atA.add(request);
                    reply.accept(CxFixtures.answerTo(request));
                });
        time.advance(TW);
        ask();
        assertThat(atB).as("A is connected and on probation").hasSize(2);
        assertThat(atA).isEmpty();
        time.advance(TW.multipliedBy(3));
        ask();
        assertThat(atA).as("A may be relied on").hasSize(1);
    }

    @Test
    void aRequestUnderWayFailsOnceIfNoPeerIsLeft() {
        silentA = true;
        DiameterCxClient alone =
                new DiameterCxClient(
                        CxFixtures.ROUTE,
                        List.of(A),
                        TIMEOUT,
                        PeerTimes.DEFAULT,
                        network.host(InetAddress.ofLiteral("10.0.0.9")),
                        cscfShards,
                        new SimpleMeterRegistry());
        alone.start();
        time.advance(SECOND);
        List<CxOutcome> outcomes = new ArrayList<>();
        alone.forShard(cscfShards.get(0)).send(CxFixtures.mar(1), outcomes::add);
        time.advance(Duration.ofMillis(100));
        hostA.close();
        time.advance(Duration.ofMinutes(1));
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.getFirst()).isInstanceOf(CxOutcome.Unreachable.class);
    }

    /** A peer of B that says what it is told to, and keeps the answers. */
    private final class Resender implements DiameterApplication {
        private final List<DiameterMessage> answers = new ArrayList<>();
        private final PeerLink link =
                new DiameterNode(
                                CxFixtures.CSCF,
                                PeerTimes.DEFAULT,
                                network.host(InetAddress.ofLiteral("10.0.0.8")),
                                cscfShards,
                                this,
                                new SimpleMeterRegistry())
                        .connect(B);

        @Override
        public void request(PeerLink from, DiameterMessage request) {}

        @Override
        public void answer(PeerLink from, DiameterMessage answer) {
            answers.add(answer);
        }
    }

    @Test
    void aRequestThatCameBeforeIsNotHandledAgainWhicheverWayItComes() {
        Resender first = new Resender();
        Resender second = new Resender();
        time.advance(SECOND);
        DiameterMessage request =
                CxRequestCodec.encode(CxFixtures.mar(3), "s;1;1", CxFixtures.ROUTE);
        first.link.send(request.withIds(1, 77));
        time.advance(SECOND);
        second.link.send(request.retransmitted().withIds(2, 77));
        time.advance(SECOND);

        assertThat(atB).hasSize(1);
        assertThat(first.answers).hasSize(1);
        assertThat(second.answers).containsExactly(first.answers.getFirst().withIds(2, 77));
        assertThat(second.answers.getFirst().header().command())
                .isEqualTo(Applications.MULTIMEDIA_AUTH);
    }

    @Test
    void aRequestWithTheIdsOfAnAnsweredOneIsHandledIfItDoesNotCallItselfRetransmitted() {
        Resender peer = new Resender();
        time.advance(SECOND);
        DiameterMessage request =
                CxRequestCodec.encode(CxFixtures.mar(3), "s;1;1", CxFixtures.ROUTE);
        peer.link.send(request.withIds(1, 77));
        time.advance(SECOND);
        peer.link.send(request.withIds(2, 77));
        time.advance(SECOND);
        assertThat(atB).hasSize(2);
        assertThat(peer.answers).hasSize(2);
    }

    @Test
    void anAnswerIsForgottenAfterSomeTime() {
        Resender peer = new Resender();
        time.advance(SECOND);
        DiameterMessage request =
                CxRequestCodec.encode(CxFixtures.mar(3), "s;1;1", CxFixtures.ROUTE);
        peer.link.send(request.withIds(1, 77));
        time.advance(Duration.ofMinutes(1));
        peer.link.send(request.retransmitted().withIds(2, 77));
        time.advance(SECOND);
        assertThat(atB).hasSize(2);
    }
}
