package org.gatehouse.ims.core.diameter.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterHeader;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Peers that mean no good: at the HSS, and as an HSS. */
class HostileDiameterTest {
    private static final InetSocketAddress HSS =
            new InetSocketAddress(InetAddress.ofLiteral("10.0.0.2"), 3868);
    private static final InetAddress FRIEND = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("10.6.6.6");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 5);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final VirtualShards shards = new VirtualShards(time, 3, 1);
    private final DiameterCxClient client =
            new DiameterCxClient(
                    CxFixtures.ROUTE,
                    List.of(HSS),
                    Duration.ofSeconds(4),
                    PeerTimes.DEFAULT,
                    network.host(FRIEND),
                    shards,
                    meters);

    private void serve() throws IOException {
        new DiameterCxServer(
                        CxFixtures.HSS,
                        PeerTimes.DEFAULT,
                        network.host(HSS.getAddress()),
                        shards,
                        CxFixtures.HSS_HANDLER,
                        meters)
                .listen(HSS, AllowedPeers.of(List.of(FRIEND), List.of()));
    }

    private void assertFriendIsServed() {
        client.start();
        assertThat(time.runUntil(client::isConnected, Duration.ofMinutes(1))).isTrue();
        List<CxOutcome> outcomes = ask();
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.getFirst()).isInstanceOf(CxOutcome.Answered.class);
    }

    private List<CxOutcome> ask() {
        List<CxOutcome> outcomes = new ArrayList<>();
        client.forShard(shards.get(1)).send(CxFixtures.mar(1), outcomes::add);
        time.advance(Duration.ofSeconds(6));
        return outcomes;
    }

    private double dropped(String reason) {
        return meters.counter("diameter.dropped", "reason", reason).count();
    }

    /** A stream without any protocol. */
    private final class Raw implements Network.StreamHandler {
        private Network.@Nullable Stream stream;
        private final List<byte[]> received = new ArrayList<>();
        private boolean closed;

        private Raw(InetAddress from) {
            network.host(from).connect(HSS, this);
            time.advance(Duration.ofMillis(200));
        }

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
        }

        @Override
        public void received(Network.Stream from, byte[] bytes) {
            received.add(bytes);
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed = true;
        }

        private void send(byte[] octets) {
            Objects.requireNonNull(stream).send(octets);
            time.advance(Duration.ofMillis(200));
        }

        private int resultOfLast() throws DiameterSyntaxException {
            return DiameterMessage.decode(received.getLast()).resultCode().orElse(0);
        }
    }

    /** A connection on which nothing is said. */
    private static final class Quiet implements Network.StreamHandler {
        @Override
        public void opened(Network.Stream stream) {}

        @Override
        public void received(Network.Stream stream, byte[] bytes) {}

        @Override
        public void closed(@Nullable Throwable cause) {}
    }

    private static byte[] cer() {
        return DiameterMessage.request(257, 0, AvpList.EMPTY).withIds(1, 1).encode();
    }

    private static byte[] head(int version, int length) {
        return ByteBuffer.allocate(DiameterHeader.OCTETS)
                .putInt(version << 24 | length)
                .putInt(DiameterHeader.FLAG_REQUEST << 24 | 257)
                .array();
    }

    @Test
    void aConnectionWithoutCerIsClosedAfterTheHandshakeTime() throws IOException {
        serve();
        Raw silent = new Raw(FRIEND);
        time.advance(PeerTimes.DEFAULT.handshake().minusSeconds(1));
        assertThat(silent.closed).isFalse();
        time.advance(SECOND);
        assertThat(silent.closed).isTrue();
    }

    @Test
    void aCerThatComesOctetByOctetGetsNoMoreThanTheHandshakeTime() throws IOException {
        serve();
        Raw slow = new Raw(FRIEND);
        for (byte octet : cer()) {
            if (!slow.closed) {
                slow.send(new byte[] {octet});
                time.advance(Duration.ofSeconds(2));
            }
        }
        assertThat(slow.closed).isTrue();
        assertThat(slow.received).isEmpty();
    }

    @Test
    void aStrangerIsToldSoWith3010AndCutOff() throws Exception {
        serve();
        Raw stranger = new Raw(STRANGER);
        stranger.send(
                new DiameterMessage(
                                DiameterMessage.request(257, 0, AvpList.EMPTY).header(),
                                AvpList.of(Avp.of(AvpCode.ORIGIN_HOST, CxFixtures.CSCF.host())))
                        .encode());
        assertThat(stranger.resultOfLast()).isEqualTo(ResultCode.UNKNOWN_PEER);
        assertThat(stranger.closed).isTrue();
    }

    @Test
    void aFloodOfStrangersLeavesRoomForThePeers() throws IOException {
        serve();
        for (int i = 0; i < 2 * DiameterNode.MAX_CONNECTIONS; i++) {
            network.host(STRANGER).connect(HSS, new Quiet());
        }
        time.advance(SECOND);
        assertThat(dropped("too-many-strangers")).isPositive();
        assertThat(dropped("too-many-connections")).isZero();
        assertFriendIsServed();
    }

    @Test
    void aFloodOfConnectionsIsBoundedAndPasses() throws IOException {
        serve();
        for (int i = 0; i < 2 * DiameterNode.MAX_CONNECTIONS; i++) {
            network.host(FRIEND).connect(HSS, new Quiet());
        }
        time.advance(SECOND);
        assertThat(dropped("too-many-connections")).isEqualTo(DiameterNode.MAX_CONNECTIONS);
        time.advance(PeerTimes.DEFAULT.handshake());
        assertFriendIsServed();
    }

    @Test
    void aHugeLengthIsRefusedBeforeItsBodyComes() throws Exception {
        serve();
        Raw huge = new Raw(FRIEND);
        huge.send(head(1, 0xFF_FFFC));
        assertThat(huge.resultOfLast()).isEqualTo(ResultCode.INVALID_MESSAGE_LENGTH);
        assertThat(huge.closed).isTrue();
    }

    @Test
    void anotherVersionIsRefusedWith5011AndCutOff() throws Exception {
        serve();
        Raw modern = new Raw(FRIEND);
        modern.send(head(2, 20));
        assertThat(modern.resultOfLast()).isEqualTo(ResultCode.UNSUPPORTED_VERSION);
        assertThat(modern.closed).isTrue();
    }

    // ---- an HSS that answers as it likes

    /** An HSS that sends these messages for each request. */
    private void answering(UnaryOperator<List<DiameterMessage>> change) throws IOException {
        DiameterApplication hostile =
                new DiameterApplication() {
                    @Override
                    public void request(PeerLink link, DiameterMessage request) {
                        DiameterMessage good =
                                CxAnswerCodec.encode(
                                        request,
                                        CxFixtures.answerTo(CxFixtures.mar(1)),
                                        CxFixtures.HSS);
                        change.apply(List.of(good)).forEach(link::send);
                    }

                    @Override
                    public void answer(PeerLink link, DiameterMessage answer) {}
                };
        new DiameterNode(
                        CxFixtures.HSS,
                        PeerTimes.DEFAULT,
                        network.host(HSS.getAddress()),
                        shards,
                        hostile,
                        meters)
                .listen(HSS, AllowedPeers.ANYONE);
        client.start();
        assertThat(time.runUntil(client::isConnected, Duration.ofMinutes(1))).isTrue();
    }

    @Test
    void anAnswerThatComesTwiceCountsOnce() throws IOException {
        answering(good -> List.of(good.getFirst(), good.getFirst(), good.getFirst()));
        List<CxOutcome> outcomes = ask();
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.getFirst()).isInstanceOf(CxOutcome.Answered.class);
        assertThat(dropped("unmatched-answer")).isEqualTo(2);
    }

    @Test
    void anAnswerOfAnotherCommandIsNotTaken() throws IOException {
        answering(good -> {
            DiameterHeader head = good.getFirst().header();
            DiameterHeader other =
                    new DiameterHeader(
                            head.flags(),
                            301,
                            head.application(),
                            head.hopByHop(),
                            head.endToEnd());
            return List.of(new DiameterMessage(other, good.getFirst().avps()));
        });
        assertThat(ask()).containsExactly(new CxOutcome.TimedOut());
        assertThat(dropped("unmatched-answer")).isOne();
    }

    @Test
    void anAnswerWithAnotherHopByHopIdIsNotTaken() throws IOException {
        answering(good -> {
            DiameterHeader head = good.getFirst().header();
            return List.of(good.getFirst().withIds(head.hopByHop() + 4, head.endToEnd()));
        });
        assertThat(ask()).containsExactly(new CxOutcome.TimedOut());
        assertThat(dropped("unmatched-answer")).isOne();
    }

    @Test
    void requestsBeyondTheBoundFailAtOnceAndTheOthersTimeOut() throws IOException {
        answering(good -> List.of());
        List<CxOutcome> outcomes = new ArrayList<>();
        for (int i = 0; i < DiameterCxClient.MAX_PENDING + 5; i++) {
            client.forShard(shards.get(0)).send(CxFixtures.mar(1), outcomes::add);
        }
        time.advance(Duration.ofMillis(1));
        assertThat(outcomes).hasSize(5);
        assertThat(outcomes.getFirst()).isInstanceOf(CxOutcome.Unreachable.class);
        time.advance(Duration.ofSeconds(5));
        assertThat(outcomes).hasSize(DiameterCxClient.MAX_PENDING + 5);
    }
}
