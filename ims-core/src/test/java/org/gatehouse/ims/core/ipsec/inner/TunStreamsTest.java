package org.gatehouse.ims.core.ipsec.inner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.inner.InnerEnd.Connection;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The kernel's TCP on two TUN devices, and ESP between them. */
@Timeout(120)
class TunStreamsTest {
    private NettyNetwork network;
    private ThreadShards shards;
    private InnerEnd ue;
    private InnerEnd pcscf;

    @BeforeEach
    void makesDevices() throws Exception {
        Privileges.requireTun();
        network = new NettyNetwork("inner", 1);
        shards = new ThreadShards("inner", 2);
        ue = new InnerEnd(network, shards, 0);
        pcscf = new InnerEnd(network, shards, 1);
    }

    @AfterEach
    void endsThem() {
        for (AutoCloseable one : Arrays.asList(ue, pcscf, shards, network)) {
            close(one);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TRANSPORT, 192.0.2.7, 203.0.113.1",
        "TRANSPORT, 2001:db8::7, 2001:db8:1::1",
        "UDP_ENCAPSULATED_TUNNEL, 192.0.2.7, 203.0.113.1",
        "UDP_ENCAPSULATED_TUNNEL, 2001:db8::7, 2001:db8:1::1",
    })
    @Requirement({"sel-transport", "port-tcp-use"})
    void bothEndsConnectFromTheirClientPortToTheOthersServerPort(
            IpsecMode mode, String ueAddress, String pcscfAddress) throws Exception {
        InnerEnd.join(ue, pcscf, mode, ueAddress, pcscfAddress);

        Connection up = ue.connect();
        assertThat(up.next()).as("%s", up.why).isEqualTo("opened");
        Connection atPcscf = pcscf.nextAccepted();
        assertThat(atPcscf.flow)
                .isEqualTo(
                        new Flow(
                                TransportProtocol.TCP,
                                new InetSocketAddress(pcscfAddress, 6060),
                                new InetSocketAddress(ueAddress, 31_000),
                                InnerEnd.SET));
        assertThat(up.stream().local()).isEqualTo(new InetSocketAddress(ueAddress, 31_000));
        assertThat(up.stream().remote()).isEqualTo(new InetSocketAddress(pcscfAddress, 6060));
        talk(up, atPcscf);

        Connection down = pcscf.connect();
        assertThat(down.next()).as("%s", down.why).isEqualTo("opened");
        Connection atUe = ue.nextAccepted();
        Flow flow = Objects.requireNonNull(atUe.flow);
        assertThat(flow.local()).isEqualTo(new InetSocketAddress(ueAddress, 31_001));
        assertThat(flow.remote()).isEqualTo(new InetSocketAddress(pcscfAddress, 6061));
        talk(down, atUe);
        talk(up, atPcscf);
    }

    private static void talk(Connection client, Connection server) throws Exception {
        client.say("a question");
        assertThat(server.next()).isEqualTo("a question");
        server.say("an answer");
        assertThat(client.next()).isEqualTo("an answer");
    }

    @Test
    @Requirement("port-tcp-use")
    void theNextConnectionHasTheSamePortsAndStandsAtOnceWhoeverEndedTheLast() throws Exception {
        InnerEnd.join(ue, pcscf, IpsecMode.TRANSPORT, "192.0.2.7", "203.0.113.1");
        for (int round = 0; round < 20; round++) {
            Connection up = ue.connect();
            assertThat(up.next()).as("round %d", round).isEqualTo("opened");
            Connection down = pcscf.nextAccepted();
            talk(up, down);
            Connection first = round % 2 == 0 ? up : down;
            Connection second = round % 2 == 0 ? down : up;
            first.stream().close();
            assertThat(second.next()).isEqualTo("closed");
            assertThat(first.next()).isEqualTo("closed");
        }
    }

    @Test
    void theEndOfASetEndsItsConnectionsAndNothingConnectsAnyMore() throws Exception {
        InnerEnd.join(ue, pcscf, IpsecMode.TRANSPORT, "192.0.2.7", "203.0.113.1");
        Connection up = ue.connect();
        assertThat(up.next()).as("%s", up.why).isEqualTo("opened");
        Connection atPcscf = pcscf.nextAccepted();
        talk(up, atPcscf);

        pcscf.streams.close(InnerEnd.SET);
        assertThat(atPcscf.next()).isEqualTo("closed");
        ue.streams.close(InnerEnd.SET);
        assertThat(up.next()).isEqualTo("closed");
        assertThat(ue.connect().next()).isEqualTo("closed");
        assertThat(pcscf.accepted).isEmpty();
    }

    @Test
    @Requirement("port-tcp-use")
    void aProcessOfThisMachineThatConnectsToTheDeviceIsRefused() throws Exception {
        InnerEnd.join(ue, pcscf, IpsecMode.TRANSPORT, "192.0.2.7", "203.0.113.1");
        Inet6Address device =
                NetworkInterface.getByName(pcscf.streams.device())
                        .inetAddresses()
                        .filter(address ->
                                address.getHostAddress().startsWith("fe80:0:0:0:0:0:0:1%"))
                        .map(Inet6Address.class::cast)
                        .findFirst()
                        .orElseThrow();
        assertThatThrownBy(
                        () -> {
                            try (Socket socket = new Socket(device, 6060)) {
                                assertThat(socket.getInputStream().read()).isNegative();
                            }
                        })
                .isInstanceOf(SocketException.class)
                .hasMessageContaining("reset");
        assertThat(pcscf.accepted).isEmpty();
        assertThat(pcscf.meters.counter("esp.tcp.dropped", "reason", "not-from-an-sa").count())
                .isEqualTo(1);
    }

    @Test
    void theDeviceGoesWithItsOwner() throws Exception {
        String name = pcscf.streams.device();
        assertThat(devices()).contains(name);
        pcscf.close();
        assertThat(devices()).doesNotContain(name);
    }

    private static List<String> devices() throws Exception {
        return Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .map(NetworkInterface::getName)
                .toList();
    }

    private static void close(@Nullable AutoCloseable one) {
        try {
            if (one != null) {
                one.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
