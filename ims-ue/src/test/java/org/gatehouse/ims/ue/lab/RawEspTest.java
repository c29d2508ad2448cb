package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.testkit.Privileges;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.Tools;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** IP protocol 50 on raw sockets of this machine: loopback, and two network namespaces. */
@Timeout(180)
class RawEspTest {
    private static final List<String> ALGS = List.of("hmac-md5-96", "hmac-sha-1-96");
    private static final List<String> EALGS = List.of("null", "aes-cbc", "des-ede3-cbc");

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
                            "--local=127.0.9.78",
                            "--ipsec=ip",
                            "--json",
                            "--refresh=1",
                            "--hold=0");
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("\"mode\":\"trans\"");

            LoopbackLab.Run automatic =
                    lab.register(
                            folder, "--subscriber=2", "--local=127.0.9.79", "--json", "--hold=0");
            assertThat(automatic.exitCode()).as(automatic.err()).isZero();
            // both modes were offered, and encapsulation is forced unless it is switched off
            assertThat(automatic.out()).contains("\"mode\":\"UDP-enc-tun\"");
        }
    }

    /** Where core and UE are. */
    enum Version {
        IPV4(
                Namespaces.CORE_PREFIX,
                Namespaces.CORE_PREFIX + ".3:5060",
                Namespaces.UE_ADDRESS,
                "ip.addr"),
        IPV6(
                Namespaces.CORE_PREFIX_6,
                "[" + Namespaces.CORE_PREFIX_6 + "::3]:5060",
                Namespaces.UE_ADDRESS_6,
                "ipv6.addr");

        private final String core;
        private final String pcscf;
        private final String ue;
        private final String addressField;

        Version(String core, String pcscf, String ue, String addressField) {
            this.core = core;
            this.pcscf = pcscf;
            this.ue = ue;
            this.addressField = addressField;
        }
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    @Requirement({
        "arch-gm-protected",
        "esp-four-sas",
        "esp-enc-algs",
        "esp-int-algs",
        "port-udp-use",
        "nat-mode-list"
    })
    void betweenNamespacesTsharkFindsGoodIcvsAndSipInEveryPacketOfEveryAlgorithm(Version version)
            throws Exception {
        Path tshark = Tools.require("tshark");
        Path seen = captured(version, "off", "");
        List<String> inside = inside(tshark, seen);
        // SM7 and SM12; 4 messages of the refresh and of the deregistration, over old and new SAs
        // for each; more where a slow machine makes SIP repeat itself
        assertThat(inside).hasSizeGreaterThanOrEqualTo(ALGS.size() * EALGS.size() * 10);
        assertThat(inside)
                .allMatch(
                        line -> line.matches("1;((REGISTER|SUBSCRIBE|NOTIFY);|;(200|401|481));.*"))
                .anyMatch(line -> line.startsWith("1;NOTIFY;"));
        assertThat(inside)
                .filteredOn(line -> line.startsWith("1;;200;"))
                .hasSizeGreaterThanOrEqualTo(18);
        assertThat(count(tshark, seen, "udp.port == 4500")).isZero();
        // in transport mode the packets have the addresses of both ends
        assertThat(
                        count(
                                tshark,
                                seen,
                                "esp && !(" + version.addressField + " == " + version.ue + ")"))
                .isZero();
    }

    /** "The transport protocol selector shall allow UDP and TCP" (TS 33.203 clause 7.1). */
    @ParameterizedTest
    @EnumSource(Version.class)
    @Requirement({"esp-transport-mode", "esp-four-sas", "sel-transport", "port-tcp-use"})
    void betweenNamespacesTsharkFindsTcpWithSipInsideEspOfEveryAlgorithm(Version version)
            throws Exception {
        Privileges.requireTun();
        Path tshark = Tools.require("tshark");
        Path seen = captured(version, "on", "--transport tcp");
        List<String> inside = inside(tshark, seen);
        List<String> tcp = inside.stream().filter(line -> !line.endsWith(";")).toList();
        assertThat(inside).isNotEmpty().allMatch(line -> line.startsWith("1;"));
        // the P-CSCF too speaks on the connections that the UEs opened
        assertThat(tcp).isEqualTo(inside);
        assertThat(tcp)
                .filteredOn(line -> line.startsWith("1;REGISTER;"))
                .hasSizeGreaterThanOrEqualTo(ALGS.size() * EALGS.size() * 3);
        assertThat(tcp)
                .filteredOn(line -> line.startsWith("1;;200;"))
                .hasSizeGreaterThanOrEqualTo(ALGS.size() * EALGS.size() * 3);
        assertThat(count(tshark, seen, "tcp.port == 6060")).as("clear TCP").isZero();
    }

    /** What goes over the cable while a UE for each pair of algorithms registers and leaves. */
    private Path captured(Version version, String tcpInEsp, String options) throws Exception {
        Path tcpdump = Tools.require("tcpdump");
        Path seen = folder.resolve("seen.pcap");
        try (Namespaces namespaces = new Namespaces()) {
            Process core = core(namespaces, version, "pcscf.tcp-in-esp=" + tcpInEsp);
            Process sniffer = sniff(namespaces, tcpdump, seen);
            try {
                registerAll(namespaces, version, options);
            } finally {
                stop(sniffer);
                core.getOutputStream().close();
                assertThat(core.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
        }
        return seen;
    }

    private Process core(Namespaces namespaces, Version version, String setting)
            throws IOException {
        List<String> command =
                namespaces.inCore(
                        JavaProcess.command(
                                NamespaceCore.class,
                                version.core,
                                "pcscf.force-encapsulation=false",
                                setting));
        Process core =
                new ProcessBuilder(command)
                        .redirectError(folder.resolve("core.log").toFile())
                        .start();
        assertThat(core.inputReader(StandardCharsets.UTF_8).readLine())
                .as(Files.readString(folder.resolve("core.log")))
                .isEqualTo("ready");
        return core;
    }

    private void registerAll(Namespaces namespaces, Version version, String options)
            throws Exception {
        List<String> lines = new ArrayList<>();
        for (String alg : ALGS) {
            for (String ealg : EALGS) {
                int number = lines.size() + 1;
                lines.add(
                        String.join(
                                " ",
                                "ue register --pcscf " + version.pcscf,
                                "--local " + version.ue + " --subscriber " + number,
                                "--sqn-file " + folder.resolve("sqn." + number),
                                "--esp-sa " + folder.resolve("esp_sa." + number),
                                "--alg " + alg + " --ealg " + ealg,
                                "--json --refresh 1 --hold 0 " + options));
            }
        }
        Path script = Files.write(folder.resolve("script"), lines);
        Path exits = folder.resolve("exits");
        Path log = folder.resolve("ue.log");
        Path out = folder.resolve("ue.out");
        Process ue =
                new ProcessBuilder(
                                namespaces.inUe(
                                        JavaProcess.command(
                                                NamespaceUe.class,
                                                script.toString(),
                                                exits.toString())))
                        .redirectError(log.toFile())
                        .redirectOutput(out.toFile())
                        .start();
        assertThat(ue.waitFor(120, TimeUnit.SECONDS)).as(Files.readString(log)).isTrue();
        assertThat(Files.readAllLines(exits))
                .as(Files.readString(log))
                .hasSize(6)
                .containsOnly("0");
        assertThat(Files.readString(log)).contains("ipsec: user/ip+udp (auto");
        List<String> results = Files.readAllLines(out);
        assertThat(results).hasSize(6);
        for (String line : results) {
            JsonNode result = new ObjectMapper().readTree(line);
            assertThat(result.get("mode").asText()).isEqualTo("trans");
        }
    }

    private static Process sniff(Namespaces namespaces, Path tcpdump, Path file)
            throws IOException {
        Process process =
                new ProcessBuilder(
                                namespaces.inUe(
                                        List.of(
                                                tcpdump.toString(),
                                                "-i",
                                                namespaces.device(),
                                                "-U",
                                                "--immediate-mode",
                                                "-Z",
                                                "root",
                                                "-w",
                                                file.toString())))
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

    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    /** ICV, and the SIP inside of each packet, with the keys that the UEs wrote. */
    private List<String> inside(Path tshark, Path capture) throws Exception {
        Path settings = Files.createDirectories(folder.resolve("home/.config/wireshark"));
        StringBuilder keys = new StringBuilder();
        for (int number = 1; number <= ALGS.size() * EALGS.size(); number++) {
            keys.append(Files.readString(folder.resolve("esp_sa." + number)));
        }
        Files.writeString(settings.resolve("esp_sa"), keys);
        return run(
                "env",
                "HOME=" + folder.resolve("home"),
                tshark.toString(),
                "-n",
                "-r",
                capture.toString(),
                "-Y",
                "esp && !icmp && !icmpv6",
                "-o",
                "esp.enable_encryption_decode:TRUE",
                "-o",
                "esp.enable_authentication_check:TRUE",
                "-d",
                "tcp.port==6060,sip",
                "-T",
                "fields",
                "-E",
                "separator=;",
                "-E",
                "occurrence=f",
                "-e",
                "esp.icv_good",
                "-e",
                "sip.Method",
                "-e",
                "sip.Status-Code",
                // for whoever has to find out why a packet was not opened
                "-e",
                "esp.spi",
                "-e",
                "esp.sequence",
                "-e",
                "tcp.port");
    }

    private static int count(Path tshark, Path capture, String filter) throws Exception {
        return run(tshark.toString(), "-n", "-r", capture.toString(), "-Y", filter).size();
    }

    private static List<String> run(String... command) throws Exception {
        Tools.Result result = Tools.run(List.of(command));
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().lines().toList();
    }
}
