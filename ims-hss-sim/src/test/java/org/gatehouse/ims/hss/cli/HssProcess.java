package org.gatehouse.ims.hss.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real HSS in a JVM of its own, on a free port. */
final class HssProcess implements AutoCloseable {
    private static final Pattern SERVING =
            Pattern.compile("serving cx=[^/]*/127\\.0\\.0\\.1:(\\d+)");

    /** A JVM on a busy machine takes some seconds. */
    private static final int START_SECONDS = 60;

    private final Process process;
    private final List<String> log;
    private volatile boolean serving;

    private HssProcess(Process process, List<String> log) {
        this.process = process;
        this.log = log;
    }

    /** Starts it, and waits until it serves or has ended. */
    static HssProcess start(Path database, String... settings) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ProcessHandle.current().info().command().orElseThrow());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(HssMain.class.getName());
        command.add("--stop-with-stdin");
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(
                List.of("cx=127.0.0.1:0", "admin=127.0.0.1:0", "database=" + database, "shards=2"));
        for (String setting : all) {
            command.add("--set");
            command.add(setting);
        }
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("GATEHOUSE_LOG", "INFO");
        Process process = builder.start();
        HssProcess hss = new HssProcess(process, new ArrayList<>());
        CompletableFuture.delayedExecutor(START_SECONDS, TimeUnit.SECONDS)
                .execute(hss::killUnlessServing);
        hss.awaitServing();
        return hss;
    }

    private void awaitServing() throws IOException {
        BufferedReader output = process.inputReader(UTF_8);
        String line = output.readLine();
        while (line != null) {
            log.add(line);
            if (SERVING.matcher(line).find()) {
                serving = true;
                // what follows must not fill the pipe
                Thread.ofVirtual().start(() -> drain(output));
                return;
            }
            line = output.readLine();
        }
    }

    private void killUnlessServing() {
        if (!serving) {
            process.destroyForcibly();
        }
    }

    private static void drain(BufferedReader output) {
        try {
            while (output.readLine() != null) {
                // nobody asks for what it says while it serves
            }
        } catch (IOException killed) {
            // its output ends with it
        }
    }

    /** Where it serves Cx. */
    InetSocketAddress cx() {
        for (String line : log) {
            Matcher matcher = SERVING.matcher(line);
            if (matcher.find()) {
                return new InetSocketAddress(
                        InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(matcher.group(1)));
            }
        }
        throw new IllegalStateException("the HSS did not start: " + log);
    }

    /** What it said until it served, or ended. */
    List<String> log() {
        return log;
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** SIGTERM; the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    /** The exit code of a process that ends by itself. */
    int exitCode() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the HSS does not end: " + log);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
