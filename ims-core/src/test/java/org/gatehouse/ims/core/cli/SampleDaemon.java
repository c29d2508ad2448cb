package org.gatehouse.ims.core.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.Values;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** A daemon that does nothing, for tests that start it as a process. */
final class SampleDaemon {
    private static final Logger LOG = LoggerFactory.getLogger(SampleDaemon.class);
    private static final Setting<InetSocketAddress> ADMIN =
            Setting.of("admin", "127.0.0.1:0", Values.address(), "Address of the HTTP server.");
    private static final Setting<Path> STARTED =
            Setting.of("started", "none", Values.path(), "File made at start, 100% of the time.");
    private static final Setting<Path> STOPPED =
            Setting.of("stopped", "none", Values.path(), "File made by a clean stop.");

    private SampleDaemon() {}

    @Command(name = "sample")
    static final class SampleCommand extends DaemonCommand {
        SampleCommand() {
            super("sample", new Schema(List.of(ADMIN, STARTED, STOPPED)), ADMIN);
        }

        @Override
        protected Daemon start(Settings settings, MeterRegistry meters) throws IOException {
            LOG.info("peer said {}", "one\r\nERROR two");
            Files.createFile(settings.get(STARTED));
            return new Daemon() {
                @Override
                public List<String> problems() {
                    return List.of();
                }

                @Override
                public Map<String, ApiResource> api() {
                    return Map.of();
                }

                @Override
                public void close() {
                    try {
                        Files.createFile(settings.get(STOPPED));
                    } catch (IOException e) {
                        LOG.error("can't say that it stopped", e);
                    }
                }
            };
        }
    }

    static void main(String[] arguments) {
        System.exit(new CommandLine(new SampleCommand()).execute(arguments));
    }
}
