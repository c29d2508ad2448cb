package org.gatehouse.ims.ue.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** What holds for every command at every level. */
class ImsTest {
    private record Ended(int exit, String out, String err) {}

    private static Ended run(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = Ims.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int exit = line.execute(arguments.toArray(String[]::new));
        return new Ended(exit, out.toString(), err.toString());
    }

    private static Ended run(List<String> command, String... more) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of(more));
        return run(arguments);
    }

    /** Paths of all commands, the root's empty one first. */
    static Stream<List<String>> commands() {
        return below(Ims.commandLine(), List.of());
    }

    private static Stream<List<String>> below(CommandLine line, List<String> path) {
        return Stream.concat(
                Stream.of(path),
                line.getSubcommands().entrySet().stream()
                        .flatMap((Map.Entry<String, CommandLine> entry) -> {
                            List<String> longer = new ArrayList<>(path);
                            longer.add(entry.getKey());
                            return below(entry.getValue(), longer);
                        }));
    }

    @Test
    void theToolsAreAmongTheCommands() {
        assertThat(commands())
                .contains(
                        List.of("aka", "milenage"),
                        List.of("aka", "tuak"),
                        List.of("aka", "auts"),
                        List.of("aka", "check"),
                        List.of("aka", "response"),
                        List.of("esp", "open"),
                        List.of("esp", "keys"),
                        List.of("sip", "check"),
                        List.of("secagree", "choose"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasHelp(List<String> command) {
        Ended ended = run(command, "--help");
        String name = String.join(" ", Stream.concat(Stream.of("ims"), command.stream()).toList());

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).startsWith("Usage: " + name + " ").contains("--version");
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out().lines()).allMatch(text -> text.length() <= 100);
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasAVersion(List<String> command) {
        Ended ended = run(command, "--version");

        assertThat(ended.exit()).isZero();
        assertThat(ended.out()).startsWith("Gatehouse ");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionIsAUsageErrorAtEveryLevel(List<String> command) {
        Ended ended = run(command, "--no-such-option");

        assertThat(ended.exit()).isEqualTo(2);
        // of two mistakes the first that is found is told: an argument may be missing too
        assertThat(ended.err()).containsAnyOf("--no-such-option", "Missing required");
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aWordTooManyIsAUsageErrorAtEveryLevel(List<String> command) {
        Ended ended = run(command, "first-word", "second-word");

        assertThat(ended.exit()).isEqualTo(2);
        // what is missing is told first
        assertThat(ended.err()).containsAnyOf("second-word", "Missing required option");
    }

    /** A key as an option's name, as a word, and cut in two by a typing error. */
    @ParameterizedTest
    @MethodSource("commands")
    void noUsageErrorRepeatsAKey(List<String> command) {
        String key = "fec86ba6eb707ed08905757b1bb44b8f";
        String mistyped = "fec86ba6eb707ed0q8905757b1bb44b8f";
        for (String argument : List.of(key, "--" + key, "--kk=" + key, mistyped)) {
            Ended ended = run(command, argument, argument);
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.err() + ended.out())
                    .doesNotContain(key.substring(0, 16))
                    .doesNotContain(key.substring(16));
        }
    }

    @Test
    void aGroupAloneSaysWhatItHas() {
        for (String group : List.of("aka", "esp", "sip", "secagree")) {
            Ended ended = run(List.of(group));
            assertThat(ended.exit()).isEqualTo(2);
            assertThat(ended.err()).startsWith("no command (expected: ");
        }
    }

    @Test
    void aToolAloneSaysWhatItNeeds() {
        for (List<String> tool : commands().filter(command -> command.size() == 2).toList()) {
            if (List.of("aka", "esp", "sip", "secagree").contains(tool.getFirst())) {
                Ended ended = run(tool);
                assertThat(ended.exit()).as(tool.toString()).isEqualTo(2);
                assertThat(ended.err()).startsWith("ims " + String.join(" ", tool) + ": no ");
            }
        }
    }

    @Test
    void anOptionTwiceIsAUsageError() {
        Ended ended = run(List.of("aka", "milenage"), "--k", "00", "--k", "00");
        assertThat(ended.exit()).isEqualTo(2);
    }
}
