package org.gatehouse.ims.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.testkit.Privileges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** IP protocol 50 on loopback; needs CAP_NET_RAW. */
@Timeout(60)
class RawIpSocketTest {
    private static final int ESP = 50;
    private static final InetAddress A = InetAddress.ofLiteral("127.50.0.1");
    private static final InetAddress B = InetAddress.ofLiteral("127.50.0.2");
    private static final InetAddress C = InetAddress.ofLiteral("127.50.0.3");

    private record Packet(InetAddress from, byte[] payload) {}

    private static final class Inbox implements Network.IpHandler {
        private final BlockingQueue<Packet> packets = new ArrayBlockingQueue<>(100);

        @Override
        public void received(InetAddress from, byte[] payload) {
            packets.add(new Packet(from, payload));
        }

        Packet next() throws InterruptedException {
            Packet packet = packets.poll(20, TimeUnit.SECONDS);
            assertThat(packet).isNotNull();
            return packet;
        }
    }

    @Test
    void packetsGoBetweenTwoAddressesAndToNoThird() throws Exception {
        Privileges.requireRawSockets();
        Inbox a = new Inbox();
        Inbox b = new Inbox();
        Inbox c = new Inbox();
        try (NettyNetwork network = new NettyNetwork(1);
                Network.IpPackets atA = network.openIp(A, ESP, a);
                Network.IpPackets atB = network.openIp(B, ESP, b);
                Network.IpPackets atC = network.openIp(C, ESP, c)) {
            assertThat(atA.send(B, new byte[] {1, 2, 3, 4, 5})).isTrue();
            Packet first = b.next();
            assertThat(first.from()).isEqualTo(A);
            assertThat(first.payload()).containsExactly(1, 2, 3, 4, 5);
            assertThat(atB.send(A, new byte[0])).isTrue();
            Packet empty = a.next();
            assertThat(empty.from()).isEqualTo(B);
            assertThat(empty.payload()).isEmpty();
            // what C hears first is what was sent to it last
            assertThat(atA.send(C, new byte[] {9})).isTrue();
            assertThat(c.next().payload()).containsExactly(9);
            assertThat(c.packets).isEmpty();
            assertThat(atC.local()).isEqualTo(C);
        }
    }

    @Test
    void aPacketLongerThanTheDeviceTakesArrivesWholeAndOneLongerThanIpAllowsIsRefused()
            throws Exception {
        Privileges.requireRawSockets();
        Inbox b = new Inbox();
        try (Network.IpPackets atA = RawIpSocket.open(A, ESP, new Inbox());
                Network.IpPackets atB = RawIpSocket.open(B, ESP, b)) {
            byte[] longest = new byte[65_515];
            longest[65_514] = 7;
            assertThat(atA.send(atB.local(), longest)).isTrue();
            assertThat(b.next().payload()).isEqualTo(longest);
            assertThat(atA.send(atB.local(), new byte[65_516])).isFalse();
            assertThat(atA.send(atB.local(), new byte[] {1})).isTrue();
            assertThat(b.next().payload()).containsExactly(1);
        }
    }

    @Test
    void aHandlerThatThrowsDoesNotStopTheReader() throws Exception {
        Privileges.requireRawSockets();
        Inbox b = new Inbox();
        Network.IpHandler moody =
                (from, payload) -> {
                    if (payload[0] == 0) {
                        throw new IllegalStateException("test");
                    }
                    b.received(from, payload);
                };
        try (Network.IpPackets atA = RawIpSocket.open(A, ESP, new Inbox());
                Network.IpPackets atB = RawIpSocket.open(B, ESP, moody)) {
            assertThat(atA.send(atB.local(), new byte[] {0})).isTrue();
            assertThat(atA.send(atB.local(), new byte[] {1})).isTrue();
            assertThat(b.next().payload()).containsExactly(1);
        }
    }

    @Test
    void closingEndsTheReaderAndGivesTheDescriptorsBack() throws Exception {
        Privileges.requireRawSockets();
        long before = Privileges.openDescriptors();
        for (int i = 0; i < 50; i++) {
            Network.IpPackets socket = RawIpSocket.open(A, ESP, new Inbox());
            socket.close();
            socket.close();
            assertThat(socket.send(B, new byte[] {1})).isFalse();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().equals("ip-50-127.50.0.1"));
        assertThat(Privileges.openDescriptors()).isLessThan(before + 50);
    }

    @Test
    void anAddressThatIsNotHereIsRefusedWithItsName() throws Exception {
        Privileges.requireRawSockets();
        InetAddress nowhere = InetAddress.ofLiteral("192.0.2.77");
        assertThatThrownBy(() -> RawIpSocket.open(nowhere, ESP, new Inbox()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("raw socket for IP protocol 50 at 192.0.2.77")
                .hasMessageContaining("not an address of this machine");
    }

    @Test
    void ipv6ComesWithoutItsHeader() throws Exception {
        Privileges.requireRawSockets();
        InetAddress loopback = InetAddress.ofLiteral("::1");
        if (NetworkInterface.getByInetAddress(loopback) == null) {
            Privileges.skip("no ::1 on this machine");
        }
        Inbox inbox = new Inbox();
        try (Network.IpPackets socket = RawIpSocket.open(loopback, ESP, inbox)) {
            assertThat(socket.send(loopback, new byte[] {6, 6, 6, 6})).isTrue();
            Packet packet = inbox.next();
            assertThat(packet.from()).isInstanceOf(Inet6Address.class).isEqualTo(loopback);
            assertThat(packet.payload()).containsExactly(6, 6, 6, 6);
        }
    }

    @Test
    void errorsAreExplained() {
        assertThat(Libc.text(Libc.EPERM)).contains("not permitted").contains("CAP_NET_RAW");
        assertThat(Libc.text(Libc.EACCES)).contains("CAP_NET_RAW");
        assertThat(Libc.text(Libc.EMSGSIZE)).contains("longer");
        assertThat(Libc.text(101)).contains("no route");
        assertThat(Libc.text(77)).isEqualTo("errno 77");
    }
}
