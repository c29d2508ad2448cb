package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.ue.lab.LabControl;
import org.gatehouse.ims.ue.lab.LabException;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the lab does with processes, whatever happens. Each lab here is a process itself. */
class LabProcessTest {
    private static final int SECONDS = 60;

    @TempDir private Path folder;
    private final List<Process> labs = new ArrayList<>();
    private final int hssAdmin = freePort();
    private final int scscfAdmin = freePort();

    @AfterEach
    void endAll() throws Exception {
        for (Process lab : labs) {
            List<ProcessHandle> children = lab.descendants().toList();
            lab.destroyForcibly();
            children.forEach(ProcessHandle::destroyForcibly);
        }
        assertThat(here("down").exit()).isZero();
    }

    @Test
    void aLabEndsWithLabOkAndLeavesNothing() throws Exception {
        Ended ended = finish(lab(0));
        assertThat(ended.lines()).containsExactly("ladder [register]", "lab: ok");
        assertThat(ended.exit()).isZero();
        assertThat(here("status", "--json").lines()).containsExactly("{}");
        assertThat(Files.readString(folder.resolve("log/hss.log"))).contains("closed");
    }

    @Test
    void sigtermEndsAllAndExitCodeIs1() throws Exception {
        Process lab = heldLab();
        List<ProcessHandle> children = lab.descendants().toList();
        assertThat(children).hasSize(3);
        lab.toHandle().destroy();
        Ended ended = finish(lab);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.lines()).last().asString().startsWith("lab: failed: ");
        assertGone(children);
    }

    @Test
    void ctrlCEndsAllAndExitCodeIs1() throws Exception {
        Process lab = heldLab();
        List<ProcessHandle> children = lab.descendants().toList();
        new ProcessBuilder("kill", "-INT", String.valueOf(lab.pid())).start().waitFor();
        Ended ended = finish(lab);
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.lines()).last().asString().startsWith("lab: failed: ");
        assertGone(children);
    }

    @Test
    void killMinus9OfTheLabEndsItsDaemons() throws Exception {
        Process lab = heldLab();
        List<ProcessHandle> children = lab.descendants().toList();
        assertThat(children).hasSize(3);
        lab.destroyForcibly();
        assertGone(children);
        assertThat(finish(lab(0)).exit()).isZero();
    }

    @Test
    void aSecondLabFailsClearlyAndDoesNotDisturbTheFirst() throws Exception {
        Process first = heldLab();
        List<ProcessHandle> children = first.descendants().toList();
        Ended second = finish(lab(0));
        assertThat(second.exit()).isEqualTo(1);
        assertThat(second.lines())
                .singleElement()
                .asString()
                .startsWith("lab: failed: another lab");
        assertThat(children).allMatch(ProcessHandle::isAlive);
        Ended up = here("up");
        assertThat(up.lines()).singleElement().asString().startsWith("lab: failed: another lab");
        assertThat(here("down").exit()).isZero();
        assertThat(finish(first).lines()).last().asString().startsWith("lab: failed: ");
        assertGone(children);
    }

    @Test
    void upStatusAndDown() throws Exception {
        assertThat(here("up", "--subscribers", "12").exit()).isZero();
        Ended status = here("status", "--json");
        assertThat(status.exit()).isZero();
        JsonNode json = new ObjectMapper().readTree(status.lines().getFirst());
        long hss = json.at("/hss/pid").asLong();
        long scscf = json.at("/scscf/pid").asLong();
        assertThat(status.lines().getFirst())
                .isEqualTo(
                        """
                        {"hss":{"pid":%d,"cx":"127.0.0.1:3868","admin":"127.0.0.1:%d"},\
                        "scscf":{"pid":%d,"sip":"127.0.0.1:5082","admin":"127.0.0.1:%d"},\
                        "icscf":{"pid":%d,"sip":"127.0.0.1:5081","admin":"127.0.0.1:%d"}}\
                        """
                                .formatted(hss, hssAdmin, scscf, scscfAdmin, scscf, scscfAdmin));
        ProcessHandle process = ProcessHandle.of(hss).orElseThrow();
        assertThat(setting("hss", "subscribers")).isEqualTo("12");
        assertThat(setting("scscf", "hss")).as("follows hss.cx").isEqualTo("127.0.0.1:3868");
        Ended again = here("up");
        assertThat(again.lines())
                .singleElement()
                .asString()
                .startsWith("lab: failed: a lab is up already");
        assertThat(process.isAlive()).isTrue();
        assertThat(here("down").exit()).isZero();
        assertGone(List.of(process));
        assertThat(here("down").exit()).isZero();
        assertThat(Files.readString(folder.resolve("log/hss.log"))).contains("closed");
    }

    @Test
    void aDaemonThatDoesNotStartIsNamedWithItsReason() throws Exception {
        Ended ended = here("up", "--set", "scscf.fate=refuses-to-start");
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.lines())
                .singleElement()
                .asString()
                .startsWith("lab: failed: scscf ended with exit code 1: scscf: no database here");
        assertThat(here("status", "--json").lines()).containsExactly("{}");
    }

    @Test
    void killMinus9OfAnUpThatIsNotDoneEndsItsDaemons() throws Exception {
        Process up = lab(0, "up", "--set", "scscf.fate=never-healthy");
        while (!Files.exists(folder.resolve("log/scscf.log"))
                || !Files.readString(folder.resolve("log/scscf.log")).contains("ready")) {
            assertThat(up.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
        }
        List<ProcessHandle> children = up.descendants().toList();
        assertThat(children).hasSize(2);
        up.destroyForcibly();
        assertGone(children);
    }

    @Test
    void aDaemonThatStopsBadlyFailsTheLab() throws Exception {
        Ended ended = finish(lab(0, "--set", "hss.fate=stops-badly"));
        assertThat(ended.exit()).isEqualTo(1);
        assertThat(ended.lines())
                .last()
                .asString()
                .startsWith("lab: failed: hss did not stop cleanly");
    }

    @Test
    void anAddressInUseIsAClearReason() throws Exception {
        try (ServerSocket taken =
                new ServerSocket(hssAdmin, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Ended ended = here("up");
            assertThat(ended.exit()).isEqualTo(1);
            assertThat(ended.lines())
                    .singleElement()
                    .asString()
                    .startsWith(
                            "lab: failed: can't bind TCP 127.0.0.1:"
                                    + taken.getLocalPort()
                                    + " (hss.admin)");
        }
    }

    @Test
    void aConfigurationErrorIsExitCode2AndNamesItsPlace() throws Exception {
        Path config = Files.createDirectory(folder.resolve("con fig"));
        Files.writeString(config.resolve("hss.yaml"), "cx: nowhere\n");
        Ended file = here("up", "--config", config.toString());
        assertThat(file.exit()).isEqualTo(2);
        assertThat(file.err()).contains(config.resolve("hss.yaml") + ":1:5: cx: found \"nowhere\"");
        assertThat(here("up", "--set", "mgcf.x=1").err())
                .contains("--set mgcf.x=1: found no daemon's name")
                .contains("hss, scscf, icscf");
        assertThat(here("up", "--config", "nowhere").exit()).isEqualTo(2);
        assertThat(here("up", "--subscribers", "0").exit()).isEqualTo(2);
        assertThat(here("sideways").exit()).isEqualTo(2);
    }

    @Test
    void settingsOfAFileAreTakenAndNotOverriddenByTheLab() throws Exception {
        Path config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(
                config.resolve("scscf.yaml"),
                "hss: 127.0.0.9:3868\nicscf:\n  sip: 127.0.0.9:5081\n");
        assertThat(
                        finish(
                                        lab(
                                                0,
                                                "up",
                                                "--config",
                                                config.toString(),
                                                "--set",
                                                "icscf.sip=127.0.0.8:5081"))
                                .exit())
                .isZero();
        assertThat(setting("scscf", "icscf.sip")).isEqualTo("127.0.0.8:5081");
        assertThat(setting("scscf", "hss")).isEqualTo("127.0.0.9:3868");
    }

    private String setting(String daemon, String key) throws LabException {
        return new LabControl(LabFolder.open(folder))
                .running().stream()
                        .filter(entry -> entry.name().equals(daemon))
                        .map(entry -> String.valueOf(entry.settings().get(key)))
                        .findFirst()
                        .orElseThrow();
    }

    private record Ended(int exit, List<String> lines, String err) {}

    private Process heldLab() throws IOException {
        Process lab = lab(SECONDS);
        BufferedReader reader = lab.inputReader(StandardCharsets.UTF_8);
        assertThat(reader.readLine()).isEqualTo("ladder [register]");
        return lab;
    }

    private Process lab(int hold, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (Files.exists(Path.of("/proc/self/status"))) {
            // a build in the background runs with SIGINT ignored, and its children inherit that
            command.addAll(List.of("env", "--default-signal=INT"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Dstub.folder=" + folder, "-Dstub.hold=" + hold));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(StubIms.class.getName(), "lab"));
        command.addAll(withPorts(arguments));
        Process lab =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        labs.add(lab);
        return lab;
    }

    /** The same within this process, for labs that need not be killed. */
    private Ended here(String... arguments) {
        System.setProperty("stub.folder", folder.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exit =
                new CommandLine(new LabCommand(new StubIms.StubLab()))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(withPorts(arguments).toArray(String[]::new));
        return new Ended(exit, out.toString().lines().toList(), err.toString());
    }

    private List<String> withPorts(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (all.isEmpty() || all.getFirst().startsWith("--") || all.getFirst().equals("up")) {
            all.addAll(List.of("--set", "hss.admin=127.0.0.1:" + hssAdmin));
            all.addAll(List.of("--set", "scscf.admin=127.0.0.1:" + scscfAdmin));
        }
        return all;
    }

    private static Ended finish(Process lab) throws Exception {
        List<String> lines = lab.inputReader(StandardCharsets.UTF_8).readAllLines();
        assertThat(lab.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(lab.exitValue(), lines, "");
    }

    private static void assertGone(List<ProcessHandle> processes) throws Exception {
        for (ProcessHandle process : processes) {
            process.onExit().get(SECONDS, TimeUnit.SECONDS);
            assertThat(process.isAlive()).isFalse();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
