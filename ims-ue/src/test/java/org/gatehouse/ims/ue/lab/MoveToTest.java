package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.lab.LoopbackLab.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ims ue register --move-to}, on sockets of this machine. */
@Timeout(120)
class MoveToTest {
    @TempDir private Path folder;

    @Test
    @Requirement("ip-change")
    void aUeThatIsToldToMoveRegistersFromTheNewAddressAndDeregistersThere() throws Exception {
        Path packets = folder.resolve("packets");
        try (LoopbackLab lab = new LoopbackLab(1)) {
            Run run =
                    lab.register(
                            folder,
                            "--subscriber=1",
                            "--local=" + LoopbackLab.PREFIX + ".81",
                            "--move-to=" + LoopbackLab.PREFIX + ".82",
                            "--hold=4",
                            "--pcap=" + packets);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(HexFormat.of().formatHex(Files.readAllBytes(packets)))
                    .contains(hex(LoopbackLab.PREFIX + ".82") + hex(LoopbackLab.PCSCF));
            // the binding of the address that it left runs out by itself
            assertThat(lab.core.scscf().registrations().toCompletableFuture().join())
                    .allSatisfy(view ->
                            assertThat(view.contacts())
                                    .noneMatch(
                                            c -> c.contact().contains(LoopbackLab.PREFIX + ".82")));
        }
    }

    /** As source and destination stand in the IP headers of the capture. */
    private static String hex(String address) {
        return HexFormat.of().formatHex(InetAddress.ofLiteral(address).getAddress());
    }
}
