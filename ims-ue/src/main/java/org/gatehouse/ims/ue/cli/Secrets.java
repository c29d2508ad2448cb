package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads K, OP and OPc: from the option, from the file that {@code @FILE} names, or from the
 * environment. What is on a command line shows in the list of processes. No message repeats them.
 */
final class Secrets {
    private static final int HEX_DIGITS = 32;

    /** A key file holds 32 digits; more than this is another file by mistake. */
    private static final int LARGEST_FILE = 1024;

    private final Map<String, String> environment;

    Secrets(Map<String, String> environment) {
        this.environment = environment;
    }

    /**
     * The 16 octets of a secret, or null if it is given nowhere.
     *
     * @param option its option, for messages
     * @param value what the option said, or null
     * @param variable environment variable that counts where the option is not given
     */
    byte @Nullable [] read(String option, @Nullable String value, String variable)
            throws CommandFailure {
        String text = value;
        String from = option;
        if (text == null) {
            text = environment.get(variable);
            from = variable;
        } else if (text.startsWith("@")) {
            from = option + " " + text;
            text = readFile(option, Path.of(text.substring(1)));
        }
        return text == null ? null : octets(from, text.strip());
    }

    private static String readFile(String option, Path file) throws CommandFailure {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw CommandFailure.usage(
                        option + ": " + file + " is too large (expected: 32 hex digits in it)");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandFailure.usage(
                    option + ": can't read " + file + " (expected: a file with 32 hex digits)");
        }
    }

    private static byte[] octets(String from, String hex) throws CommandFailure {
        if (hex.length() != HEX_DIGITS || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            throw CommandFailure.usage(
                    from + ": " + hex.length() + " characters (expected: 32 hex digits)");
        }
        return HexFormat.of().parseHex(hex);
    }
}
