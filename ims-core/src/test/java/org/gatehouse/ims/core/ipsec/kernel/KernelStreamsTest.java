package org.gatehouse.ims.core.ipsec.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.testkit.Requirement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KernelStreamsTest {
    private static final InetAddress OWN = InetAddress.ofLiteral("192.0.2.1");
    private static final InetSocketAddress SERVER = new InetSocketAddress(OWN, 6060);

    private final Sockets network = new Sockets();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Flow> accepted = new ArrayList<>();
    private final User user = new User();
    private final KernelStreams streams =
            new KernelStreams(
                    network,
                    flow -> {
                        accepted.add(flow);
                        return user;
                    },
                    meters);

    private static AssociationSet set(int n) {
        return Sets.set(n, OWN, new PortPair(6060 + n, 6060));
    }

    private static InetSocketAddress peer(int n) {
        return set(n).remote().clientAddress();
    }

    @Test
    @Requirement("port-tcp-use")
    void aConnectionBelongsToTheSetOfThePeersClientPort() {
        streams.open(set(1));
        streams.open(set(2));
        assertThat(network.listening).containsOnlyKeys(SERVER);

        Wire wire = network.comes(SERVER, peer(2));

        assertThat(accepted)
                .singleElement()
                .satisfies(flow -> {
                    assertThat(flow.protectedBy()).isEqualTo(new SetId(2));
                    assertThat(flow.local()).isEqualTo(SERVER);
                    assertThat(flow.remote()).isEqualTo(peer(2));
                });
        assertThat(wire.abrupt).isTrue();
        assertThat(wire.closed).isFalse();
        assertThat(user.opened()).containsExactly(wire);
    }

    @Test
    void aPeerThatNoSetNamesIsRefusedAndCounted() {
        streams.open(set(1));

        Wire known = network.comes(SERVER, peer(1));
        Wire unknown = network.comes(SERVER, peer(2));

        assertThat(known.closed).isFalse();
        assertThat(unknown.closed).isTrue();
        assertThat(accepted).hasSize(1);
        assertThat(meters.counter("esp.tcp.dropped", "reason", "no-set").count()).isEqualTo(1);
    }

    @Test
    void whoHasTheClientPortOfOneSetIsNotThePeerAtThePortOfAnother() {
        AssociationSet elsewhere = Sets.set(2, OWN, new PortPair(6070, 6069));
        streams.open(set(1));
        streams.open(elsewhere);

        Wire wire = network.comes(elsewhere.local().serverAddress(), peer(1));

        assertThat(wire.closed).isTrue();
        assertThat(accepted).isEmpty();
    }

    @Test
    @Requirement("port-tcp-use")
    void itConnectsFromTheOwnClientPortToThePeersServerPort() {
        streams.open(set(1));

        streams.connect(new SetId(1), user);

        assertThat(network.from).isEqualTo(set(1).local().clientAddress());
        assertThat(network.to).isEqualTo(set(1).remote().serverAddress());
        assertThat(network.connects().abrupt).isTrue();
    }

    @Test
    void theEndOfASetEndsItsConnectionsAtOnceAndTheListeningWithTheLast() {
        streams.open(set(1));
        streams.open(set(2));
        Wire first = network.comes(SERVER, peer(1));
        Wire second = network.comes(SERVER, peer(2));

        streams.close(new SetId(1));
        assertThat(first.closed).isTrue();
        assertThat(second.closed).isFalse();
        assertThat(network.listening).containsOnlyKeys(SERVER);

        streams.close(new SetId(2));
        assertThat(second.closed).isTrue();
        assertThat(network.listening).isEmpty();
    }

    @Test
    void aConnectionThatOpensAfterItsSetHasGoneIsEnded() {
        streams.open(set(1));
        streams.connect(new SetId(1), user);
        streams.close(new SetId(1));

        Wire late = network.connects();

        assertThat(late.closed).isTrue();
    }

    @Test
    void aFailedConnectIsToldAsClosed() {
        streams.connect(new SetId(7), user);
        assertThat(user.ends).hasSize(1);

        streams.open(set(1));
        streams.connect(new SetId(1), user);
        network.fails(new java.net.BindException("address in use"));
        assertThat(user.ends).hasSize(2);
        assertThat(user.opened()).isEmpty();
    }

    private static final class User implements Network.StreamHandler {
        private final List<Network.Stream> streams = new ArrayList<>();
        private final List<String> ends = new ArrayList<>();

        List<Network.Stream> opened() {
            return streams;
        }

        @Override
        public void opened(Network.Stream stream) {
            streams.add(stream);
        }

        @Override
        public void received(Network.Stream stream, byte[] bytes) {}

        @Override
        public void closed(@Nullable Throwable cause) {
            ends.add(String.valueOf(cause));
        }
    }

    /** A network that does what the test says. */
    private static final class Sockets implements Network {
        private final Map<InetSocketAddress, StreamAcceptor> listening = new HashMap<>();
        private @Nullable InetSocketAddress from;
        private @Nullable InetSocketAddress to;
        private @Nullable StreamHandler connecting;

        Wire comes(InetSocketAddress at, InetSocketAddress peer) {
            StreamAcceptor acceptor = Objects.requireNonNull(listening.get(at));
            Wire wire = new Wire(at, peer);
            acceptor.accept(peer).opened(wire);
            return wire;
        }

        Wire connects() {
            Wire wire = new Wire(Objects.requireNonNull(from), Objects.requireNonNull(to));
            Objects.requireNonNull(connecting).opened(wire);
            return wire;
        }

        void fails(Throwable why) {
            Objects.requireNonNull(connecting).closed(why);
        }

        @Override
        public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Listener listen(InetSocketAddress local, StreamAcceptor acceptor) {
            listening.put(local, acceptor);
            return new Listener() {
                @Override
                public InetSocketAddress local() {
                    return local;
                }

                @Override
                public void close() {
                    listening.remove(local);
                }
            };
        }

        @Override
        public void connect(InetSocketAddress remote, StreamHandler handler) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void connect(
                InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
            this.from = from;
            this.to = remote;
            this.connecting = handler;
        }

        @Override
        public void close() {}
    }

    private static final class Wire implements Network.Stream {
        private final InetSocketAddress local;
        private final InetSocketAddress remote;
        private boolean abrupt;
        private boolean closed;

        Wire(InetSocketAddress local, InetSocketAddress remote) {
            this.local = local;
            this.remote = remote;
        }

        @Override
        public InetSocketAddress local() {
            return local;
        }

        @Override
        public InetSocketAddress remote() {
            return remote;
        }

        @Override
        public boolean send(byte[] bytes) {
            return true;
        }

        @Override
        public void endAbruptly() {
            abrupt = true;
        }

        /** An orderly end would be repeated in clear text. */
        @Override
        public void close() {
            assertThat(abrupt).isTrue();
            closed = true;
        }
    }
}
