package org.gatehouse.ims.core.diameter.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Cx between two nodes on the simulated network: every message crosses it as octets. */
class DiameterCxTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(4);
    private static final Duration LONG = Duration.ofMinutes(5);

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 7);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final VirtualShards cscfShards = new VirtualShards(time, 3, 1);
    private final VirtualShards hssShards = new VirtualShards(time, 2, 2);
    private final InetSocketAddress hssAddress = address("10.0.0.2", 3868);
    private final Network cscfHost = network.host(address("10.0.0.1", 0).getAddress());
    private Network hssHost = network.host(hssAddress.getAddress());
    private DiameterCxClient client = newClient();
    private int running = -1;

    private DiameterCxClient newClient() {
        return new DiameterCxClient(
                CxFixtures.ROUTE,
                List.of(hssAddress),
                TIMEOUT,
                PeerTimes.DEFAULT,
                cscfHost,
                cscfShards,
                meters);
    }

    private static InetSocketAddress address(String ip, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(ip), port);
    }

    private DiameterCxServer serve(CxHandler handler) throws IOException {
        DiameterCxServer server =
                new DiameterCxServer(
                        CxFixtures.HSS, PeerTimes.DEFAULT, hssHost, hssShards, handler, meters);
        server.listen(hssAddress, AllowedPeers.ANYONE);
        return server;
    }

    private DiameterCxServer connected(CxHandler handler) throws IOException {
        DiameterCxServer server = serve(handler);
        client.start();
        assertThat(time.runUntil(client::isConnected, LONG)).isTrue();
        return server;
    }

    private List<CxOutcome> send(int shard, CxRequest request) {
        List<CxOutcome> outcomes = new ArrayList<>();
        client.forShard(cscfShards.get(shard)).send(request, outcomes::add);
        assertThat(outcomes).as("never within the call").isEmpty();
        return outcomes;
    }

    private CxOutcome await(List<CxOutcome> outcomes) {
        assertThat(time.runUntil(() -> !outcomes.isEmpty(), LONG)).isTrue();
        return outcomes.getFirst();
    }

    private double counted(String name, String... tags) {
        return meters.find(name).tags(tags).counters().stream().mapToDouble(c -> c.count()).sum();
    }

    @Test
    void everyKindOfRequestIsAnsweredOnEveryShard() throws IOException {
        connected(CxFixtures.HSS_HANDLER);
        for (int shard = 0; shard < cscfShards.count(); shard++) {
            for (CxRequest request :
                    List.of(
                            CxFixtures.uar(1),
                            CxFixtures.mar(1),
                            CxFixtures.sar(1),
                            CxFixtures.lir(1))) {
                assertThat(await(send(shard, request)))
                        .isEqualTo(new CxOutcome.Answered(CxFixtures.answerTo(request)));
            }
        }
    }

    @Test
    void answersAreMatchedByTheirIdAndNotByTheirOrder() throws IOException {
        List<Runnable> held = new ArrayList<>();
        connected((request, reply) -> held.add(() -> reply.accept(CxFixtures.answerTo(request))));
        List<List<CxOutcome>> outcomes = new ArrayList<>();
        for (int user = 0; user < 6; user++) {
            outcomes.add(send(user % 3, CxFixtures.mar(user)));
        }
        assertThat(time.runUntil(() -> held.size() == 6, TIMEOUT)).isTrue();
        Collections.reverse(held);
        held.forEach(Runnable::run);
        for (int user = 0; user < 6; user++) {
            assertThat(await(outcomes.get(user)))
                    .isEqualTo(new CxOutcome.Answered(CxFixtures.answerTo(CxFixtures.mar(user))));
        }
    }

    @Test
    void aRequestIsHandledOnTheShardOfItsUser() throws IOException {
        List<Integer> handledOn = new ArrayList<>();
        DiameterCxServer server =
                new DiameterCxServer(
                        CxFixtures.HSS,
                        PeerTimes.DEFAULT,
                        hssHost,
                        watched(hssShards),
                        (request, reply) -> handledOn.add(running),
                        meters);
        server.listen(hssAddress, AllowedPeers.ANYONE);
        client.start();
        assertThat(time.runUntil(client::isConnected, LONG)).isTrue();
        for (int user = 0; user < 8; user++) {
            send(0, CxFixtures.mar(user));
            time.advance(Duration.ofMillis(100));
            assertThat(handledOn.getLast()).isEqualTo(hssShards.indexOf(CxFixtures.impi(user)));
        }
        assertThat(handledOn).contains(0, 1);
    }

    /** Shards that leave a note which of them runs. */
    private Shards watched(Shards shards) {
        return new Shards() {
            @Override
            public int count() {
                return shards.count();
            }

            @Override
            public Shard get(int index) {
                return watched(shards.get(index));
            }

            @Override
            public void close() {
                shards.close();
            }
        };
    }

    private Shard watched(Shard shard) {
        return new Shard() {
            @Override
            public int index() {
                return shard.index();
            }

            @Override
            public Instant now() {
                return shard.now();
            }

            @Override
            public RandomGenerator random() {
                return shard.random();
            }

            @Override
            public boolean offer(Runnable task) {
                return shard.offer(() -> {
                    running = shard.index();
                    task.run();
                });
            }

            @Override
            public Timer schedule(Duration delay, Runnable task) {
                return shard.schedule(delay, task);
            }
        };
    }

    @Test
    void withoutAnHssTheOutcomeIsUnreachableAtOnce() {
        client.start();
        assertThat(await(send(0, CxFixtures.mar(1)))).isInstanceOf(CxOutcome.Unreachable.class);
        assertThat(time.now()).isEqualTo(VirtualTime.START);
    }

    @Test
    void anHssThatComesLateIsFound() throws IOException {
        client.start();
        time.advance(Duration.ofSeconds(20));
        serve(CxFixtures.HSS_HANDLER);
        assertThat(time.runUntil(client::isConnected, Duration.ofSeconds(40))).isTrue();
        assertThat(await(send(1, CxFixtures.uar(1)))).isInstanceOf(CxOutcome.Answered.class);
    }

    @Test
    void aRequestThatIsNotAnsweredTimesOutAndItsLateAnswerIsCountedAndDropped() throws IOException {
        List<Runnable> held = new ArrayList<>();
        connected((request, reply) -> held.add(() -> reply.accept(CxFixtures.answerTo(request))));
        List<CxOutcome> outcomes = send(2, CxFixtures.mar(1));
        assertThat(await(outcomes)).isEqualTo(new CxOutcome.TimedOut());
        held.forEach(Runnable::run);
        time.advance(Duration.ofSeconds(1));
        assertThat(outcomes).hasSize(1);
        assertThat(counted("diameter.dropped", "reason", "unmatched-answer")).isOne();
    }

    @Test
    void whatIsUnderWayFailsWithTheHssAndTheHssIsFoundAgainAfterItsRestart() throws IOException {
        connected((request, reply) -> {});
        List<CxOutcome> outcomes = send(0, CxFixtures.mar(1));
        time.advance(Duration.ofMillis(100));
        hssHost.close();
        assertThat(await(outcomes)).isInstanceOf(CxOutcome.Unreachable.class);
        assertThat(client.isConnected()).isFalse();

        hssHost = network.host(hssAddress.getAddress());
        serve(CxFixtures.HSS_HANDLER);
        assertThat(time.runUntil(client::isConnected, Duration.ofSeconds(3))).isTrue();
        assertThat(await(send(0, CxFixtures.mar(1)))).isInstanceOf(CxOutcome.Answered.class);
        assertThat(outcomes).hasSize(1);
    }

    @Test
    void aServerThatStopsSaysGoodbyeToItsPeers() throws IOException {
        DiameterCxServer server = connected(CxFixtures.HSS_HANDLER);
        server.close();
        assertThat(time.runUntil(() -> !client.isConnected(), Duration.ofSeconds(1))).isTrue();
    }

    @Test
    void watchdogsKeepAnIdleConnectionOpen() throws IOException {
        connected(CxFixtures.HSS_HANDLER);
        time.advance(Duration.ofMinutes(30));
        assertThat(client.isConnected()).isTrue();
        assertThat(await(send(0, CxFixtures.mar(1)))).isInstanceOf(CxOutcome.Answered.class);
    }

    @Test
    void aPeerThatSendsGarbageIsCutOffAndCounted() throws IOException {
        connected(CxFixtures.HSS_HANDLER);
        RawPeer raw = new RawPeer();
        cscfHost.connect(hssAddress, raw);
        time.runUntil(() -> raw.stream != null, LONG);
        raw.send("GET / HTTP/1.1\r\nHost: hss\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(time.runUntil(() -> raw.closed, Duration.ofSeconds(1))).isTrue();
        assertThat(counted("diameter.garbage")).isOne();
        assertThat(await(send(0, CxFixtures.mar(1)))).isInstanceOf(CxOutcome.Answered.class);
    }

    /** A stream without any protocol. */
    private static final class RawPeer implements Network.StreamHandler {
        private Network.@Nullable Stream stream;
        private boolean closed;

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
        }

        @Override
        public void received(Network.Stream from, byte[] bytes) {}

        @Override
        public void closed(@Nullable Throwable cause) {
            closed = true;
        }

        private void send(byte[] octets) {
            Objects.requireNonNull(stream).send(octets);
        }
    }

    /** A peer that says what no CSCF of ours would. */
    private final class OddPeer implements DiameterApplication {
        private final List<DiameterMessage> answers = new ArrayList<>();
        private final PeerLink link;

        private OddPeer() {
            DiameterNode node =
                    new DiameterNode(
                            new LocalPeer("odd.home.example", CxFixtures.REALM, "odd", 1),
                            PeerTimes.DEFAULT,
                            cscfHost,
                            cscfShards,
                            this,
                            meters);
            link = node.connect(hssAddress);
            assertThat(time.runUntil(link::isOpen, LONG)).isTrue();
        }

        @Override
        public void request(PeerLink from, DiameterMessage request) {}

        @Override
        public void answer(PeerLink from, DiameterMessage answer) {
            answers.add(answer);
        }

        private int resultOf(DiameterMessage request) {
            answers.clear();
            link.send(request);
            assertThat(time.runUntil(() -> !answers.isEmpty(), Duration.ofSeconds(1))).isTrue();
            return answers.getFirst().resultCode().orElse(0);
        }
    }

    private static DiameterMessage message(CxRequest request, CxRoute route) {
        return CxRequestCodec.encode(request, "odd;1;1", route).withIds(11, 12);
    }

    @Test
    void whatBreaksARuleIsAnsweredWithTheCodeForItAndNeverHandled() throws IOException {
        List<CxRequest> handled = new ArrayList<>();
        serve((request, reply) -> handled.add(request));
        OddPeer odd = new OddPeer();
        DiameterMessage good = message(CxFixtures.mar(1), CxFixtures.ROUTE);

        AvpList unknown = good.avps().with(new Avp(4_711, 0, Avp.FLAG_MANDATORY, new byte[4]));
        assertThat(odd.resultOf(new DiameterMessage(good.header(), unknown)))
                .isEqualTo(ResultCode.AVP_UNSUPPORTED);
        List<Avp> lacking = new ArrayList<>(good.avps().asList());
        lacking.removeIf(avp -> avp.is(AvpCode.USER_NAME));
        assertThat(odd.resultOf(new DiameterMessage(good.header(), AvpList.of(lacking))))
                .isEqualTo(ResultCode.MISSING_AVP);
        AvpList twice = good.avps().with(Avp.of(AvpCode.USER_NAME, "other"));
        assertThat(odd.resultOf(new DiameterMessage(good.header(), twice)))
                .isEqualTo(ResultCode.AVP_OCCURS_TOO_MANY_TIMES);
        assertThat(
                        odd.resultOf(
                                DiameterMessage.request(
                                        Applications.PUSH_PROFILE, Applications.CX, good.avps())))
                .isEqualTo(ResultCode.COMMAND_UNSUPPORTED);
        assertThat(
                        odd.resultOf(
                                DiameterMessage.request(
                                        Applications.MULTIMEDIA_AUTH, 4, good.avps())))
                .isEqualTo(ResultCode.APPLICATION_UNSUPPORTED);
        assertThat(
                        odd.resultOf(
                                message(
                                        CxFixtures.mar(1),
                                        new CxRoute(
                                                CxFixtures.CSCF,
                                                CxFixtures.REALM,
                                                "other.home.example"))))
                .isEqualTo(ResultCode.UNABLE_TO_DELIVER);
        assertThat(
                        odd.resultOf(
                                message(
                                        CxFixtures.mar(1),
                                        new CxRoute(CxFixtures.CSCF, "other.example"))))
                .isEqualTo(ResultCode.REALM_NOT_SERVED);
        assertThat(handled).isEmpty();
    }

    @Test
    void aRequestThatComesTwiceWhileItWaitsIsHandledOnceAndAnsweredTwice() throws IOException {
        List<Consumer<CxAnswer>> replies = new ArrayList<>();
        serve((request, reply) -> replies.add(reply));
        OddPeer odd = new OddPeer();
        DiameterMessage request = message(CxFixtures.mar(1), CxFixtures.ROUTE);
        odd.link.send(request.withIds(21, 99));
        odd.link.send(request.withIds(22, 99));
        time.advance(Duration.ofSeconds(1));
        assertThat(replies).hasSize(1);
        replies.getFirst().accept(CxFixtures.answerTo(CxFixtures.mar(1)));
        time.advance(Duration.ofSeconds(1));
        assertThat(odd.answers)
                .extracting(answer -> answer.header().hopByHop())
                .containsExactly(21, 22);
    }

    @Test
    void requestsOfTwoSessionsWithOneEndToEndIdAreHandledEach() throws IOException {
        List<CxRequest> handled = new ArrayList<>();
        serve((request, reply) -> handled.add(request));
        OddPeer odd = new OddPeer();
        DiameterMessage request = message(CxFixtures.mar(1), CxFixtures.ROUTE);
        DiameterMessage other =
                CxRequestCodec.encode(CxFixtures.mar(2), "odd;1;2", CxFixtures.ROUTE);
        odd.link.send(request.withIds(21, 99));
        odd.link.send(other.withIds(22, 99));
        time.advance(Duration.ofSeconds(1));
        assertThat(handled).containsExactlyInAnyOrder(CxFixtures.mar(1), CxFixtures.mar(2));
    }

    @Test
    void moreRequestsThanMayWaitAreAnsweredTooBusy() throws IOException {
        serve((request, reply) -> {});
        OddPeer odd = new OddPeer();
        DiameterMessage request = message(CxFixtures.mar(1), CxFixtures.ROUTE);
        for (int i = 0; i < ServedRequests.MAX_PENDING; i++) {
            odd.link.send(request.withIds(i, i));
        }
        assertThat(odd.resultOf(request.withIds(-1, -1))).isEqualTo(ResultCode.TOO_BUSY);
    }

    @Test
    void aHandlerThatForgetsARequestHasItAnsweredForIt() throws IOException {
        serve((request, reply) -> {});
        OddPeer odd = new OddPeer();
        odd.link.send(message(CxFixtures.mar(1), CxFixtures.ROUTE));
        time.advance(Duration.ofSeconds(20));
        assertThat(odd.answers)
                .extracting(answer -> answer.resultCode().orElse(0))
                .containsExactly(ResultCode.UNABLE_TO_COMPLY);
    }

    @Test
    void answersThatWereNotAskedForAreCountedAndDropped() throws IOException {
        List<PeerLink> cscfs = new ArrayList<>();
        DiameterApplication liar =
                new DiameterApplication() {
                    @Override
                    public void request(PeerLink link, DiameterMessage request) {
                        DiameterMessage answer = request.answer(AvpList.EMPTY);
                        link.send(answer.withIds(request.header().hopByHop(), 1));
                        link.send(
                                answer.withIds(
                                        request.header().hopByHop() | 3,
                                        request.header().endToEnd()));
                    }

                    @Override
                    public void answer(PeerLink link, DiameterMessage answer) {}

                    @Override
                    public void up(PeerLink link) {
                        cscfs.add(link);
                    }
                };
        new DiameterNode(CxFixtures.HSS, PeerTimes.DEFAULT, hssHost, hssShards, liar, meters)
                .listen(hssAddress, AllowedPeers.ANYONE);
        client.start();
        assertThat(time.runUntil(client::isConnected, LONG)).isTrue();
        assertThat(await(send(0, CxFixtures.mar(1)))).isEqualTo(new CxOutcome.TimedOut());
        assertThat(counted("diameter.dropped", "reason", "unmatched-answer")).isEqualTo(2);
        assertThat(cscfs).hasSize(1);
    }

    @Test
    void anErrorAnswerIsReportedAsUnreachableWithItsCode() throws IOException {
        serve(CxFixtures.HSS_HANDLER);
        DiameterCxClient lost =
                new DiameterCxClient(
                        new CxRoute(CxFixtures.CSCF, "other.example"),
                        List.of(hssAddress),
                        TIMEOUT,
                        PeerTimes.DEFAULT,
                        cscfHost,
                        cscfShards,
                        meters);
        client = lost;
        client.start();
        assertThat(time.runUntil(client::isConnected, LONG)).isTrue();
        assertThat(await(send(0, CxFixtures.mar(1))).toString()).contains("3003");
    }
}
