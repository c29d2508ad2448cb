package org.gatehouse.ims.ue.tools;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** A {@link Tool} as a command: its inputs are options, or keys of a batch. */
final class ToolCommand implements Callable<Integer> {
    private final Tool tool;
    private final InputStream in;
    private final CommandSpec spec;
    private final Map<Tool.Input, ArgSpec> arguments = new LinkedHashMap<>();
    private final OptionSpec batch =
            OptionSpec.builder("--batch")
                    .type(boolean.class)
                    .description(
                            "read one JSON object a line from standard input, option names as"
                                    + " keys, and answer each with one")
                    .build();

    /**
     * @param in where a batch comes from
     */
    ToolCommand(Tool tool, InputStream in) {
        this.tool = tool;
        this.in = in;
        spec = CommandSpec.wrapWithoutInspection(this).name(tool.name());
        spec.usageMessage()
                .description(tool.description().toArray(String[]::new))
                .sortOptions(false);
        for (Tool.Input input : tool.inputs()) {
            arguments.put(input, argument(input));
        }
        arguments.values().forEach(spec::add);
        spec.addOption(batch);
    }

    CommandSpec spec() {
        return spec;
    }

    private static ArgSpec argument(Tool.Input input) {
        return input.kind() == Tool.Kind.FILE
                ? PositionalParamSpec.builder()
                        .index("0")
                        .arity("0..1")
                        .type(String.class)
                        .paramLabel(input.label())
                        .description(input.description())
                        .build()
                : OptionSpec.builder("--" + input.name())
                        .type(String.class)
                        .paramLabel(input.label())
                        .description(input.description())
                        .build();
    }

    @Override
    public Integer call() throws IOException {
        Map<String, String> given = new LinkedHashMap<>();
        arguments.forEach((input, argument) -> {
            if (argument.getValue() instanceof String value) {
                given.put(input.name(), value);
            }
        });
        PrintWriter out = spec.commandLine().getOut();
        if (Boolean.TRUE.equals(batch.getValue())) {
            if (!given.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--batch: takes its values from standard input (expected: no other"
                                + " option)");
            }
            return new Batch(tool).run(in, out);
        }
        return once(given, out);
    }

    private int once(Map<String, String> given, PrintWriter out) {
        try {
            Answer answer = tool.function().apply(new Values(given, DataSource.COMMAND_LINE));
            out.print(answer.text());
            out.flush();
            return answer.exitCode();
        } catch (ToolException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(spec.qualifiedName() + ": " + e.message());
            err.flush();
            return e.exitCode();
        }
    }
}
