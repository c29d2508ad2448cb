package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** IP protocol 50 on raw sockets of loopback; between namespaces see {@link EspMatrixTest}. */
@Timeout(180)
class RawEspTest {
    @TempDir private Path folder;

    @Test
    @Requirement({"esp-four-sas", "port-udp-use"})
    void onLoopbackAUeRegistersRefreshesAndDeregistersInTransportMode() throws Exception {
        Privileges.requireRawSockets();
        try (LoopbackLab lab = new LoopbackLab(3)) {
            LoopbackLab.Run run =
                    lab.register(
                            folder,
                            "--subscriber=1",
                            "--local=" + LoopbackLab.PREFIX + ".78",
                            "--ipsec=ip",
                            "--json",
                            "--refresh=1",
                            "--hold=0");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"mode\":\"trans\"");

            LoopbackLab.Run automatic =
                    lab.register(
                            folder,
                            "--subscriber=2",
                            "--local=" + LoopbackLab.PREFIX + ".79",
                            "--json",
                            "--hold=0");
            assertThat(automatic.exitCode()).as(automatic.err()).isZero();
            // both modes were offered, and encapsulation is forced unless it is switched off
            assertThat(automatic.out()).contains("\"mode\":\"UDP-enc-tun\"");
        }
    }
}
