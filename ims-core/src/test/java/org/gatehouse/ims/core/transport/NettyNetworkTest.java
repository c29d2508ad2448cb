package org.gatehouse.ims.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(30)
class NettyNetworkTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final NettyNetwork network = new NettyNetwork(1);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void aDatagramOfTheLargestSizeCrossesWhole() throws Exception {
        BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
        try (Network.Datagrams a = network.openDatagrams(ANY, (from, octets) -> {});
                Network.Datagrams b =
                        network.openDatagrams(ANY, (from, octets) -> received.add(octets))) {
            byte[] large = new byte[65_507];
            large[65_506] = 7;
            a.send(b.local(), large);
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(large);
        }
    }

    @Test
    void aBurstIsKeptWhileTheSocketsThreadIsBusy() throws Exception {
        CountDownLatch busy = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch burst = new CountDownLatch(101);
        try (Network.Datagrams a = network.openDatagrams(ANY, (from, octets) -> {});
                Network.Datagrams b =
                        network.openDatagrams(
                                ANY,
                                (from, octets) -> {
                                    busy.countDown();
                                    awaitQuietly(free);
                                    burst.countDown();
                                })) {
            a.send(b.local(), new byte[1]);
            assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < 100; i++) {
                a.send(b.local(), new byte[1_200]);
            }
            free.countDown();
            assertThat(burst.await(5, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPortInUseIsNamedInTheError() throws Exception {
        try (Network.Datagrams first = network.openDatagrams(ANY, (from, octets) -> {})) {
            assertThatThrownBy(() -> network.openDatagrams(first.local(), (from, octets) -> {}))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining("127.0.0.1:" + first.local().getPort());
        }
    }

    @Test
    void aStreamEchoesAndItsEndIsToldOnce() throws Exception {
        Collector client = new Collector(5);
        try (Network.Listener listener = network.listen(ANY, remote -> new Echo())) {
            network.connect(listener.local(), client);
            Network.Stream stream = client.opened.get(20, TimeUnit.SECONDS);
            assertThat(stream.send(new byte[] {1, 2, 3, 4, 5})).isTrue();
            assertThat(client.whole.get(20, TimeUnit.SECONDS)).containsExactly(1, 2, 3, 4, 5);
            stream.close();
            assertThat(client.closed.get(20, TimeUnit.SECONDS)).isEqualTo("closed: null");
        }
    }

    @Test
    void aRefusedConnectionClosesWithoutOpening() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket gone = new ServerSocket(0, 1, ANY.getAddress())) {
            nobody = (InetSocketAddress) gone.getLocalSocketAddress();
        }
        Collector client = new Collector(1);
        network.connect(nobody, client);
        assertThat(client.closed.get(20, TimeUnit.SECONDS)).contains("Connection refused");
        assertThat(client.opened).isNotDone();
    }

    /** An orderly one has them wait for a minute, unless both ends write timestamps. */
    @ParameterizedTest
    @EnumSource
    void afterAnAbruptEndTheSamePortsAreFreeAtOnce(Ends who) throws Exception {
        InetSocketAddress from;
        try (ServerSocket free = new ServerSocket(0, 1, ANY.getAddress())) {
            from = (InetSocketAddress) free.getLocalSocketAddress();
        }
        BlockingQueue<Collector> accepted = new LinkedBlockingQueue<>();
        Network.StreamAcceptor acceptor =
                remote -> {
                    Collector server = new Collector(1);
                    accepted.add(server);
                    return server;
                };
        try (Network.Listener listener = network.listen(ANY, acceptor)) {
            for (int i = 0; i < 20; i++) {
                Collector here = connected(from, listener.local());
                Network.Stream client = here.opened.get(20, TimeUnit.SECONDS);
                Collector there = Objects.requireNonNull(accepted.poll(20, TimeUnit.SECONDS));
                Network.Stream server = there.opened.get(20, TimeUnit.SECONDS);
                server.endAbruptly();
                if (who != Ends.PEER_IN_ORDER) {
                    client.endAbruptly();
                }
                (who == Ends.SERVER ? server : client).close();
                String told = (who == Ends.SERVER ? here : there).closed.get(20, TimeUnit.SECONDS);
                if (who != Ends.PEER_IN_ORDER) {
                    assertThat(told).contains("reset");
                }
            }
        }
    }

    enum Ends {
        CLIENT,
        SERVER,
        /** The client, of whom only the server knows better. */
        PEER_IN_ORDER
    }

    private Collector connected(InetSocketAddress from, InetSocketAddress to) throws Exception {
        Collector client = new Collector(1);
        network.connect(from, to, client);
        CompletableFuture.anyOf(client.opened, client.closed).get(20, TimeUnit.SECONDS);
        assertThat(client.opened).isDone();
        return client;
    }

    private static final class Echo implements Network.StreamHandler {
        @Override
        public void opened(Network.Stream stream) {}

        @Override
        public void received(Network.Stream stream, byte[] bytes) {
            stream.send(bytes);
        }

        @Override
        public void closed(@Nullable Throwable cause) {}
    }

    private static final class Collector implements Network.StreamHandler {
        private final CompletableFuture<Network.Stream> opened = new CompletableFuture<>();
        private final CompletableFuture<byte[]> whole = new CompletableFuture<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final int expected;

        private Collector(int expected) {
            this.expected = expected;
        }

        @Override
        public void opened(Network.Stream stream) {
            opened.complete(stream);
        }

        @Override
        public void received(Network.Stream stream, byte[] part) {
            bytes.writeBytes(part);
            if (bytes.size() >= expected) {
                whole.complete(bytes.toByteArray());
            }
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed.complete("closed: " + (cause == null ? null : cause.getMessage()));
        }
    }
}
