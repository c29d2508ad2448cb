package org.gatehouse.ims.core.sip.stream;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.InnerStreams;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** SIP over the two connections of a set, on an engine that is all memory. */
class ProtectedStreamsTest {
    private static final AssociationSet SET = set(1, 6061, 31_000);
    private static final AssociationSet NEXT = set(2, 6062, 31_002);
    private static final Flow OWN = flow(SET, 6061, 31_001);
    private static final Flow PEERS = flow(SET, 6060, 31_000);

    private final VirtualTime time = new VirtualTime();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<SipMessage> unsent = new ArrayList<>();
    private final List<String> got = new ArrayList<>();
    private final Engine engine = new Engine();
    private final ProtectedStreams streams =
            new ProtectedStreams(
                    "test", engine::with, new VirtualShards(time, 1, 1).get(0), new User(), meters);

    private final class User implements StreamUser {
        @Override
        public void received(Flow flow, byte[] octets) {
            got.add(
                    flow.local().getPort()
                            + " "
                            + new String(octets, ISO_8859_1).lines().findFirst().orElse(""));
        }

        @Override
        public void unsent(SipMessage message, Flow flow) {
            unsent.add(message);
        }
    }

    /** An end of a connection, as an engine keeps it. */
    private static final class Wire implements Network.Stream {
        private final Network.StreamHandler handler;
        private final Flow flow;
        final StringBuilder sent = new StringBuilder();
        boolean full;
        boolean closed;

        Wire(Network.StreamHandler handler, Flow flow) {
            this.handler = handler;
            this.flow = flow;
        }

        Wire open() {
            handler.opened(this);
            return this;
        }

        void refuse() {
            handler.closed(new ConnectException("refused"));
        }

        void says(SipMessage message) {
            handler.received(this, message.encode());
        }

        /** The peer ends it, or resets it. */
        void ends() {
            handler.closed(null);
        }

        @Override
        public InetSocketAddress local() {
            return flow.local();
        }

        @Override
        public InetSocketAddress remote() {
            return flow.remote();
        }

        @Override
        public boolean send(byte[] bytes) {
            if (!full) {
                sent.append(new String(bytes, ISO_8859_1));
            }
            return !full;
        }

        @Override
        public void close() {
            closed = true;
            handler.closed(null);
        }
    }

    private static final class Engine implements InnerStreams {
        final Set<SetId> open = new HashSet<>();
        final List<Wire> connects = new ArrayList<>();
        private @Nullable Acceptor acceptor;

        Engine with(Acceptor user) {
            acceptor = user;
            return this;
        }

        Wire accept(Flow flow) {
            return new Wire(Objects.requireNonNull(acceptor).accept(flow), flow).open();
        }

        @Override
        public void open(AssociationSet set) {
            open.add(set.id());
        }

        @Override
        public void close(SetId set) {
            open.remove(set);
        }

        @Override
        public void connect(SetId set, Network.StreamHandler handler) {
            connects.add(new Wire(handler, OWN));
        }

        @Override
        public void close() {
            open.clear();
        }
    }

    private static AssociationSet set(long id, int portPc, int portUc) {
        return new AssociationSet(
                new SetId(id),
                end("203.0.113.1", portPc, 6060, id * 2_000_000_000L),
                end("192.0.2.7", portUc, 31_001, id * 1_000_000_000L),
                IntegrityAlgorithm.HMAC_SHA_1_96,
                EncryptionAlgorithm.NULL,
                IpsecMode.TRANSPORT,
                new InetSocketAddress("203.0.113.1", 0),
                new InetSocketAddress("192.0.2.7", 0),
                new SessionKeys(new byte[16], new byte[16]));
    }

    private static AssociationSet.End end(String address, int client, int server, long spi) {
        return new AssociationSet.End(
                InetAddress.ofLiteral(address),
                new PortPair(client, server),
                new SpiPair(new Spi(spi), new Spi(spi + 1)));
    }

    private static Flow flow(AssociationSet set, int local, int remote) {
        return new Flow(
                TransportProtocol.TCP,
                new InetSocketAddress("203.0.113.1", local),
                new InetSocketAddress("192.0.2.7", remote),
                set.id());
    }

    private static SipRequest options(int n) {
        return SipRequest.building("OPTIONS", "sip:x@192.0.2.7")
                .add("Via", "SIP/2.0/TCP 203.0.113.1:6060;branch=z9hG4bK" + n)
                .add("Max-Forwards", "70")
                .add("From", "<sip:a@x>;tag=1")
                .add("To", "<sip:b@x>")
                .add("Call-ID", Integer.toString(n))
                .add("CSeq", "1 OPTIONS")
                .build();
    }

    private static SipResponse answer() {
        return SipResponse.answering(options(1), 200).toTag("t").build();
    }

    private double connections() {
        return meters.get("sip.tcp.connections").gauge().value();
    }

    @Test
    @Requirement("port-tcp-use")
    void aRequestMakesAConnectionOnDemandAndTheNextOneUsesIt() {
        streams.open(SET);
        assertThat(engine.connects).isEmpty();
        streams.send(options(1), OWN);
        streams.send(options(2), OWN);
        assertThat(engine.connects).hasSize(1);
        Wire wire = engine.connects.getFirst().open();
        streams.send(options(3), OWN);
        assertThat(engine.connects).hasSize(1);
        assertThat(wire.sent.toString())
                .contains("Call-ID: 1\r\n", "Call-ID: 2\r\n", "Call-ID: 3\r\n");
        assertThat(connections()).isEqualTo(1);
    }

