package org.gatehouse.ims.ue.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.ue.cli.Ims;

/**
 * HSS, S-CSCF with I-CSCF, and P-CSCF as the processes that a user starts, on loopback addresses of
 * their own; and UEs as processes. They end with this one.
 */
final class DaemonProcesses implements AutoCloseable {
    /** A JVM on a busy machine takes some seconds, and a UE half a minute to find out. */
    private static final int SECONDS = 120;

    private static final int POLL_MILLIS = 100;

    /** Of the daemons; where each has its admin server. */
    enum Name {
        HSS("hss", 1),
        SCSCF("scscf", 2),
        PCSCF("pcscf", 3);

        private final String command;
        private final int host;

        Name(String command, int host) {
            this.command = command;
            this.host = host;
        }
    }

    private final String prefix = LoopbackPrefix.next();
    private final Map<Name, Process> daemons = new LinkedHashMap<>();
    private final List<Process> ues = new ArrayList<>();
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
    private final Path folder;

    /** Starts the three, and returns when each is healthy. */
    DaemonProcesses(Path folder) throws Exception {
        this.folder = folder;
        try {
            for (Name name : Name.values()) {
                start(name);
            }
            for (Name name : Name.values()) {
                awaitHealth(name);
            }
        } catch (Exception | AssertionError e) {
            close();
            throw e;
        }
    }

    private List<String> settings(Name name) {
        List<String> settings =
                switch (name) {
                    case HSS ->
                            List.of(
                                    "cx=" + at(1, 3868),
                                    "database=" + folder.resolve("hss"),
                                    "subscribers=5",
                                    "allowed-peers=127.0.0.1," + prefix + ".1," + prefix + ".2");
                    case SCSCF ->
                            List.of(
                                    "sip=" + at(2, 5082),
                                    "icscf.sip=" + at(2, 5081),
                                    "hss=" + at(1, 3868),
                                    "cx-watchdog=6s",
                                    "trusted-peers=" + prefix + ".2," + prefix + ".3");
                    case PCSCF ->
                            List.of(
                                    "sip=" + pcscf(),
                                    "mw=" + at(3, 5070),
                                    "esp=" + at(3, 4500),
                                    "icscf=" + at(2, 5081),
                                    "ipsec=udp",
                                    "journal=" + folder.resolve("journal"));
                };
        List<String> all = new ArrayList<>(settings);
        all.add("admin=" + at(name.host, 8060));
        return all;
    }

    private String at(int host, int port) {
        return prefix + "." + host + ":" + port;
    }

    String pcscf() {
        return at(3, 5060);
    }

    private void start(Name name) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(name.command, "--stop-with-stdin"));
        if (name == Name.SCSCF) {
            arguments.addAll(List.of("--roles", "scscf,icscf"));
        }
        settings(name).forEach(setting -> arguments.addAll(List.of("--set", setting)));
        daemons.put(name, start(name.command, arguments));
    }

    private Process start(String log, List<String> arguments) throws IOException {
        return new ProcessBuilder(JavaProcess.command(Ims.class, arguments.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve(log + ".log").toFile()))
                .start();
    }

    String log(String name) throws IOException {
        return Files.readString(folder.resolve(name + ".log"));
    }

    /** kill -9, and the same command again. */
    void killAndStart(Name name) throws Exception {
        Process daemon = Objects.requireNonNull(daemons.get(name));
        daemon.destroyForcibly().waitFor();
        start(name);
        awaitHealth(name);
    }

    /** Waits for /health of a daemon. */
    void awaitHealth(Name name) throws Exception {
        await(name, "/health", "");
    }

    /** What a daemon says at a path of its admin server; empty if it does not answer with 200. */
    String get(Name name, String path) throws InterruptedException {
        URI uri = URI.create("http://" + at(name.host, 8060) + path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
        try {
            HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
            return answer.statusCode() == 200 ? answer.body() + "\n" : "";
        } catch (IOException e) {
            return "";
        }
    }

    /** Waits until what it says there is 200 and has such a text. */
    String await(Name name, String path, String text) throws Exception {
        String said = "";
        for (int tries = 0; tries < SECONDS * 1_000 / POLL_MILLIS; tries++) {
            said = get(name, path);
            if (!said.isEmpty() && said.contains(text)) {
                return said;
            }
            Process daemon = Objects.requireNonNull(daemons.get(name));
            assertThat(daemon.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS))
                    .as(log(name.command))
                    .isFalse();
        }
        throw new AssertionError(
                path + " of " + name + " does not say " + text + ": " + said + log(name.command));
    }

    /** A UE as a process. */
    final class Ue {
        private final String name = "ue" + (ues.size() + 1);
        private final Process process;

        private Ue(List<String> arguments) throws IOException {
            process = DaemonProcesses.this.start(name, arguments);
            ues.add(process);
        }

        Ue awaitText(String text) throws Exception {
            for (int tries = 0; tries < SECONDS * 1_000 / POLL_MILLIS; tries++) {
                if (log(name).contains(text)) {
                    return this;
                }
                boolean over = process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS);
                assertThat(over && !log(name).contains(text)).as(log(name)).isFalse();
            }
            throw new AssertionError(log(name));
        }

        void kill() throws InterruptedException {
            process.destroyForcibly().waitFor();
        }

        /** Waits for its end. */
        int exitCode() throws Exception {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as(log(name)).isTrue();
            return process.exitValue();
        }

        /** All that it printed, after it ended with exit code 0. */
        String printed() throws Exception {
            assertThat(exitCode()).as(log(name)).isZero();
            return log(name);
        }
    }

    /** {@code ims ue register} of a subscriber of the lab. */
    Ue register(int subscriber, String... options) throws IOException {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--subscriber=" + subscriber,
                                "--local=" + prefix + "." + (100 + subscriber),
                                "--sqn-file=" + folder.resolve("sqn." + subscriber)));
        arguments.addAll(List.of(options));
        return register(arguments);
    }

    /** {@code ims ue register}. */
    Ue register(List<String> options) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("ue", "register", "--pcscf=" + pcscf(), "--ipsec=udp"));
        arguments.addAll(options);
        return new Ue(arguments);
    }

    /** First three octets of all addresses. */
    String prefix() {
        return prefix;
    }

    InetSocketAddress admin(Name name) {
        return new InetSocketAddress(prefix + "." + name.host, 8060);
    }

    long pid(Name name) {
        return Objects.requireNonNull(daemons.get(name)).pid();
    }

    @Override
    public void close() {
        http.shutdownNow();
        List<Process> all = new ArrayList<>(ues);
        all.addAll(daemons.values());
        for (Process process : all) {
            process.destroyForcibly().onExit().join();
        }
    }
}
