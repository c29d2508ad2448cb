package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** REGISTERs of 4,000 octets between two network namespaces, over UDP and over TCP. */
@Timeout(180)
class FragmentsOnTheWireTest {
    private static final List<String> MODES = List.of("trans", "UDP-enc-tun");

    @TempDir private Path folder;

    /** What goes over the cable while UEs register, refresh and leave, one for each mode. */
    private Path captured(boolean ipv6, int mtu, String options, String... settings)
            throws Exception {
        Path tcpdump = Tools.require("tcpdump");
        Path seen = folder.resolve("seen.pcap");
        String prefix = ipv6 ? Namespaces.CORE_PREFIX_6 : Namespaces.CORE_PREFIX;
        try (Namespaces namespaces = new Namespaces()) {
            List<String> narrow =
                    List.of("ip", "link", "set", namespaces.device(), "mtu", "" + mtu);
            run(namespaces.inCore(narrow));
            run(namespaces.inUe(narrow));
            Process core = core(namespaces, prefix, settings);
            Process sniffer = sniff(namespaces, tcpdump, seen);
            try {
                register(namespaces, ipv6, options);
            } finally {
                sniffer.destroy();
                core.getOutputStream().close();
                assertThat(sniffer.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(core.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        return seen;
    }

    private Process core(Namespaces namespaces, String prefix, String... settings)
            throws IOException {
        List<String> arguments = new ArrayList<>(List.of(prefix));
        arguments.addAll(List.of(settings));
        Process core =
                new ProcessBuilder(
                                namespaces.inCore(
                                        JavaProcess.command(
                                                NamespaceCore.class,
                                                arguments.toArray(String[]::new))))
                        .redirectError(folder.resolve("core.log").toFile())
                        .start();
        assertThat(core.inputReader(StandardCharsets.UTF_8).readLine())
                .as(Files.readString(folder.resolve("core.log")))
                .isEqualTo("ready");
        return core;
    }

    private void register(Namespaces namespaces, boolean ipv6, String options) throws Exception {
        String pcscf =
                ipv6
                        ? "[" + Namespaces.CORE_PREFIX_6 + "::3]:5060"
                        : Namespaces.CORE_PREFIX + ".3:5060";
        String local = ipv6 ? Namespaces.UE_ADDRESS_6 : Namespaces.UE_ADDRESS;
        List<String> lines = new ArrayList<>();
        for (String mode : MODES) {
            int number = lines.size() + 1;
            lines.add(
                    String.join(
                            " ",
                            "ue register --profile iphone-location --pcscf " + pcscf,
                            "--local " + local + " --subscriber " + number,
                            "--sqn-file " + folder.resolve("sqn." + number),
                            "--esp-sa " + folder.resolve("esp_sa." + number),
                            "--mode " + mode,
                            "--json --refresh 1 --hold 0 " + options));
        }
        Path script = Files.write(folder.resolve("script"), lines);
        Path exits = folder.resolve("exits");
        Path log = folder.resolve("ue.log");
        Process ue =
                new ProcessBuilder(
                                namespaces.inUe(
                                        JavaProcess.command(
                                                NamespaceUe.class,
                                                script.toString(),
                                                exits.toString())))
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        assertThat(ue.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
        assertThat(Files.readAllLines(exits)).as(Files.readString(log)).containsExactly("0", "0");
    }

    private static Process sniff(Namespaces namespaces, Path tcpdump, Path file)
            throws IOException {
        List<String> command =
                List.of(
                        tcpdump.toString(),
                        "-i",
                        namespaces.device(),
                        "-U",
                        "--immediate-mode",
                        "-Z",
                        "root",
                        "-w",
                        file.toString());
        Process process =
                new ProcessBuilder(namespaces.inUe(command)).redirectErrorStream(true).start();
        BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
        for (String line = said.readLine(); line != null; line = said.readLine()) {
            if (line.contains("listening on")) {
                return process;
            }
        }
        throw new IOException("tcpdump ended with " + process.exitValue());
    }

    private static List<String> run(List<String> command) throws Exception {
        Tools.Result result = Tools.run(command);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().lines().toList();
    }

    /** Fields of the packets that a filter shows, with the keys that the UEs wrote. */
    private List<String> shown(Path tshark, Path capture, String filter, String... fields)
            throws Exception {
        Path settings = Files.createDirectories(folder.resolve("home/.config/wireshark"));
        StringBuilder keys = new StringBuilder();
        for (int number = 1; number <= MODES.size(); number++) {
            keys.append(Files.readString(folder.resolve("esp_sa." + number)));
        }
        Files.writeString(settings.resolve("esp_sa"), keys);
        List<String> command =
                new ArrayList<>(
                        List.of("env", "HOME=" + folder.resolve("home"), tshark.toString(), "-n"));
        command.addAll(List.of("-r", capture.toString(), "-Y", filter));
        command.addAll(List.of("-o", "esp.enable_encryption_decode:TRUE"));
        command.addAll(List.of("-o", "esp.enable_authentication_check:TRUE"));
        command.addAll(List.of("-d", "tcp.port==6060,sip", "-d", "udp.port==6060,sip"));
        command.addAll(List.of("-T", "fields", "-E", "separator=;", "-E", "occurrence=f"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        return run(command);
    }

    /** RFC 2406 clause 3.3.4: ESP first, then fragments. */
    @ParameterizedTest
    @CsvSource({"false, 1280", "false, 1500", "true, 1280", "true, 1500"})
    void overUdpTheKernelCutsUpWhatEspMadeAndTsharkFindsTheWholeRegister(boolean ipv6, int mtu)
            throws Exception {
        Path tshark = Tools.require("tshark");
        Path seen =
                captured(
                        ipv6,
                        mtu,
                        "--most-over-udp 65000",
                        "pcscf.tcp-in-esp=off",
                        "pcscf.force-encapsulation=false");
        assertThat(shown(tshark, seen, "frame.len > " + (mtu + 14), "frame.len")).isEmpty();
        // who may be cut up says so to every router
        String stiff = "ip.flags.df == 1 && (ip.flags.mf == 1 || ip.frag_offset > 0)";
        assertThat(shown(tshark, seen, stiff, "frame.number")).isEmpty();
        String cut = ipv6 ? "ipv6.fragment.count" : "ip.fragment.count";
        List<String> registers =
                shown(
                        tshark,
                        seen,
                        "esp && sip.Method == REGISTER && " + cut + " >= 3",
                        "esp.icv_good",
                        "sip.Content-Length",
                        "udp.port");
        // SM7, refresh with its answer, and the same to leave, for each mode
        assertThat(registers)
                .hasSizeGreaterThanOrEqualTo(MODES.size() * 5)
                .allMatch(line -> line.matches("1;[2-9]\\d{3};\\d+"));
        assertThat(registers).filteredOn(line -> line.endsWith(";4500")).hasSizeGreaterThan(4);
        assertThat(registers).filteredOn(line -> !line.endsWith(";4500")).hasSizeGreaterThan(4);
    }

    /** Where the path is known, no segment of a connection inside ESP is too long for it. */
    @ParameterizedTest
    @CsvSource({"false, 1280", "true, 1280", "false, 1500"})
    void overTcpNothingIsCutUp(boolean ipv6, int mtu) throws Exception {
        Privileges.requireTun();
        Path tshark = Tools.require("tshark");
        Path seen =
                captured(
                        ipv6,
                        mtu,
                        "--most-over-udp 1300 --path-mtu " + mtu,
                        "pcscf.tcp-in-esp=on",
                        "pcscf.force-encapsulation=false",
                        "pcscf.path-mtu=" + mtu);
        String cut = ipv6 ? "ipv6.fraghdr" : "ip.flags.mf == 1 || ip.frag_offset > 0";
        assertThat(shown(tshark, seen, cut, "frame.number")).isEmpty();
        List<String> registers =
                shown(
                        tshark,
                        seen,
                        "esp && sip.Method == REGISTER",
                        "esp.icv_good",
                        "sip.Content-Length",
                        "tcp.dstport");
        assertThat(registers)
                .hasSizeGreaterThanOrEqualTo(MODES.size() * 5)
                .allMatch(line -> line.matches("1;[2-9]\\d{3};6060"));
    }
}
