package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Values;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.jspecify.annotations.Nullable;

/** What is to be started, with settings that fit together. */
public record LabPlan(List<Planned> daemons) {
    /**
     * One daemon with its command line.
     *
     * @param arguments of ims, from the sub-command on
     * @param settings what they lead to, by key
     */
    public record Planned(LabDaemon daemon, List<String> arguments, Map<String, String> settings) {
        InetSocketAddress address(String key) {
            return Values.address().parse(Objects.requireNonNull(settings.get(key))).orElseThrow();
        }
    }

    /**
     * Makes the plan.
     *
     * @param folder files NAME.yaml for any of the daemons, or null
     * @param overrides {@code NAME.KEY=VALUE} each
     * @param labSettings what the lab sets where nobody else did: {@code NAME.KEY} to value
     */
    public static LabPlan of(
            List<LabDaemon> daemons,
            @Nullable Path folder,
            List<String> overrides,
            Map<String, String> labSettings)
            throws ConfigException {
        refuseUnknownNames(daemons, overrides);
        Map<String, String> known = new LinkedHashMap<>();
        List<Planned> planned = new ArrayList<>();
        for (LabDaemon daemon : daemons) {
            Map<String, String> wanted = new LinkedHashMap<>();
            daemon.links().forEach((key, source) -> wanted.put(key, known.get(source)));
            String prefix = daemon.name() + ".";
            labSettings.forEach((key, value) -> {
                if (key.startsWith(prefix)) {
                    wanted.put(key.substring(prefix.length()), value);
                }
            });
            Planned plan = plan(daemon, folder, own(daemon, overrides), wanted);
            plan.settings().forEach((key, value) -> known.put(prefix + key, value));
            planned.add(plan);
        }
        return new LabPlan(List.copyOf(planned));
    }

    private static Planned plan(
            LabDaemon daemon,
            @Nullable Path folder,
            List<String> overrides,
            Map<String, String> wanted)
            throws ConfigException {
        DaemonCommand command = daemon.schema().get();
        Path file = folder == null ? null : folder.resolve(daemon.name() + ".yaml");
        Path config = file != null && Files.exists(file) ? file.toAbsolutePath() : null;
        Map<String, String> defaults = command.effectiveSettings(null, List.of());
        Map<String, String> asked = command.effectiveSettings(config, overrides);
        List<String> all = new ArrayList<>();
        wanted.forEach((key, value) -> {
            // What the user set, in the file or by option, stays.
            if (Objects.equals(asked.get(key), defaults.get(key))) {
                all.add(key + "=" + value);
            }
        });
        all.addAll(overrides);
        List<String> arguments = new ArrayList<>(List.of(daemon.name(), "--stop-with-stdin"));
        arguments.addAll(daemon.options());
        if (config != null) {
            arguments.addAll(List.of("--config", config.toString()));
        }
        all.forEach(override -> arguments.addAll(List.of("--set", override)));
        return new Planned(daemon, List.copyOf(arguments), command.effectiveSettings(config, all));
    }

    /** The overrides of one process; those of a guest keep their name. */
    private static List<String> own(LabDaemon daemon, List<String> overrides) {
        return overrides.stream()
                .filter(o ->
                        o.startsWith(daemon.name() + ".")
                                || daemon.guests().stream()
                                        .anyMatch(guest -> o.startsWith(guest + ".")))
                .toList();
    }

    private static void refuseUnknownNames(List<LabDaemon> daemons, List<String> overrides)
            throws ConfigException {
        List<String> names = new ArrayList<>();
        daemons.forEach(daemon -> {
            names.add(daemon.name());
            names.addAll(daemon.guests());
        });
        for (String override : overrides) {
            if (names.stream().noneMatch(name -> override.startsWith(name + "."))) {
                throw new ConfigException(
                        String.format(
                                Locale.ROOT,
                                "--set %s: found no daemon's name before the key (expected: DAEMON.KEY=VALUE with DAEMON one of %s)",
                                override,
                                String.join(", ", names)));
            }
        }
    }

    /** A setting that a daemon will run with; empty if there is no such daemon or key. */
    public Optional<String> setting(String name, String key) {
        return daemons.stream()
                .filter(planned -> planned.daemon().name().equals(name))
                .flatMap(planned -> Stream.ofNullable(planned.settings().get(key)))
                .findFirst();
    }

    /** Fails if an address that a daemon will bind can't be bound now. */
    void checkAddresses() throws LabException {
        for (Planned planned : daemons) {
            for (var address : planned.daemon().addresses().entrySet()) {
                check(
                        planned.daemon().name() + "." + address.getKey(),
                        planned.address(address.getKey()),
                        address.getValue());
            }
        }
    }

    private static void check(String key, InetSocketAddress address, TransportProtocol transport)
            throws LabException {
        try {
            if (transport == TransportProtocol.UDP) {
                new DatagramSocket(address).close();
            } else {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.setReuseAddress(true);
                    socket.bind(address);
                }
            }
        } catch (SocketException e) {
            throw new LabException(
                    String.format(
                            Locale.ROOT,
                            "can't bind %s %s (%s): %s; another lab or program may have it",
                            transport,
                            address.toString().substring(1),
                            key,
                            e.getMessage()),
                    e);
        } catch (IOException e) {
            throw new LabException("can't bind " + address + " (" + key + "): " + e, e);
        }
    }
}