    @Test
    @Requirement("port-tcp-use")
    void aConnectionThatThePeerOpenedIsReused() {
        streams.open(SET);
        Wire wire = engine.accept(PEERS);
        wire.says(options(1));
        assertThat(got).containsExactly("6060 OPTIONS sip:x@192.0.2.7 SIP/2.0");
        streams.send(options(2), OWN);
        assertThat(engine.connects).isEmpty();
        assertThat(wire.sent.toString()).contains("Call-ID: 2\r\n");
    }

    @Test
    void anAnswerTakesTheConnectionOfItsRequestWhereBothStand() {
        streams.open(SET);
        streams.send(options(1), OWN);
        Wire own = engine.connects.getFirst().open();
        Wire peers = engine.accept(PEERS);
        streams.send(answer(), PEERS);
        assertThat(peers.sent.toString()).startsWith("SIP/2.0 200");
        streams.send(answer(), OWN);
        assertThat(own.sent.toString()).contains("OPTIONS", "SIP/2.0 200");
    }

    @Test
    void anAnswerWhoseConnectionIsGoneLeavesOnANewOne() {
        streams.open(SET);
        engine.accept(PEERS).ends();
        streams.send(answer(), PEERS);
        assertThat(engine.connects.getFirst().open().sent.toString()).startsWith("SIP/2.0 200");
        assertThat(unsent).isEmpty();
    }

    @Test
    void anAnswerThroughAnotherSetMakesAConnectionThere() {
        streams.open(SET);
        streams.open(NEXT);
        Wire fresh = engine.accept(flow(NEXT, 6060, 31_002));
        fresh.says(options(1));
        streams.send(answer(), flow(NEXT, 6060, 31_002).through(SET.id()));
        assertThat(fresh.sent).isEmpty();
        assertThat(engine.connects).hasSize(1);
    }

    /** RST and FIN look the same from here: the end of the connection, and of nothing else. */
    @Test
    @Requirement("port-tcp-use")
    void theEndOfAConnectionEndsNoSetAndTheNextRequestMakesAnotherOne() {
        streams.open(SET);
        for (int round = 1; round <= 3; round++) {
            streams.send(options(round), OWN);
            Wire wire = engine.connects.getLast().open();
            assertThat(wire.sent.toString()).contains("Call-ID: " + round + "\r\n");
            wire.ends();
            assertThat(engine.open).contains(SET.id());
            assertThat(connections()).isZero();
        }
        assertThat(engine.connects).hasSize(3);
        assertThat(unsent).isEmpty();
    }

    @Test
    void whatWaitedForAConnectionThatIsRefusedComesBack() {
        streams.open(SET);
        streams.send(options(1), OWN);
        streams.send(options(2), OWN);
        engine.connects.getFirst().refuse();
        assertThat(unsent).extracting(SipMessage::callId).containsExactly("1", "2");
        // and the next one tries again
        streams.send(options(3), OWN);
        assertThat(engine.connects).hasSize(2);
    }

    @Test
    void whatLeavesBeforeItsSetIsInstalledWaitsForThat() {
        streams.expect(SET);
        streams.send(options(1), OWN);
        streams.send(options(2), OWN);
        assertThat(engine.open).isEmpty();
        assertThat(engine.connects).isEmpty();

        streams.open(SET);
        streams.send(options(3), OWN);
        assertThat(engine.open).containsExactly(SET.id());
        assertThat(engine.connects).hasSize(1);
        assertThat(engine.connects.getFirst().open().sent.toString().lines())
                .filteredOn(line -> line.startsWith("Call-ID"))
                .containsExactly("Call-ID: 1", "Call-ID: 2", "Call-ID: 3");
        assertThat(connections()).isEqualTo(1);
        assertThat(unsent).isEmpty();
    }

    @Test
    void whatWaitedForASetThatWasNotInstalledComesBack() {
        streams.expect(SET);
        streams.send(options(1), OWN);
        streams.close(SET.id());

        assertThat(engine.connects).isEmpty();
        assertThat(unsent).extracting(SipMessage::callId).containsExactly("1");
        assertThat(connections()).isZero();
    }

    @Test
    void aPeerThatDoesNotReadLosesTheConnection() {
        streams.open(SET);
        streams.send(options(1), OWN);
        Wire wire = engine.connects.getFirst().open();
        wire.full = true;
        streams.send(options(2), OWN);
        assertThat(wire.closed).isTrue();
        assertThat(unsent).extracting(SipMessage::callId).containsExactly("2");
    }

    @Test
    void noMoreMessagesWaitForAConnectionThanTheLimit() {
        streams.open(SET);
        for (int n = 0; n <= StreamLimits.WAITING_MESSAGES; n++) {
            streams.send(options(n), OWN);
        }
        assertThat(engine.connects).hasSize(1);
        assertThat(unsent).hasSize(1);
    }

    @Test
    void theEndOfASetEndsItsConnectionsAndTakesNoMore() {
        streams.open(SET);
        streams.send(options(1), OWN);
        Wire own = engine.connects.getFirst().open();
        Wire peers = engine.accept(PEERS);
        streams.close(SET.id());
        assertThat(own.closed).isTrue();
        assertThat(peers.closed).isTrue();
        assertThat(engine.open).isEmpty();
        streams.send(options(2), OWN);
        assertThat(unsent).hasSize(1);
        assertThat(engine.accept(PEERS).closed).isTrue();
        assertThat(connections()).isZero();
    }

    @Test
    void aConnectionWithoutAnOctetEndsAfterItsTime() {
        streams.open(SET);
        Wire wire = engine.accept(PEERS);
        time.advance(Duration.ofSeconds(StreamLimits.IDLE_SECONDS));
        assertThat(wire.closed).isFalse();
        time.advance(Duration.ofSeconds(2));
        assertThat(wire.closed).isTrue();
    }
}
