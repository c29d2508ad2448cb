package org.gatehouse.ims.core.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.ipsec.kernel.EspProof;
import org.gatehouse.ims.core.ipsec.kernel.Marks;
import org.gatehouse.ims.core.ipsec.kernel.Xfrm;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Linux sends and takes is what our own ESP is; as root, on a kernel with ESP. */
@Timeout(60)
class EspOfTheKernelTest {
    private final AlgorithmPair pair = AlgorithmPair.parse("hmac-sha-1-96/aes-cbc");

    private void requireEsp() {
        try (Xfrm xfrm = new Xfrm(NetlinkSocket.open(), Marks.PCSCF)) {
            xfrm.probe(pair, /* ipv6= */ false);
            xfrm.probe(pair, /* ipv6= */ true);
            ThrowAwayNetwork.run(() -> {});
        } catch (IOException e) {
            abort("needs root and a kernel with ESP: " + e.getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Requirement({"esp-enc-algs", "esp-int-algs", "esp-key-expansion"})
    void ownEspOpensWhatTheKernelSentInEveryPairOfAlgorithms(boolean ipv6) throws Exception {
        requireEsp();
        try (NettyNetwork network = new NettyNetwork(1)) {
            ThrowAwayNetwork.run(() -> {
                try (NetlinkSocket netlink = NetlinkSocket.open()) {
                    EspProof proof = new EspProof(netlink, network, ipv6);
                    for (IntegrityAlgorithm integrity : IntegrityAlgorithm.values()) {
                        for (EncryptionAlgorithm encryption : EncryptionAlgorithm.values()) {
                            proof.run(new AlgorithmPair(integrity, encryption));
                        }
                    }
                }
            });
        }
    }

    @Test
    void theOrdinaryLoDoesNotEncryptAndTheProofSeesIt() throws Exception {
        requireEsp();
        try (NettyNetwork network = new NettyNetwork(1);
                NetlinkSocket netlink = NetlinkSocket.open()) {
            EspProof proof = new EspProof(netlink, network, /* ipv6= */ false);
            assertThatThrownBy(() -> proof.run(pair))
                    .hasMessage(pair + ": what left was no ESP of this SA");
        }
    }

    @Test
    @Requirement("nat-keepalive")
    void keepAlivesLeaveTheSocketWhoseEspTheKernelTakes() throws Exception {
        requireEsp();
        InetAddress here = InetAddress.ofLiteral("127.50.0.7");
        InetSocketAddress port = new InetSocketAddress(here, 4500);
        try (NettyNetwork network = new NettyNetwork(1);
                DatagramSocket peer = new DatagramSocket(new InetSocketAddress(here, 0));
                Network.EspInUdp socket = network.openEspInUdp(port)) {
            assertThat(socket.keepAlive(new InetSocketAddress(here, peer.getLocalPort()))).isTrue();
            DatagramPacket came = new DatagramPacket(new byte[2], 2);
            peer.receive(came);
            assertThat(came.getLength()).isEqualTo(1);
            assertThat(came.getData()[0]).isEqualTo((byte) 0xFF);
            assertThat(came.getPort()).isEqualTo(4500);
            assertThatThrownBy(() -> network.openEspInUdp(port))
                    .hasMessageContaining("ESP inside UDP at 127.50.0.7:4500: the port is taken");
        }
    }
}
