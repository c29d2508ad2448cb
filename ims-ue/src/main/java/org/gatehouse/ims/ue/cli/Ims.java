package org.gatehouse.ims.ue.cli;

import java.io.PrintWriter;
import org.gatehouse.ims.core.cli.GatehouseVersion;
import org.gatehouse.ims.core.cli.WritesToTerminal;
import org.gatehouse.ims.hss.cli.HssCommand;
import org.gatehouse.ims.pcscf.cli.PcscfCommand;
import org.gatehouse.ims.scscf.cli.IcscfCommand;
import org.gatehouse.ims.scscf.cli.ScscfCommand;
import org.gatehouse.ims.ue.lab.ParentWatch;
import org.gatehouse.ims.ue.tools.KeyMask;
import org.gatehouse.ims.ue.tools.ToolCommands;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ims}: the root of all commands. */
@Command(
        name = "ims",
        description = "Gatehouse: IMS access security (3GPP TS 33.203).",
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = GatehouseVersion.class,
        subcommands = {
            HssCommand.class,
            ScscfCommand.class,
            IcscfCommand.class,
            PcscfCommand.class,
            UeCommand.class,
            LabCommand.class,
        })
public final class Ims implements Runnable {
    private static final String LOG_LEVEL = "GATEHOUSE_LOG";

    @Spec private @Nullable CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // a tool that a person watches says what it has to say on its own; daemons log
        if (arguments.length > 0 && arguments[0].equals("ue") && System.getenv(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "ERROR");
        }
        // after the level is set: the first logger of the process reads it
        ParentWatch.begin();
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, ready to be executed. */
    @WritesToTerminal
    public static CommandLine commandLine() {
        // "@FILE" is a value of --k and its like, not a file of arguments
        CommandLine line =
                new CommandLine(new Ims()).setExpandAtFiles(false).setUsageHelpWidth(100);
        ToolCommands.addTo(line, System.in);
        // of System.out itself, so that a batch sees when nobody reads any more
        line.setOut(new PrintWriter(System.out, true, System.out.charset()));
        CommandLine.IParameterExceptionHandler usual = line.getParameterExceptionHandler();
        return line.setParameterExceptionHandler(
                (e, arguments) -> usual.handleParseException(withoutKeys(e), arguments));
    }

    /** A usage error repeats what was typed, and a key may stand behind a mistyped option. */
    private static ParameterException withoutKeys(ParameterException e) {
        String message = String.valueOf(e.getMessage());
        String masked = KeyMask.mask(message);
        return masked.equals(message) ? e : new ParameterException(e.getCommandLine(), masked);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "no command (expected: one of those that --help lists)");
        }
    }
}
