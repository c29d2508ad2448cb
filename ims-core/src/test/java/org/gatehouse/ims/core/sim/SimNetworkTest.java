package org.gatehouse.ims.core.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SimNetworkTest {
    private static final InetSocketAddress A = address("192.0.2.1", 5060);
    private static final InetSocketAddress B = address("192.0.2.2", 5060);

    private final VirtualTime time = new VirtualTime();

    @Test
    void aDatagramArrivesAfterTheDelayWithItsSource() throws Exception {
        SimNetwork network = new SimNetwork(time, 1);
        List<InetSocketAddress> sources = new ArrayList<>();
        Network.Datagrams a = network.host(A.getAddress()).openDatagrams(A, (from, octets) -> {});
        network.host(B.getAddress()).openDatagrams(B, (from, octets) -> sources.add(from));
        a.send(B, new byte[] {1});
        time.runDue();
        assertThat(sources).isEmpty();
        time.advance(Duration.ofMillis(2));
        assertThat(sources).containsExactly(A);
    }

    @Test
    void aBareIpPacketGoesToTheSocketOfItsAddressAndToNoUdpSocket() throws Exception {
        SimNetwork network = new SimNetwork(time, 1);
        List<InetAddress> sources = new ArrayList<>();
        Network a = network.host(A.getAddress());
        Network b = network.host(B.getAddress());
        b.openDatagrams(B, (from, octets) -> sources.add(A.getAddress()));
        Network.IpPackets here = a.openIp(A.getAddress(), 50, (from, octets) -> {});
        Network.IpPackets there = b.openIp(B.getAddress(), 50, (from, octets) -> sources.add(from));
        assertThat(here.send(there.local(), new byte[] {1})).isTrue();
        time.advance(Duration.ofMillis(2));
        assertThat(sources).containsExactly(A.getAddress());
        here.close();
        assertThat(here.send(there.local(), new byte[] {1})).isFalse();
    }

    @Test
    void theSameSeedLosesAndDuplicatesTheSameDatagrams() throws Exception {
        assertThat(arrivals(7)).isEqualTo(arrivals(7)).isNotEqualTo(arrivals(8));
    }

    @Test
    void aStreamDeliversInOrderAndTellsBothEndsOfItsEnd() throws Exception {
        SimNetwork network = new SimNetwork(time, 3);
        network.faults(new NetworkFaults(0.5, 0.5, 0.5, Duration.ofMillis(10)));
        Recorder server = new Recorder();
        Recorder client = new Recorder();
        network.host(B.getAddress()).listen(B, remote -> server);
        network.host(A.getAddress()).connect(B, client);
        time.advance(Duration.ofMillis(30));
        Network.Stream stream = java.util.Objects.requireNonNull(client.stream);
        for (byte i = 0; i < 50; i++) {
            stream.send(new byte[] {i});
        }
        stream.close();
        time.advance(Duration.ofSeconds(2));
        assertThat(server.received).hasSize(50).isSorted();
        assertThat(server.closed).isEqualTo(1);
        assertThat(client.closed).isEqualTo(1);
        assertThat(stream.send(new byte[1])).isFalse();
    }

    private List<Byte> arrivals(long seed) throws Exception {
        VirtualTime clock = new VirtualTime();
        SimNetwork network = new SimNetwork(clock, seed);
        network.faults(new NetworkFaults(0.2, 0.1, 0.1, Duration.ofMillis(5)));
        List<Byte> arrived = new ArrayList<>();
        Network.Datagrams a = network.host(A.getAddress()).openDatagrams(A, (from, octets) -> {});
        network.host(B.getAddress()).openDatagrams(B, (from, octets) -> arrived.add(octets[0]));
        for (byte i = 0; i < 100; i++) {
            a.send(B, new byte[] {i});
        }
        clock.advance(Duration.ofSeconds(1));
        return arrived;
    }

    private static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    private static final class Recorder implements Network.StreamHandler {
        private final List<Byte> received = new ArrayList<>();
        private Network.@Nullable Stream stream;
        private int closed;

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
        }

        @Override
        public void received(Network.Stream from, byte[] bytes) {
            for (byte b : bytes) {
                received.add(b);
            }
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            closed++;
        }
    }
}
