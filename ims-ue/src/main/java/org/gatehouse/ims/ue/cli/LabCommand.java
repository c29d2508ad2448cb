package org.gatehouse.ims.ue.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.cli.GatehouseVersion;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.ue.lab.Lab;
import org.gatehouse.ims.ue.lab.LabControl;
import org.gatehouse.ims.ue.lab.LabException;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.gatehouse.ims.ue.lab.LabPlan;
import org.gatehouse.ims.ue.lab.LabState;
import org.gatehouse.ims.ue.lab.LastLine;
import org.gatehouse.ims.ue.lab.Launcher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code ims lab}: a whole IMS on loopback, each daemon a process of its own. By default it
 * registers, refreshes and deregisters a UE and ends.
 */
@Command(
        name = "lab",
        description = {
            "HSS, S-CSCF with I-CSCF, and P-CSCF on loopback.",
            "Without a sub-command: starts them, registers, refreshes and deregisters a UE, prints"
                    + " the ladder, and stops them."
        },
        mixinStandardHelpOptions = true,
        versionProvider = GatehouseVersion.class)
public final class LabCommand implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int WRONG_CONFIGURATION = 2;

    private final LabSetup setup;

    @Mixin private LabOptions options = new LabOptions();

    @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
    @Spec
    private CommandSpec spec;

    public LabCommand() {
        this(LabSetup.REAL);
    }

    LabCommand(LabSetup setup) {
        this.setup = setup;
    }

    @Override
    public Integer call() throws InterruptedException {
        return guarded(lastLine -> {
            LabFolder folder = folder();
            LabPlan plan = plan(options, folder);
            lab(folder, lastLine).run(plan, setup.commands(plan, folder));
            lastLine.ok();
        });
    }

    @Command(
            name = "up",
            description = "Starts the daemons and leaves them running.",
            mixinStandardHelpOptions = true)
    int up(@Mixin LabOptions upOptions) throws InterruptedException {
        return guarded(lastLine -> {
            LabFolder folder = folder();
            lab(folder, lastLine).up(plan(upOptions, folder));
        });
    }

    @Command(
            name = "status",
            description = "Shows what runs; exit code 1 if nothing does.",
            mixinStandardHelpOptions = true)
    int status(
            @Option(names = "--json", description = "as one JSON object in one line") boolean json)
            throws InterruptedException {
        List<LabState.Entry> running = new ArrayList<>();
        int exit = guarded(lastLine -> running.addAll(new LabControl(folder()).running()));
        if (exit != 0) {
            return exit;
        }
        if (json) {
            out().println(LabControl.json(running));
        } else if (running.isEmpty()) {
            out().println("no lab is up");
        } else {
            running.forEach(this::show);
        }
        out().flush();
        return running.isEmpty() ? FAILED : 0;
    }

    private void show(LabState.Entry entry) {
        out().printf(
                        Locale.ROOT,
                        "%-6s process %d, admin %s%n",
                        entry.name(),
                        entry.pid(),
                        entry.settings().get("admin"));
    }

    @Command(
            name = "down",
            description = "Stops what runs; succeeds also when nothing does.",
            mixinStandardHelpOptions = true)
    int down() throws InterruptedException {
        return guarded(lastLine -> new LabControl(folder()).down());
    }

    private interface Work {
        void with(LastLine lastLine) throws LabException, ConfigException, InterruptedException;
    }

    private int guarded(Work work) throws InterruptedException {
        LastLine lastLine = new LastLine(out());
        try {
            work.with(lastLine);
            return 0;
        } catch (ConfigException e) {
            spec.commandLine().getErr().println(e.getMessage());
            lastLine.failed("configuration error");
            return WRONG_CONFIGURATION;
        } catch (LabException e) {
            lastLine.failed(e.reason());
            return FAILED;
        }
    }

    LabPlan plan(LabOptions chosen, LabFolder folder) throws ConfigException {
        if (chosen.config != null && !Files.isDirectory(chosen.config)) {
            throw new ParameterException(
                    spec.commandLine(), "--config: found no folder " + chosen.config);
        }
        if (chosen.subscribers < 1) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--subscribers: " + chosen.subscribers + " (expected: >= 1)");
        }
        Map<String, String> labSettings = new LinkedHashMap<>(setup.settings(folder));
        labSettings.put("hss.subscribers", String.valueOf(chosen.subscribers));
        LabPlan plan = LabPlan.of(setup.daemons(), chosen.config, chosen.overrides, labSettings);
        if (!plan.setting("pcscf", "sec-agree").equals(Optional.of("optional"))) {
            return plan;
        }
        // An edge that lets plain AKA UEs in is of use only before an S-CSCF that takes their
        // answers.
        labSettings.put("scscf.accept-unprotected-answer", "true");
        return LabPlan.of(setup.daemons(), chosen.config, chosen.overrides, labSettings);
    }

    private LabFolder folder() throws LabException {
        return LabFolder.open(setup.folder());
    }

    private Lab lab(LabFolder folder, LastLine lastLine) {
        return new Lab(folder, Launcher.likeThisProcess(setup.mainClass()), lastLine);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
