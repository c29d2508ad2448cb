package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.testkit.Tools;

/** Kamailio's I-CSCF and S-CSCF as processes beside a {@link LoopbackLab}, with its HSS. */
final class KamailioCscfs implements AutoCloseable {
    static final String SCSCF = LoopbackLab.PREFIX + ".5:5082";

    /** The settings of a lab whose P-CSCF and HSS work with them. */
    static final String[] LAB_SETTINGS = {
        "pcscf.icscf=" + LoopbackLab.PREFIX + ".4:5081",
        "pcscf.trusted-peers=" + LoopbackLab.PREFIX + ".4," + LoopbackLab.PREFIX + ".5",
        // Kamailio 5.6.3 drops a UAA whose Server-Capabilities is an empty group
        "hss.optional-capabilities=0",
    };

    private static final List<String> TABLES =
            List.of("version", "nds_trusted_domains", "s_cscf", "s_cscf_capabilities");

    private final Path kamailio;
    private final Path folder;
    private final List<Process> running = new ArrayList<>();

    /** Skips the running test where Kamailio is not installed. */
    KamailioCscfs(Path folder) throws IOException {
        this.kamailio = Tools.require("kamailio");
        this.folder = Files.createDirectories(folder.resolve("kamailio"));
        Files.createDirectories(this.folder.resolve("tables"));
        for (String table : TABLES) {
            write("tables/" + table, "");
        }
        start("scscf", LoopbackLab.PREFIX + ".5");
        start("icscf", LoopbackLab.PREFIX + ".4");
    }

    private void start(String name, String host) throws IOException {
        write(name + ".xml", host);
        write(name + ".cfg", host);
        running.add(
                new ProcessBuilder(
                                kamailio.toString(),
                                "-DD",
                                "-E",
                                "-m",
                                "64",
                                "-M",
                                "8",
                                "-f",
                                folder.resolve(name + ".cfg").toString(),
                                "-w",
                                folder.toString(),
                                "-Y",
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log(name).toFile())
                        .start());
    }

    /** A file of the test's resources with its gaps filled in. */
    private void write(String file, String host) throws IOException {
        try (var in = KamailioCscfs.class.getResourceAsStream("/kamailio/" + file)) {
            String text =
                    new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            for (var gap : gaps(host).entrySet()) {
                text = text.replace("@" + gap.getKey() + "@", gap.getValue());
            }
            Files.writeString(folder.resolve(file), text);
        }
    }

    private Map<String, String> gaps(String host) {
        return Map.of(
                "FOLDER",
                folder.toString(),
                "DOMAIN",
                LabCore.HOME_DOMAIN,
                "HSS",
                LoopbackLab.PREFIX + ".1",
                "HSS_PORT",
                "3868",
                "CX_HOST",
                host,
                "CX_PORT",
                "3868",
                "ICSCF",
                LoopbackLab.PREFIX + ".4:5081",
                "SCSCF",
                SCSCF,
                "SCSCF_IN_TABLE",
                SCSCF.replace(":", "\\:"));
    }

    private Path log(String name) {
        return folder.resolve(name + ".log");
    }

    /** How many lines of a log hold the text. */
    long count(String name, String text) throws IOException {
        return log(name, text).size();
    }

    private List<String> log(String name, String text) throws IOException {
        String all = Files.readString(log(name), StandardCharsets.ISO_8859_1);
        return all.lines().filter(line -> line.contains(text)).toList();
    }

    /** What both said that is worse than a notice: for the message of a failed test. */
    String complaints() throws IOException {
        List<String> all = new ArrayList<>();
        for (String name : List.of("icscf", "scscf")) {
            for (String level : List.of("WARNING", "ERROR", "CRITICAL", "ALERT")) {
                log(name, " " + level + ": ").forEach(line -> all.add(name + line));
            }
        }
        return String.join("\n", all);
    }

    @Override
    public void close() {
        running.forEach(Process::destroy);
        try {
            for (Process process : running) {
                if (!process.waitFor(20, TimeUnit.SECONDS)) {
                    process.descendants().forEach(ProcessHandle::destroyForcibly);
                    process.destroyForcibly().waitFor();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(running).noneMatch(Process::isAlive);
    }
}
