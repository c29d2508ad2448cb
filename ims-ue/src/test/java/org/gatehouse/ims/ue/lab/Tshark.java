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
import org.gatehouse.ims.core.testkit.Tools;

/** What tcpdump took down at the UE's end of the cable, as tshark reads it. */
final class Tshark {
    private final Path tshark;
    private final Path folder;
    private final Path capture;

    private Tshark(Path tshark, Path folder, Path capture) {
        this.tshark = tshark;
        this.folder = folder;
        this.capture = capture;
    }

    /** A capture under way. */
    record Sniffer(Path folder, Path file, Process process) implements AutoCloseable {
        static Sniffer start(Namespaces namespaces, Path tcpdump, Path folder) throws IOException {
            Path file = folder.resolve("seen.pcap");
            List<String> command = new ArrayList<>(List.of(tcpdump.toString()));
            command.addAll(List.of("-i", namespaces.device(), "-U", "--immediate-mode"));
            command.addAll(List.of("-Z", "root", "-w", file.toString()));
            Process process =
                    new ProcessBuilder(namespaces.inUe(command)).redirectErrorStream(true).start();
            BufferedReader said = process.inputReader(StandardCharsets.UTF_8);
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.contains("listening on")) {
                    return new Sniffer(folder, file, process);
                }
            }
            throw new IOException("tcpdump ended with " + process.exitValue());
        }

        @Override
        public void close() {
            process.destroy();
            try {
                process.waitFor(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Reads a capture that has ended.
     *
     * @param keys what the UEs wrote with {@code --esp-sa}
     */
    static Tshark of(Path tshark, Sniffer sniffer, List<Path> keys) throws Exception {
        Path settings = settings(tshark, sniffer.folder().resolve("home"));
        StringBuilder all = new StringBuilder();
        for (Path file : keys) {
            all.append(Files.readString(file));
        }
        Files.writeString(settings.resolve("esp_sa"), all);
        return new Tshark(tshark, sniffer.folder(), sniffer.file());
    }

    /**
     * Makes the folder of tshark's settings, where of all protocols that are guessed by their first
     * octets only SIP is left: to the others some SPIs look like their own, a 200 in the second
     * octet like RTCP.
     *
     * @param home what is to be HOME
     */
    static Path settings(Path tshark, Path home) throws Exception {
        Path settings = Files.createDirectories(home.resolve(".config/wireshark"));
        List<String> guessed =
                run(List.of(tshark.toString(), "-G", "heuristic-decodes")).stream()
                        .map(line -> line.split("\t", -1))
                        .filter(fields -> fields[0].equals("udp") || fields[0].equals("tcp"))
                        .map(fields -> fields[1])
                        .filter(name -> !name.equals("sip"))
                        .distinct()
                        .toList();
        assertThat(guessed).contains("rtcp");
        Files.write(settings.resolve("disabled_protos"), guessed);
        return settings;
    }

    /** "ICV good;SIP method;status;SPI;sequence number;TCP port" of each packet. */
    List<String> inside() throws Exception {
        return shown(
                "esp && !icmp && !icmpv6",
                "esp.icv_good",
                "sip.Method",
                "sip.Status-Code",
                // for whoever has to find out why a packet was not opened
                "esp.spi",
                "esp.sequence",
                "tcp.port");
    }

    /** Fields of the packets that a display filter shows, ESP opened, with a semicolon between. */
    List<String> shown(String filter, String... fields) throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("env", "HOME=" + folder.resolve("home"), tshark.toString(), "-n"));
        command.addAll(List.of("-r", capture.toString(), "-Y", filter));
        command.addAll(List.of("-o", "esp.enable_encryption_decode:TRUE"));
        command.addAll(List.of("-o", "esp.enable_authentication_check:TRUE"));
        // a UE's port is random, and some are known for other protocols
        command.addAll(List.of("-o", "udp.try_heuristic_first:TRUE"));
        command.addAll(List.of("-o", "tcp.try_heuristic_first:TRUE"));
        command.addAll(List.of("-d", "tcp.port==6060,sip", "-d", "udp.port==6060,sip"));
        command.addAll(List.of("-T", "fields", "-E", "separator=;", "-E", "occurrence=f"));
        for (String field : fields) {
            command.addAll(List.of("-e", field));
        }
        return run(command);
    }

    /** How many packets a display filter shows, without the keys. */
    int count(String filter) throws Exception {
        return run(List.of(tshark.toString(), "-n", "-r", capture.toString(), "-Y", filter)).size();
    }

    private static List<String> run(List<String> command) throws Exception {
        Tools.Result result = Tools.run(command);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out().lines().toList();
    }
}
