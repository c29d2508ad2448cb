package org.gatehouse.ims.ue.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ims ue}: what a UE can do. */
@Command(
        name = "ue",
        description = "A UE: registers with a soft ISIM.",
        subcommands = {RegisterCommand.class, MessageCommand.class})
public final class UeCommand implements Runnable {
    @Spec private @Nullable CommandSpec spec;

    @Override
    public void run() {
        if (spec != null) {
            CommandLine line = spec.commandLine();
            throw new ParameterException(
                    line, "what shall the UE do? (expected: register or message)");
        }
    }
}
