package org.gatehouse.ims.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DaemonCommandTest {
    private static final int SECONDS = 30;

    @TempDir private Path folder;
    private final List<Process> processes = new ArrayList<>();

    @AfterEach
    void killWhatIsLeft() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void sigtermIsACleanStopWithExitCode0() throws Exception {
        Process process = startedDaemon();
        process.destroy();
        assertThat(exit(process)).isZero();
        assertThat(folder.resolve("stopped")).exists();
    }

    @Test
    void theEndOfStandardInputIsACleanStopIfAskedFor() throws Exception {
        Process process = startedDaemon("--stop-with-stdin");
        process.getOutputStream().close();
        assertThat(exit(process)).isZero();
        assertThat(folder.resolve("stopped")).exists();
    }

    @Test
    void theEndOfStandardInputMeansNothingOtherwise() throws Exception {
        Process process = startedDaemon();
        process.getOutputStream().close();
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void aParentThatSaysStayCanLeave() throws Exception {
        Process process = startedDaemon("--stop-with-stdin");
        process.getOutputStream().write(Foreground.STAY);
        process.getOutputStream().close();
        assertThat(process.waitFor(300, TimeUnit.MILLISECONDS)).isFalse();
        process.destroy();
        assertThat(exit(process)).isZero();
    }

    @Test
    void versionNamesTheProduct() {
        assertThat(run("--version").out()).matches("Gatehouse \\d+\\..*\\R");
    }

    @Test
    void itLogsToStandardErrorOneLineAnEvent() throws Exception {
        Process process = startedDaemon();
        process.destroy();
        exit(process);
        assertThat(folder.resolve("out")).isEmptyFile();
        assertThat(Files.readAllLines(folder.resolve("err")))
                .allMatch(
                        line -> line.matches("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z (INFO |WARN ) \\[.*"))
                .anyMatch(line -> line.endsWith("peer said one | ERROR two"))
                .anyMatch(line -> line.contains("started daemon=sample admin=/127.0.0.1:"));
    }

    @Test
    void aConfigurationErrorIsExitCode2WithItsPlace() throws Exception {
        Path file = Files.writeString(folder.resolve("a.yaml"), "admin: here\nadmn: 1\n");
        Run run = run("--config", file.toString(), "--set", "sample.started");
        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains(file + ":1:8: admin: found \"here\" (expected: ADDRESS:PORT")
                .contains(file + ":2:1: found unknown key \"admn\" (expected: admin?)")
                .contains("--set sample.started: found no \"=\" (expected: KEY=VALUE)");
    }

    @Test
    void aUsageErrorIsExitCode2() {
        assertThat(run("--colour").exit()).isEqualTo(2);
        assertThat(run("--config").exit()).isEqualTo(2);
    }

    @Test
    void anAddressInUseIsExitCode1WithAReason() throws IOException {
        try (var taken = new java.net.ServerSocket(0)) {
            Run run =
                    run(
                            "--set", "admin=127.0.0.1:" + taken.getLocalPort(),
                            "--set", "started=" + folder.resolve("started"),
                            "--set", "stopped=" + folder.resolve("stopped"));
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).startsWith("sample: admin address ").contains("in use");
            assertThat(folder.resolve("stopped")).exists();
        }
    }

    @Test
    void helpListsEverySettingWithDefaultMeaningAndValues() {
        Run run = run("--help");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("admin (default 127.0.0.1:0)")
                .contains("File made at start, 100% of the time.")
                .contains("Values: ADDRESS:PORT")
                .doesNotContain("stop-with-stdin");
    }

    private record Run(int exit, String out, String err) {}

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit =
                new CommandLine(new SampleDaemon.SampleCommand())
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(arguments);
        return new Run(exit, out.toString(), err.toString());
    }

    private Process startedDaemon(String... more) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // The log as a daemon has it, not as tests have it.
        command.add("-Dlogback.configurationFile=logback.xml");
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("--sun-misc-unsafe-memory-access=allow");
        command.add(SampleDaemon.class.getName());
        command.addAll(List.of("--set", "started=" + folder.resolve("started")));
        command.addAll(List.of("--set", "stopped=" + folder.resolve("stopped")));
        command.addAll(List.of(more));
        try (WatchService watch = folder.getFileSystem().newWatchService()) {
            folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(folder.resolve("out").toFile())
                            .redirectError(folder.resolve("err").toFile())
                            .start();
            processes.add(process);
            while (!Files.exists(folder.resolve("started"))) {
                var key = watch.poll(SECONDS, TimeUnit.SECONDS);
                assertThat(key).as("the daemon did not start").isNotNull();
                key.pollEvents();
                key.reset();
            }
            return process;
        }
    }

    private static int exit(Process process) throws InterruptedException {
        assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS)).as("it stopped").isTrue();
        return process.exitValue();
    }
}
