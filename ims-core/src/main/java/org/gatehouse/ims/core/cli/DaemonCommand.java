package org.gatehouse.ims.core.cli;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.admin.AdminActions;
import org.gatehouse.ims.core.admin.AdminServer;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that runs one daemon in the foreground until SIGTERM, which is a clean stop with exit
 * code 0. A configuration error is exit code 2, any other failure to start is 1. Commands of
 * daemons extend it and are annotated with picocli's {@code @Command(name = ...)}.
 */
@Command(mixinStandardHelpOptions = true, versionProvider = GatehouseVersion.class)
public abstract class DaemonCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonCommand.class);

    private final String section;
    private final Schema schema;
    private final Setting<InetSocketAddress> adminAddress;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "YAML file with settings; --set goes before it")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "sets one of the settings below; may be repeated")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--stop-with-stdin",
            hidden = true,
            description =
                    "stops when standard input ends, as it does when the parent dies, unless the"
                            + " parent said to stay")
    private boolean stopWithStdin;

    private @Nullable CommandSpec spec;

    /**
     * @param section name of the daemon in {@code --set NAME.KEY=VALUE}
     * @param schema its settings
     * @param adminAddress the one of them that names the address of the administrative server
     */
    protected DaemonCommand(
            String section, Schema schema, Setting<InetSocketAddress> adminAddress) {
        this.section = section;
        this.schema = schema;
        this.adminAddress = adminAddress;
    }

    /**
     * The values that a file and overrides lead to, as texts by their keys, without secrets; for
     * whoever starts this daemon as a process and has to find it.
     */
    public final Map<String, String> effectiveSettings(@Nullable Path file, List<String> settings)
            throws ConfigException {
        return Settings.load(file, settings, section, schema).texts();
    }

    /** Starts the daemon; the returned one is closed when the command ends. */
    protected abstract Daemon start(Settings settings, MeterRegistry meters)
            throws IOException, ConfigException;

    /** The token that changes over the admin address need; empty where there is none. */
    protected Optional<String> adminToken(Settings settings) {
        return Optional.empty();
    }

    @Spec
    final void describeSettings(CommandSpec command) {
        spec = command;
        command.usageMessage().footer(SettingsHelp.lines(schema));
    }

    @Override
    public final Integer call() throws InterruptedException {
        try (Foreground foreground = new Foreground()) {
            Settings settings = Settings.load(config, overrides, section, schema);
            run(settings, foreground);
            foreground.stoppedCleanly();
            return 0;
        } catch (ConfigException e) {
            tell(e);
            return 2;
        } catch (IOException e) {
            tell(e);
            return 1;
        }
    }

    private void run(Settings settings, Foreground foreground)
            throws IOException, ConfigException, InterruptedException {
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        try (Daemon daemon = start(settings, meters);
                AdminServer admin =
                        AdminServer.start(
                                settings.get(adminAddress),
                                daemon::problems,
                                meters,
                                daemon.api(),
                                new AdminActions(daemon.actions(), adminToken(settings)))) {
            LOG.info("started daemon={} admin={}", section, admin.address());
            if (stopWithStdin) {
                foreground.stopWith(System.in);
            }
            foreground.awaitStop();
            LOG.info("stopping daemon={}", section);
        }
    }

    private void tell(Exception problem) {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        err.println(section + ": " + problem.getMessage());
        err.flush();
    }
}
