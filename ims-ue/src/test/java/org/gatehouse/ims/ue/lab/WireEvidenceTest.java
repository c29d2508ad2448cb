package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What others see of a registration: tshark with the UE's own files, and tcpdump beside it. */
@Timeout(120)
class WireEvidenceTest {
    private static final String UE = LoopbackLab.PREFIX + ".77";

    @TempDir private Path folder;

    @Test
    @Requirement({"arch-gm-protected", "esp-four-sas", "port-udp-use", "neg-verify"})
    void tsharkFindsGoodIcvsAndTheSipInsideAndTcpdumpTheSamePackets() throws Exception {
        Path tshark = Tools.require("tshark");
        Path tcpdump = Tools.require("tcpdump");
        assumeTrue(mayCapture(), "tcpdump may not capture on lo as this user (expected: root)");
        Path seen = folder.resolve("seen.pcap");
        Path written = folder.resolve("written.pcapng");
        Path home = folder.resolve("home");
        Path settings = Tshark.settings(tshark, home);
        Process sniffer = sniff(tcpdump, seen);
        try (LoopbackLab lab = new LoopbackLab(3)) {
            LoopbackLab.Run run =
                    lab.register(
                            folder,
                            "--subscriber=2",
                            "--local=" + UE,
                            "--refresh=1",
                            "--hold=0",
                            // no NOTIFY that may come when it likes
                            "--reg-event=false",
                            "--pcap=" + written,
                            "--esp-sa=" + settings.resolve("esp_sa"));
            assertThat(run.exitCode()).as(run.err()).isZero();
        } finally {
            stop(sniffer);
        }

        // SM7, SM12; the refresh over the old and then the new SAs; the deregistration likewise
        List<String> inside = inside(tshark, home, written);
        assertThat(inside).hasSizeGreaterThanOrEqualTo(10).allMatch(line -> line.startsWith("1;"));
        assertThat(inside.getFirst()).isEqualTo("1;REGISTER;");
        assertThat(inside.get(1)).isEqualTo("1;;200");
        assertThat(inside).contains("1;;401").last().isEqualTo("1;;200");

        List<String> ours = espPackets(tshark, written);
        assertThat(ours).hasSameSizeAs(inside);
        // both directions at once may pass each other; each SA has one order, and what the P-CSCF
        // still sends to a UE that has closed its file only tcpdump has
        Map<String, List<String>> all = bySpi(espPackets(tshark, seen));
        bySpi(ours).forEach((spi, packets) -> assertThat(all.get(spi)).startsWith(array(packets)));
    }

    private static String[] array(List<String> packets) {
        return packets.toArray(String[]::new);
    }

    private static boolean mayCapture() throws IOException, InterruptedException {
        return Tools.run(List.of("id", "-u")).out().strip().equals("0");
    }

    private static Process sniff(Path tcpdump, Path file) throws IOException {
        Process process =
                new ProcessBuilder(
                                tcpdump.toString(),
                                "-i",
                                "lo",
                                "-U",
                                "--immediate-mode",
                                "-Z",
                                "root",
                                "-w",
                                file.toString(),
                                "udp port 4500 and host " + UE)
                        .redirectErrorStream(true)
                        .start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("listening on")) {
                return process;
            }
        }
        throw new IOException("tcpdump ended with " + process.exitValue());
    }

    private static void stop(Process sniffer) throws InterruptedException {
        sniffer.destroy();
        assertThat(sniffer.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private static List<String> inside(Path tshark, Path home, Path capture) throws Exception {
        return run(
                "env",
                "HOME=" + home,
                tshark.toString(),
                "-n",
                "-r",
                capture.toString(),
                "-Y",
                "esp",
                "-o",
                "esp.enable_encryption_decode:TRUE",
                "-o",
                "esp.enable_authentication_check:TRUE",
                // a UE's port is random, and some are known for other protocols
                "-o",
                "udp.try_heuristic_first:TRUE",
                "-T",
                "fields",
                "-E",
                "separator=;",
                "-e",
                "esp.icv_good",
                "-e",
                "sip.Method",
                "-e",
                "sip.Status-Code");
    }

    private static Map<String, List<String>> bySpi(List<String> packets) {
        return packets.stream().collect(Collectors.groupingBy(packet -> packet.substring(0, 8)));
    }

    private static List<String> espPackets(Path tshark, Path capture) throws Exception {
        return run(
                tshark.toString(),
                "-n",
                "-r",
                capture.toString(),
                "--disable-protocol",
                "udpencap",
                "-Y",
                "udp.port == 4500 && udp.length > 9",
                "-T",
                "fields",
                "-e",
                "udp.payload");
    }

    private static List<String> run(String... command) throws Exception {
        Tools.Result result = Tools.run(List.of(command));
        assertThat(result.exit()).as(result.err()).isZero();
        return new ArrayList<>(result.out().lines().toList());
    }
}
