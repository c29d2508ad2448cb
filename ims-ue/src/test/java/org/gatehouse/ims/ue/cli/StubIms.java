package org.gatehouse.ims.ue.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.ue.lab.LabDaemon;
import org.gatehouse.ims.ue.lab.LabFolder;
import org.gatehouse.ims.ue.lab.LabPlan;
import org.gatehouse.ims.ue.lab.ParentWatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** An ims whose nodes do nothing but live, to test what the lab does with processes. */
final class StubIms {
    private StubIms() {}

    @Command(
            name = "ims",
            subcommands = {StubHss.class, StubScscf.class, StubUe.class})
    private static final class Root {}

    static void main(String[] arguments) {
        ParentWatch.begin();
        CommandLine line = new CommandLine(new Root());
        line.addSubcommand(new LabCommand(new StubLab()));
        System.exit(line.execute(arguments));
    }

    static final class StubLab implements LabSetup {
        @Override
        public List<LabDaemon> daemons() {
            Map<String, TransportProtocol> admin = Map.of("admin", TransportProtocol.TCP);
            return List.of(
                    new LabDaemon("hss", List.of(), List.of(), StubHss::new, admin, Map.of()),
                    new LabDaemon(
                            "scscf",
                            List.of(),
                            List.of("icscf"),
                            StubScscf::new,
                            admin,
                            Map.of("hss", "hss.cx")));
        }

        @Override
        public Path folder() {
            return Path.of(System.getProperty("stub.folder"));
        }

        @Override
        public Map<String, String> settings(LabFolder folder) {
            return Map.of();
        }

        @Override
        public List<List<String>> commands(LabPlan plan, LabFolder folder) {
            String hold = System.getProperty("stub.hold", "0");
            return List.of(List.of("ue", "register", "--hold", hold));
        }

        @Override
        public String mainClass() {
            return StubIms.class.getName();
        }
    }

    private enum Fate {
        WELL,
        REFUSES_TO_START,
        NEVER_HEALTHY,
        STOPS_BADLY
    }

    abstract static class StubCommand extends DaemonCommand {
        private static final Setting<Fate> FATE =
                Setting.of("fate", "well", Values.oneOf(Fate.class), "What becomes of it.");

        StubCommand(String name, Setting<InetSocketAddress> admin, List<Setting<?>> own) {
            super(
                    name,
                    new Schema(
                            java.util.stream.Stream.concat(
                                            own.stream(), java.util.stream.Stream.of(admin, FATE))
                                    .toList()),
                    admin);
        }

        @Override
        protected Daemon start(Settings settings, MeterRegistry meters) throws IOException {
            Fate fate = settings.get(FATE);
            if (fate == Fate.REFUSES_TO_START) {
                throw new IOException("no database here");
            }
            System.out.println("ready");
            return new Daemon() {
                @Override
                public List<String> problems() {
                    return fate == Fate.NEVER_HEALTHY ? List.of("not today") : List.of();
                }

                @Override
                public Map<String, ApiResource> api() {
                    return Map.of();
                }

                @Override
                public void close() {
                    System.out.println("closed");
                    if (fate == Fate.STOPS_BADLY) {
                        throw new IllegalStateException("stopped badly");
                    }
                }
            };
        }
    }

    private static Setting<InetSocketAddress> address(String key, String value) {
        return Setting.of(key, value, Values.address(), "An address.");
    }

    @Command(name = "hss")
    static final class StubHss extends StubCommand {
        StubHss() {
            super(
                    "hss",
                    address("admin", "127.0.0.1:8068"),
                    List.of(
                            address("cx", "127.0.0.1:3868"),
                            Setting.of("subscribers", "7", Values.integer(1, 1_000), "Number.")));
        }
    }

    @Command(name = "scscf")
    static final class StubScscf extends StubCommand {
        StubScscf() {
            super(
                    "scscf",
                    address("admin", "127.0.0.1:8082"),
                    List.of(
                            address("sip", "127.0.0.1:5082"),
                            address("icscf.sip", "127.0.0.1:5081"),
                            address("hss", "127.0.0.1:1")));
        }
    }

    /** Says that it is there, then stays until a file appears. */
    @Command(name = "ue")
    static final class StubUe implements Callable<Integer> {
        @Option(names = "--hold", defaultValue = "0")
        private int hold;

        @CommandLine.Parameters private List<String> words = List.of();

        @SuppressWarnings("NullAway.Init") // picocli sets it before it calls
        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() throws InterruptedException {
            spec.commandLine().getOut().println("ladder " + words);
            spec.commandLine().getOut().flush();
            new CountDownLatch(1).await(hold, TimeUnit.SECONDS);
            return 0;
        }
    }
}
