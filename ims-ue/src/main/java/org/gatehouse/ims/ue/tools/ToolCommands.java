package org.gatehouse.ims.ue.tools;

import java.io.InputStream;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** {@code ims aka}, {@code esp}, {@code sip} and {@code secagree}. */
public final class ToolCommands {
    private ToolCommands() {}

    /**
     * Adds all tools to the root command.
     *
     * @param in where batches come from
     */
    public static void addTo(CommandLine root, InputStream in) {
        add(root, in, "aka", "AKA functions and checks (TS 33.102, RFC 3310).", AkaTools.all());
        add(
                root,
                in,
                "esp",
                "ESP keys and packets (TS 33.203 clause 7, Annex I).",
                List.of(EspTools.OPEN, EspTools.KEYS));
        add(root, in, "sip", "SIP messages (RFC 3261).", List.of(SipCheckTool.CHECK));
        add(
                root,
                in,
                "secagree",
                "Security agreement (RFC 3329, TS 33.203 clause 7.2).",
                List.of(SecAgreeTool.CHOOSE));
    }

    private static void add(
            CommandLine root, InputStream in, String name, String description, List<Tool> tools) {
        String expected = tools.stream().map(Tool::name).collect(Collectors.joining(", "));
        CommandSpec[] group = new CommandSpec[1];
        Runnable noCommand =
                () -> {
                    throw new ParameterException(
                            group[0].commandLine(), "no command (expected: " + expected + ")");
                };
        group[0] = CommandSpec.wrapWithoutInspection(noCommand).name(name);
        group[0].usageMessage().description(description);
        for (Tool tool : tools) {
            group[0].addSubcommand(tool.name(), new ToolCommand(tool, in).spec());
        }
        root.addSubcommand(name, group[0]);
    }
}
