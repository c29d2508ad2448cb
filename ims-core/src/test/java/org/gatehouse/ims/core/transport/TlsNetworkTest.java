package org.gatehouse.ims.core.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.TlsSettings;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TlsIdentity;
import org.gatehouse.ims.core.testkit.TestCertificates;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Streams with TLS: who gets through, and who does not. */
@Timeout(60)
class TlsNetworkTest {
    private static final InetSocketAddress ANY =
            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);

    private final NettyNetwork network = new NettyNetwork(1);

    @TempDir private Path folder;

    @AfterEach
    void close() {
        network.close();
    }

    private TlsIdentity identity(TestCertificates own, TestCertificates... believed)
            throws Exception {
        Path roots = folder.resolve("roots");
        StringBuilder all = new StringBuilder();
        for (TestCertificates one : believed) {
            all.append(Files.readString(one.certificate()));
        }
        Files.writeString(roots, all);
        Setting<Boolean> on = Setting.of("on", "true", Values.bool(), "On");
        List<Setting<?>> settings = new ArrayList<>(TlsSettings.all());
        settings.add(on);
        return TlsSettings.read(
                        Settings.load(null, own.settings(roots), "x", new Schema(settings)), on)
                .orElseThrow();
    }

    /** What became of a connection, and of five octets that an echo sends back. */
    private static final class Client implements Network.StreamHandler {
        private final CompletableFuture<String> echoed = new CompletableFuture<>();
        private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void opened(Network.Stream stream) {
            stream.send(new byte[] {1, 2, 3, 4, 5});
        }

        @Override
        public void received(Network.Stream stream, byte[] part) {
            bytes.writeBytes(part);
            if (bytes.size() == 5) {
                echoed.complete("echoed");
            }
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed.complete(echoed.isDone());
            echoed.complete("closed");
        }
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

    private static String talk(Network server, Network client) throws Exception {
        Client calling = new Client();
        try (Network.Listener listener = server.listen(ANY, remote -> new Echo())) {
            client.connect(listener.local(), calling);
            return calling.echoed.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void peersWithCertificatesOfTheSameRootTalk() throws Exception {
        TestCertificates one = TestCertificates.make(folder, "one", "127.0.0.1");
        TestCertificates two = TestCertificates.make(folder, "two", "127.0.0.1");
        Network server = network.secured(identity(one, one, two));
        Network client = network.secured(identity(two, one, two));
        assertThat(server.streams()).isEqualTo(TransportProtocol.TLS);
        assertThat(talk(server, client)).isEqualTo("echoed");
    }

    @Test
    void whoseCertificateLeadsToNoRootIsRefusedByEitherSide() throws Exception {
        TestCertificates one = TestCertificates.make(folder, "one", "127.0.0.1");
        TestCertificates stranger = TestCertificates.make(folder, "stranger", "127.0.0.1");
        Network honest = network.secured(identity(one, one));
        Network foreign = network.secured(identity(stranger, one, stranger));
        assertThat(talk(honest, foreign)).as("as a client").isEqualTo("closed");
        assertThat(talk(foreign, honest)).as("as a server").isEqualTo("closed");
    }

    @Test
    void aCertificateThatDoesNotNameTheAddressIsRefused() throws Exception {
        TestCertificates elsewhere = TestCertificates.make(folder, "elsewhere", "127.0.0.9");
        Network both = network.secured(identity(elsewhere, elsewhere));
        assertThat(talk(both, both)).isEqualTo("closed");
    }

    @Test
    void whoSpeaksNoTlsIsRefusedAndNothingIsHeardFromHim() throws Exception {
        TestCertificates one = TestCertificates.make(folder, "one", "127.0.0.1");
        Network secured = network.secured(identity(one, one));
        assertThat(talk(secured, network)).as("as a client").isEqualTo("closed");
        assertThat(talk(network, secured)).as("as a server").isEqualTo("closed");
    }
}
