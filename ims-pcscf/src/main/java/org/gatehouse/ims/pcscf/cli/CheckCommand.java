package org.gatehouse.ims.pcscf.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.transport.NetlinkSocket;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.core.transport.ThrowAwayNetwork;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code ims pcscf check}: says what this machine can do for IPsec, and what to change. Exit code 0
 * where {@code ipsec: auto} finds something, 1 where it finds nothing, 2 for a wrong configuration.
 */
@Command(
        name = "check",
        description = "Says what this machine can do for IPsec, and what to change")
final class CheckCommand implements Callable<Integer> {
    @Option(names = "--config", paramLabel = "FILE", description = "YAML file of the P-CSCF")
    private @Nullable Path config;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "sets one of its settings: esp is the address that is tried")
    private List<String> overrides = new ArrayList<>();

    @Option(names = "--json", description = "prints one JSON object")
    private boolean json;

    @Spec private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws JsonProcessingException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        List<MachineCheck.Result> results;
        try (NettyNetwork network = new NettyNetwork(1)) {
            Settings settings = Settings.load(config, overrides, "pcscf", PcscfSettings.SCHEMA);
            results =
                    new MachineCheck(
                                    network,
                                    NetlinkSocket::open,
                                    ThrowAwayNetwork::run,
                                    settings.get(PcscfSettings.ESP))
                            .run();
        } catch (ConfigException e) {
            command.commandLine().getErr().println("pcscf: " + e.getMessage());
            return 2;
        }
        String auto = MachineCheck.auto(results);
        out.print(json ? json(results, auto) : text(results, auto));
        out.flush();
        return auto.equals("nothing") ? 1 : 0;
    }

    static String text(List<MachineCheck.Result> results, String auto) {
        StringBuilder text = new StringBuilder();
        for (MachineCheck.Result one : results) {
            text.append(one.possible() ? "yes " : "no  ")
                    .append(one.name())
                    .append(" ".repeat(Math.max(1, 12 - one.name().length())))
                    .append(one.detail())
                    .append('\n');
            if (!one.possible()) {
                text.append(" ".repeat(16)).append("-> ").append(one.advice()).append('\n');
            }
        }
        return text.append("ipsec: auto takes ").append(auto).append('\n').toString();
    }

    static String json(List<MachineCheck.Result> results, String auto)
            throws JsonProcessingException {
        Map<String, Object> all = new LinkedHashMap<>();
        for (MachineCheck.Result one : results) {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("possible", one.possible());
            fields.put("detail", one.detail());
            if (!one.possible()) {
                fields.put("advice", one.advice());
            }
            all.put(one.name(), fields);
        }
        all.put("auto", auto);
        return new ObjectMapper().writeValueAsString(all) + "\n";
    }
}
