package org.gatehouse.ims.core.sip.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections of SIP, in the simulated network. */
class SipStreamsTest {
    private static final InetSocketAddress SERVER = at("192.0.2.1", 5060);
    private static final InetSocketAddress CLIENT = at("192.0.2.2", 5060);
    private static final String OPTIONS =
            """
            OPTIONS sip:x@192.0.2.1 SIP/2.0\r
            Via: SIP/2.0/TCP 192.0.2.2:5060;branch=z9hG4bK1;rport\r
            Max-Forwards: 70\r
            From: <sip:a@x>;tag=1\r
            To: <sip:b@x>\r
            Call-ID: 1\r
            CSeq: 1 OPTIONS\r
            Content-Length: 0\r
            \r
            """;

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 1);
    private final VirtualShards shards = new VirtualShards(time, 1, 1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Recorder served = new Recorder();
    private SipStreams server = streams(SERVER, served, true);

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private SipStreams streams(InetSocketAddress local, StreamUser user, boolean elsewhere) {
        return new SipStreams(
                "test",
                network.host(local.getAddress()),
                local,
                shards.get(0),
                user,
                elsewhere,
                meters);
    }

    @BeforeEach
    void listen() throws IOException {
        server.listen();
    }

    private double ended(StreamEnd end) {
        return meters.get("sip.tcp.ended").tag("reason", end.token()).counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private void seconds(int seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    /** What one node got and could not send. */
    private static final class Recorder implements StreamUser {
        final List<Flow> flows = new ArrayList<>();
        final List<byte[]> got = new ArrayList<>();
        final List<SipMessage> unsent = new ArrayList<>();

        @Override
        public void received(Flow flow, byte[] octets) {
            flows.add(flow);
            got.add(octets);
        }

        @Override
        public void unsent(SipMessage message, Flow flow) {
            unsent.add(message);
        }
    }

    /** Someone with a bare TCP socket. */
    private static final class Peer implements Network.StreamHandler {
        final StringBuilder heard = new StringBuilder();
        Network.@Nullable Stream stream;
        boolean closed;

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
        }

        @Override
        public void received(Network.Stream from, byte[] octets) {
            heard.append(new String(octets, ISO_8859_1));
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed = true;
        }

        void send(String text) {
            Objects.requireNonNull(stream).send(text.getBytes(ISO_8859_1));
        }
    }

    private Peer peer(String host) {
        Peer peer = new Peer();
        network.host(InetAddress.ofLiteral(host)).connect(SERVER, peer);
        time.advance(Duration.ofMillis(10));
        return peer;
    }

    private static SipRequest request(String text) {
        try {
            return (SipRequest) SipMessage.parse(text.getBytes(ISO_8859_1));
        } catch (SipParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anAnswerGoesBackOnTheConnectionItsRequestCameOn() {
        Peer peer = peer("192.0.2.9");
        peer.send(OPTIONS);
        seconds(1);
        SipResponse answer =
                SipResponse.answering(request(new String(served.got.getFirst(), ISO_8859_1)), 200)
                        .toTag("t")
                        .build();
        server.send(answer, served.flows.getFirst());
        seconds(1);

        assertThat(served.flows.getFirst().local()).isEqualTo(SERVER);
        assertThat(served.flows.getFirst().isProtected()).isFalse();
        assertThat(peer.heard.toString()).isEqualTo(new String(answer.encode(), ISO_8859_1));
    }

    /** RFC 3261 18.2.2. */
    @Test
    void anAnswerWhoseConnectionIsGoneGoesToThePortInVia() throws IOException {
        Recorder client = new Recorder();
        streams(CLIENT, client, true).listen();
        Peer peer = peer("192.0.2.2");
        peer.send(OPTIONS);
        seconds(1);
        Objects.requireNonNull(peer.stream).close();
        seconds(1);
        SipResponse answer = SipResponse.answering(request(OPTIONS), 200).toTag("t").build();
        server.send(answer, served.flows.getFirst());
        seconds(1);

        assertThat(client.got).hasSize(1);
        assertThat(client.got.getFirst()).isEqualTo(answer.encode());
    }

    @Test
    void anAnswerToAUeWhoseConnectionIsGoneIsNotSentAnywhere() {
        SipStreams gm = streams(at("192.0.2.3", 5060), served, false);
        SipResponse answer = SipResponse.answering(request(OPTIONS), 200).toTag("t").build();

        gm.send(answer, Flow.tcp(at("192.0.2.3", 5060), at("192.0.2.9", 1)));

        assertThat(gm.connections()).isZero();
        assertThat(served.unsent).containsExactly(answer);
    }

    @Test
    void requestsToOnePeerShareOneConnection() {
        Recorder own = new Recorder();
        SipStreams client = streams(CLIENT, own, true);
        for (int n = 0; n < 5; n++) {
            client.send(request(OPTIONS), Flow.tcp(CLIENT, SERVER));
        }
        seconds(1);
        client.send(request(OPTIONS), Flow.tcp(CLIENT, SERVER));
        seconds(1);

        assertThat(served.got).hasSize(6);
        assertThat(client.connections()).isOne();
        assertThat(server.connections()).isOne();
        assertThat(own.unsent).isEmpty();
    }

    @Test
    void whatWaitsForAConnectionIsBoundedAndComesBackWhenThereIsNone() {
        Recorder own = new Recorder();
        SipStreams client = streams(CLIENT, own, true);
        for (int n = 0; n <= StreamLimits.WAITING_MESSAGES; n++) {
            client.send(request(OPTIONS), Flow.tcp(CLIENT, at("192.0.2.77", 5060)));
        }
        assertThat(own.unsent).hasSize(1);
        seconds(1);

        assertThat(own.unsent).hasSize(StreamLimits.WAITING_MESSAGES + 1);
        assertThat(client.connections()).isZero();
        assertThat(ended(StreamEnd.NOT_CONNECTED)).isOne();
    }

    /** RFC 5626 4.4.1. */
    @Test
    void aPingGetsItsPongAndKeepsTheConnectionOpen() {
        Peer peer = peer("192.0.2.9");
        for (int n = 0; n < 10; n++) {
            peer.send("\r\n\r\n");
            seconds(120);
        }

        assertThat(peer.heard.toString()).isEqualTo("\r\n".repeat(10));
        assertThat(peer.closed).isFalse();
    }

    @Test
    void anIdleConnectionIsClosedAndNoTimerIsLeft() {
        Peer peer = peer("192.0.2.9");
        seconds(StreamLimits.IDLE_SECONDS - 1);
        assertThat(peer.closed).isFalse();
        seconds(5);

        assertThat(peer.closed).isTrue();
        assertThat(ended(StreamEnd.IDLE)).isOne();
        assertThat(server.connections()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void aHeaderThatComesOctetByOctetIsCutOff() {
        Peer peer = peer("192.0.2.9");
        peer.send(OPTIONS.substring(0, 100));
        for (int n = 0; n < StreamLimits.MESSAGE_SECONDS + 3; n++) {
            peer.send("x");
            seconds(1);
        }

        assertThat(peer.closed).isTrue();
        assertThat(ended(StreamEnd.SLOW)).isOne();
        assertThat(served.got).isEmpty();
    }

    @Test
    void aLengthOfTwoBillionIsRefusedAtOnceAndTheConnectionEnds() {
        Peer peer = peer("192.0.2.9");
        peer.send(OPTIONS.replace("Length: 0", "Length: 2000000000") + OPTIONS);
        seconds(1);
        assertThat(served.got).hasSize(1);
        assertThat(peer.closed).isFalse();
        seconds(StreamLimits.GOODBYE_SECONDS + 2);

        assertThat(served.got).hasSize(1);
        assertThat(peer.closed).isTrue();
        assertThat(ended(StreamEnd.BROKEN)).isOne();
    }

    @Test
    void whoHasAnIpv6PrefixCannotTakeAllConnectionsFromItsManyAddresses() {
        List<Peer> peers = new ArrayList<>();
        for (int n = 0; n <= StreamLimits.CONNECTIONS_OF_A_SOURCE; n++) {
            peers.add(peer("2001:db8:0:1::" + Integer.toHexString(n)));
        }
        Peer other = peer("2001:db8:0:2::1");
        time.advance(Duration.ofMillis(10));

        assertThat(peers.getLast().closed).isTrue();
        assertThat(peers.getFirst().closed).isFalse();
        assertThat(other.closed).isFalse();
        assertThat(ended(StreamEnd.TOO_MANY)).isOne();
    }

    @Test
    void oneAddressCannotTakeAllConnections() {
        List<Peer> peers = new ArrayList<>();
        for (int n = 0; n <= StreamLimits.CONNECTIONS_OF_A_SOURCE; n++) {
            peers.add(peer("192.0.2.9"));
        }
        Peer other = peer("192.0.2.10");
        time.advance(Duration.ofMillis(10));

        assertThat(peers.getLast().closed).isTrue();
        assertThat(peers.getFirst().closed).isFalse();
        assertThat(other.closed).isFalse();
        assertThat(ended(StreamEnd.TOO_MANY)).isOne();

        Objects.requireNonNull(peers.getFirst().stream).close();
        time.advance(Duration.ofMillis(10));
        assertThat(peer("192.0.2.9").closed).as("room again").isFalse();
    }

    @Test
    void noMoreThanTheBoundOfConnectionsIsOpen() {
        for (int n = 0; n <= StreamLimits.CONNECTIONS; n++) {
            peer("198.51." + n / 200 + "." + (n % 200 + 1));
        }
        time.advance(Duration.ofMillis(10));

        assertThat(server.connections()).isEqualTo(StreamLimits.CONNECTIONS);
        assertThat(ended(StreamEnd.TOO_MANY)).isOne();
    }

    @Test
    void aPeerThatDoesNotReadLosesItsConnection() {
        StreamConnection connection = new StreamConnection(server, Flow.tcp(SERVER, CLIENT), 0);
        List<byte[]> queue = new ArrayList<>();
        boolean[] closed = {false};
        connection.opened(
                new Network.Stream() {
                    @Override
                    public InetSocketAddress local() {
                        return SERVER;
                    }

                    @Override
                    public InetSocketAddress remote() {
                        return CLIENT;
                    }

                    @Override
                    public boolean send(byte[] bytes) {
                        return queue.size() < 3 && queue.add(bytes);
                    }

                    @Override
                    public void close() {
                        closed[0] = true;
                    }
                });

        for (int n = 0; n < 3; n++) {
            assertThat(connection.send(request(OPTIONS))).isTrue();
        }
        assertThat(connection.send(request(OPTIONS))).isFalse();
        assertThat(closed[0]).isTrue();
        assertThat(connection.backlog()).isEqualTo(StreamLimits.SEND_BACKLOG_OCTETS);
    }

    // ---- RFC 3261 18.1.1

    private final List<Integer> overUdp = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();

    private void sendSized(int mostOverUdp, SipRequest request) {
        Recorder own = new Recorder();
        TransactionLayer[] layer = new TransactionLayer[1];
        StreamUser user =
                new StreamUser() {
                    @Override
                    public void received(Flow flow, byte[] octets) {
                        own.received(flow, octets);
                    }

                    @Override
                    public void unsent(SipMessage message, Flow flow) {
                        layer[0].unsent((SipRequest) message);
                    }
                };
        SipStreams client = streams(CLIENT, user, true);
        layer[0] =
                new TransactionLayer(
                        shards.get(0),
                        (message, flow) -> {
                            if (flow.transport().isReliable()) {
                                client.send(message, flow);
                            } else {
                                overUdp.add(message.size());
                            }
                        },
                        new NoRequests(),
                        TransactionTimers.RFC_3261);
        new SizedRequests(layer[0], CoreTransport.plain(mostOverUdp))
                .send(
                        request,
                        Flow.udp(CLIENT, SERVER),
                        new ClientHandler() {
                            @Override
                            public void response(SipResponse response, Flow flow) {
                                answers.add(response.startLine());
                            }

                            @Override
                            public void timedOut() {
                                answers.add("timed out");
                            }
                        });
        seconds(1);
    }

    private static final class NoRequests implements TransactionUser {
        @Override
        public void request(ServerTransaction transaction) {
            throw new AssertionError(transaction.request().startLine());
        }

        @Override
        public void strayResponse(SipResponse response, Flow flow) {
            throw new AssertionError(response.startLine());
        }
    }

    private static SipRequest sized(int octets) {
        SipRequest bare = request(OPTIONS.replace("TCP", "UDP"));
        int missing = octets - bare.size() - "X: \r\n".length();
        return bare.edit().add("X", "x".repeat(missing)).build();
    }

    @Test
    void aRequestOf1300OctetsGoesOverUdpAndOneMoreOverTcpWithItsViaChanged() throws Exception {
        sendSized(SizedRequests.DEFAULT_MOST_OVER_UDP, sized(1_300));
        assertThat(overUdp).first().isEqualTo(1_300);
        assertThat(served.got).isEmpty();
        sendSized(SizedRequests.DEFAULT_MOST_OVER_UDP, sized(1_301));
        SipMessage came = SipMessage.parseStreamed(served.got.getFirst());
        assertThat(overUdp).allMatch(size -> size == 1_300);
        assertThat(came.header("Via"))
                .isEqualTo("SIP/2.0/TCP 192.0.2.2:5060;branch=z9hG4bK1;rport");
    }

    @Test
    void aLargeRequestGoesOverUdpWhereTcpIsRefused() {
        server.close();
        seconds(1);
        sendSized(1_300, sized(2_000));

        assertThat(overUdp).isNotEmpty().allMatch(size -> size == 2_000);
        assertThat(answers).isEmpty();
        seconds(40);
        assertThat(answers).containsExactly("timed out");
    }
}
