package org.gatehouse.ims.core.testkit;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Programs that others wrote (tshark, tcpdump, sipp), for tests that ask them. A test whose tool is
 * not installed is skipped with "tool missing: NAME"; the build that has the tool refuses such a
 * skip.
 */
public final class Tools {
    /** Seconds one run may take. */
    private static final int RUN_SECONDS = 60;

    private Tools() {}

    /** What a program that ended left behind. */
    public record Result(int exit, String out, String err) {}

    /** The path of a tool; skips the running test if it is not installed. */
    public static Path require(String name) {
        return find(name).orElseGet(() -> abort("tool missing: " + name));
    }

    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Pattern.compile(File.pathSeparator, Pattern.LITERAL)
                .splitAsStream(path)
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Runs a command to its end, with nothing on its standard input. */
    public static Result run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("gatehouse-tool", ".out");
        Path err = Files.createTempFile("gatehouse-tool", ".err");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(RUN_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("no end within " + RUN_SECONDS + " s: " + command);
            }
            return new Result(process.exitValue(), read(out), read(err));
        } finally {
            Files.deleteIfExists(out);
            Files.deleteIfExists(err);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
