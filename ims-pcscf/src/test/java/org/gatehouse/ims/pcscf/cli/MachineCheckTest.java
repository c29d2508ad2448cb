package org.gatehouse.ims.pcscf.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.gatehouse.ims.core.ipsec.kernel.EspProof;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.pcscf.cli.MachineCheck.Result;
import org.junit.jupiter.api.Test;

class MachineCheckTest {
    private static final InetAddress HERE = InetAddress.ofLiteral("127.88.0.1");

    private final Network network = new SimNetwork(new VirtualTime(), 1).host(HERE);

    private static Result named(List<Result> results, String name) {
        return results.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
    }

    @Test
    void aMachineWithoutIpsecInItsKernelIsToldWhatToLoad() throws Exception {
        List<Result> results =
                new MachineCheck(
                                network,
                                Netlink.NONE,
                                EspProof.Isolation.NONE,
                                new InetSocketAddress(HERE, 0))
                        .run();

        Result kernel = named(results, "kernel");
        assertThat(kernel.possible()).isFalse();
        assertThat(kernel.advice()).contains("modprobe xfrm_user esp4 esp6");
        assertThat(MachineCheck.auto(results)).isEqualTo("ip+udp");
        assertThat(CheckCommand.text(results, "ip+udp"))
                .contains("no  kernel", "-> load the modules", "yes raw-socket")
                .endsWith("ipsec: auto takes ip+udp\n");
        assertThat(CheckCommand.json(results, "ip+udp"))
                .contains("\"kernel\":{\"possible\":false", "\"auto\":\"ip+udp\"");
    }

    @Test
    void autoTakesTheKernelsTransportModeBeforeTheOwn() {
        Result ip = new Result("raw-socket", true, "", "");
        Result udp = new Result("udp", true, "", "");
        assertThat(MachineCheck.auto(List.of(new Result("kernel", true, "", ""), ip, udp)))
                .isEqualTo("kernel+udp");
        assertThat(MachineCheck.auto(List.of(new Result("kernel", false, "", ""), ip, udp)))
                .isEqualTo("ip+udp");
    }

    @Test
    void aPortThatIsTakenIsNamed() throws Exception {
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress(HERE, 0))) {
            InetSocketAddress esp = new InetSocketAddress(HERE, taken.getLocalPort());
            List<Result> results =
                    new MachineCheck(network, Netlink.NONE, EspProof.Isolation.NONE, esp).run();

            assertThat(named(results, "udp").possible()).isFalse();
            assertThat(named(results, "udp").detail()).contains("127.88.0.1:" + esp.getPort());
            assertThat(MachineCheck.auto(results)).isEqualTo("ip");
        }
    }
}
