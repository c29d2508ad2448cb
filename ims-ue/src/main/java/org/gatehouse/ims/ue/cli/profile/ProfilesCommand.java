package org.gatehouse.ims.ue.cli.profile;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.cli.SettingsHelp;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.ue.shape.ShapeSettings;
import org.gatehouse.ims.ue.shape.Shapes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ims ue profiles}: lists them, or shows what one is made of. */
@Command(name = "profiles", description = "Lists the profiles that a UE can write and behave as.")
public final class ProfilesCommand implements Callable<Integer> {
    /** Longest name of a built-in profile and some air. */
    private static final int COLUMN = 16;

    private static final int USAGE = 2;

    @Mixin private ProfileOptions options = new ProfileOptions();

    @Option(names = "--keys", description = "list the keys of a profile instead")
    private boolean keys;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        if (spec == null) {
            throw new IllegalStateException("not run by picocli");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (keys) {
            List.of(SettingsHelp.lines("Keys of a profile:", ShapeSettings.SCHEMA))
                    .forEach(out::println);
            out.flush();
            return 0;
        }
        try {
            Shapes shapes = options.all();
            for (String name : shapes.names()) {
                out.println(
                        String.format(
                                Locale.ROOT,
                                "%-" + COLUMN + "s %s",
                                name,
                                shapes.named(name).description()));
            }
            out.flush();
            return 0;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            spec.commandLine().getErr().flush();
            return USAGE;
        }
    }
}
