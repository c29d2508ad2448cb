package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Consumer;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.ipsec.kernel.NetlinkMessage;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CarrierChoiceTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.8");

    private final Network network = new SimNetwork(new VirtualTime(), 1).host(HERE);
    private final CarrierChoice.Machine machine =
            new CarrierChoice.Machine(network, Netlink.NONE, HERE, PEER);

    @Test
    void autoTakesAllCarriersAndOffersTransportModeFirst() throws Exception {
        var attempts = CarrierChoice.of("auto", null).attempts(machine);
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(0).modes())
                .containsExactly(IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL);
        assertThat(attempts.get(0).text()).startsWith("user/ip+udp (auto: kernel");
        assertThat(attempts.get(1).modes()).containsExactly(IpsecMode.TRANSPORT);
        // what was opened to try is closed again
        network.openIp(HERE, 50, (from, packet) -> {}).close();
    }

    @Test
    void autoGoesOnWithoutRawSocketsAndSaysWhy() throws Exception {
        try (Network.IpPackets taken = network.openIp(HERE, 50, (from, packet) -> {})) {
            var attempts = CarrierChoice.of("auto", null).attempts(machine);
            assertThat(attempts).hasSize(1);
            assertThat(taken.local()).isEqualTo(machine.local());
            assertThat(attempts.get(0).carriers()).containsExactly(Carrier.UDP);
            assertThat(attempts.get(0).text())
                    .startsWith("user/udp (auto: kernel: netlink: this kernel has no IPsec")
                    .contains(", ip: ");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "udp, , UDP",
        "ip, , IP",
        "udp, UDP-enc-tun, UDP",
        "ip, trans, IP",
        "auto, trans, IP",
        "auto, UDP-enc-tun, UDP"
    })
    void whatIsAskedForByNameIsTheOnlyAttempt(String ipsec, @Nullable String mode, Carrier carrier)
            throws Exception {
        var attempts = CarrierChoice.of(ipsec, mode).attempts(machine);
        assertThat(attempts).hasSize(1);
        assertThat(attempts.get(0).carriers()).containsExactly(carrier);
    }

    @ParameterizedTest
    @CsvSource({", IP", "trans, IP", "UDP-enc-tun, UDP"})
    void theKernelHasTheModeThatIsAskedForWithItsName(@Nullable String mode, Carrier carrier)
            throws Exception {
        Netlink.Source kernel =
                () ->
                        new Netlink() {
                            @Override
                            public void request(int type, byte[] payload) {}

                            @Override
                            public List<NetlinkMessage> dump(int type, byte[] payload) {
                                return List.of();
                            }

                            @Override
                            public void listen(Consumer<NetlinkMessage> to) {}

                            @Override
                            public void close() {}
                        };
        var here = new CarrierChoice.Machine(network, kernel, HERE, PEER);

        var attempts = CarrierChoice.of("kernel", mode).attempts(here);

        assertThat(attempts).hasSize(1);
        assertThat(attempts.getFirst().carriers()).containsExactly(carrier);
        assertThat(attempts.getFirst().kernels()).containsExactly(carrier);
        assertThat(attempts.getFirst().text()).startsWith("kernel (chosen by");
        assertThat(CarrierChoice.of("auto", "UDP-enc-tun").attempts(here).getFirst().kernels())
                .doesNotContain(Carrier.UDP);
    }

    @Test
    void offIsNoCarrierAtAll() throws Exception {
        var attempts = CarrierChoice.of("off", null).attempts(machine);
        assertThat(attempts.getFirst().modes()).isEmpty();
        assertThat(attempts.getFirst().text()).startsWith("off");
    }

    @Test
    void whatCanNotBeHadEndsWithExitCode7() {
        assertThatThrownBy(() -> CarrierChoice.of("kernel", null).attempts(machine))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(7));
        assertThat(CarrierChoice.notPossible("because").exitCode()).isEqualTo(7);
        assertThat(CarrierChoice.notPossible("because"))
                .hasMessage("IPsec not possible here: because");
    }
}
