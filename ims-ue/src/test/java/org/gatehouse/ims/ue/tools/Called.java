package org.gatehouse.ims.ue.tools;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/** One call of a tool, through the command line. */
record Called(int exit, String out, String err) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** {@code with("aka auts", Map.of("k", …))}: options, and no file argument. */
    static Called with(String command, Map<String, String> options) {
        List<String> arguments = new ArrayList<>(List.of(command.split(" ", -1)));
        options.forEach((name, value) -> arguments.addAll(List.of("--" + name, value)));
        return with("", arguments.toArray(String[]::new));
    }

    static Called with(String standardInput, String... arguments) {
        return with(standardInput.getBytes(StandardCharsets.UTF_8), arguments);
    }

    static Called with(byte[] standardInput, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine root = new CommandLine(new Root());
        ToolCommands.addTo(root, new ByteArrayInputStream(standardInput));
        root.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return new Called(root.execute(arguments), out.toString(), err.toString());
    }

    /** A batch of one object each. */
    static List<JsonNode> batch(String command, List<Map<String, Object>> objects) {
        StringBuilder lines = new StringBuilder();
        try {
            for (Map<String, Object> object : objects) {
                lines.append(JSON.writeValueAsString(object)).append('\n');
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return with(lines.toString(), (command + " --batch").split(" ", -1)).objects();
    }

    static JsonNode batchOfOne(String command, Map<String, String> object) {
        return batch(command, List.of(new LinkedHashMap<>(object))).getFirst();
    }

    /** The lines of the output as JSON. */
    List<JsonNode> objects() {
        return out.lines().map(Called::read).toList();
    }

    private static JsonNode read(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The output as names and values, in order. */
    Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        out.lines()
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    values.put(line.substring(0, equals), line.substring(equals + 1));
                });
        return values;
    }

    @CommandLine.Command(
            name = "ims",
            scope = CommandLine.ScopeType.INHERIT,
            mixinStandardHelpOptions = true)
    private static final class Root implements Runnable {
        @Override
        public void run() {}
    }
}
