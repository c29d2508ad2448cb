package org.gatehouse.ims.core.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Setting;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.config.Values;

/** A configuration file; behind a line "---set" stand overrides as --set takes them, one a line. */
public final class ConfigurationFuzz {
    private enum Policy {
        REQUIRED,
        OPTIONAL
    }

    private static final Setting<InetSocketAddress> SIP =
            Setting.of("sip", "127.0.0.1:5060", Values.address(), "Gm address.");
    private static final Setting<Duration> T1 =
            Setting.of(
                    "timers.t1",
                    "500ms",
                    Values.duration(Duration.ofMillis(1), Duration.ofHours(1)),
                    "Round trip.");
    private static final Setting<List<Integer>> PORTS =
            Setting.of("ports", "1,2", Values.list(Values.integer(1, 65_535)), "Ports.");
    private static final Setting<Optional<InetAddress>> USER =
            Setting.of("user", "", Values.optional(Values.ip()), "User.");
    private static final Schema SCHEMA =
            new Schema(
                    List.of(
                            SIP,
                            T1,
                            PORTS,
                            USER,
                            Setting.of("sec-agree", "required", Values.oneOf(Policy.class), "P."),
                            Setting.of("domain", "home.net", Values.domainName(), "Domain."),
                            Setting.of("state", "state", Values.path(), "State."),
                            Setting.secret(
                                    "token", "none", Values.matching("[a-z]+", "letters"), "T.")));

    /** No value of token: whoever repeats it in a message would repeat a secret. */
    private static final String SECRET = "S3cr3t-v4lu3";

    private static final String OVERRIDES = "\n---set\n";

    /** Problems that are told at once, each with a place, what was found, what is expected. */
    private static final int MOST_PROBLEMS = 20;

    private static final int LONGEST_PROBLEM = 600;

    /** Where a file is rewritten without a disk, on Linux; a disk takes milliseconds each time. */
    private static final Path MEMORY = Path.of("/dev/shm");

    private static final Path FILE = file();

    private ConfigurationFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        // Octets stay octets: what is no UTF-8 is to be refused by the reader.
        String text = new String(input, StandardCharsets.ISO_8859_1);
        if (text.contains(SECRET)) {
            return; // the fuzzer learns what it is compared with
        }
        int split = text.indexOf(OVERRIDES);
        List<String> overrides = new ArrayList<>();
        if (split >= 0) {
            String behind = text.substring(split + OVERRIDES.length());
            overrides.addAll(Arrays.asList(behind.split("\n", -1)));
        }
        try {
            Files.write(
                    FILE,
                    (split < 0 ? text : text.substring(0, split))
                            .getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        load(overrides);
        overrides.add("token=" + SECRET);
        Holds.that(!load(overrides), "a wrong value was taken");
    }

    /** Whether it was accepted. */
    private static boolean load(List<String> overrides) {
        Settings settings;
        try {
            settings = Settings.load(FILE, overrides, "lab", SCHEMA);
        } catch (ConfigException refused) {
            String message = String.valueOf(refused.getMessage());
            Holds.that(!message.contains(SECRET), "a secret is in a message");
            List<String> problems = message.lines().toList();
            Holds.that(
                    !problems.isEmpty() && problems.size() <= MOST_PROBLEMS,
                    problems.size() + " problems");
            problems.forEach(problem -> Holds.shortLine(problem, LONGEST_PROBLEM));
            return false;
        }
        int port = settings.get(SIP).getPort();
        Holds.that(port >= 0 && port <= 65_535, "port");
        Holds.that(settings.get(T1).toMillis() >= 1, "T1");
        Holds.that(settings.get(PORTS).stream().allMatch(p -> p >= 1 && p <= 65_535), "ports");
        Holds.that(settings.get(USER).isEmpty() || settings.get(USER).isPresent(), "user");
        Holds.that(!settings.texts().containsKey("token"), "a secret among the texts");
        return true;
    }

    private static Path file() {
        try {
            Path file =
                    Files.isWritable(MEMORY)
                            ? Files.createTempFile(MEMORY, "gatehouse-fuzz", ".yaml")
                            : Files.createTempFile("gatehouse-fuzz", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
