package org.gatehouse.ims.ue.cli;

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
        versionProvider = Ims.Version.class,
        subcommands = UeCommand.class)
public final class Ims implements Runnable {
    private static final String LOG_LEVEL = "GATEHOUSE_LOG";

    @Spec private @Nullable CommandSpec spec;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String[] arguments) {
        // a tool that a person watches says what it has to say on its own; daemons log
        if (arguments.length > 0 && arguments[0].equals("ue") && System.getenv(LOG_LEVEL) == null) {
            System.setProperty(LOG_LEVEL, "ERROR");
        }
        System.exit(commandLine().execute(arguments));
    }

    /** All commands, ready to be executed. */
    public static CommandLine commandLine() {
        // "@FILE" is a value of --k and its like, not a file of arguments
        return new CommandLine(new Ims()).setExpandAtFiles(false);
    }

    @Override
    public void run() {
        if (spec != null) {
            throw new ParameterException(
                    spec.commandLine(), "no command (expected: one of those that --help lists)");
        }
    }

    /** The version in the manifest of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Ims.class.getPackage().getImplementationVersion();
            return new String[] {"Gatehouse " + (version == null ? "(development)" : version)};
        }
    }
}
