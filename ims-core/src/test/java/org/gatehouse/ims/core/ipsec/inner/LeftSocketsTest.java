package org.gatehouse.ims.core.ipsec.inner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LeftSocketsTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.77.0.2");

    private final AtomicInteger pauses = new AtomicInteger();

    @Test
    void itWaitsForTheLastSocketOfThePort() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, HERE);
                Socket client = new Socket(HERE, listener.getLocalPort(), HERE, 0)) {
            client.setSoLinger(true, 0);
            InetSocketAddress port = (InetSocketAddress) client.getLocalSocketAddress();
            boolean free =
                    LeftSockets.awaitNone(
                            port,
                            () -> {
                                if (pauses.incrementAndGet() == 3) {
                                    close(client);
                                }
                            });
            assertThat(free).isTrue();
            assertThat(pauses).hasValue(3);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void itGivesUpWhereOneStays() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 1, HERE)) {
            InetSocketAddress port = (InetSocketAddress) listener.getLocalSocketAddress();
            assertThat(LeftSockets.awaitNone(port, pauses::incrementAndGet)).isFalse();
            assertThat(pauses).hasValue(LeftSockets.MOST_PAUSES);
        }
    }

    @Test
    void anAddressThatIsGoneHasNone() {
        InetSocketAddress gone = new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 6060);
        assertThat(LeftSockets.awaitNone(gone, pauses::incrementAndGet)).isTrue();
        assertThat(pauses).hasValue(0);
    }
}
