package org.gatehouse.ims.ue.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.gatehouse.ims.core.aka.AkaAlgorithm;
import org.gatehouse.ims.core.aka.AlgorithmSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads K, OP and OPc, or TOP and TOPc: from the option, from the file that {@code @FILE} names, or
 * from the environment. What is on a command line shows in the list of processes. No message
 * repeats them.
 */
final class Secrets {
    private static final String ENVIRONMENT = "GATEHOUSE_UE_";

    /** A key file holds 64 digits at most; more than this is another file by mistake. */
    private static final int LARGEST_FILE = 1024;

    private final Map<String, String> environment;

    Secrets(Map<String, String> environment) {
        this.environment = environment;
    }

    /** The functions f1 to f5* that the options ask for. */
    AkaAlgorithm algorithm(RegisterOptions options) throws CommandFailure {
        Optional<AlgorithmSet> known = AlgorithmSet.ofToken(options.algorithm);
        if (known.isEmpty()) {
            throw CommandFailure.usage(
                    "--algorithm " + options.algorithm + " (expected: milenage, tuak or xor)");
        }
        AlgorithmSet set = known.get();
        boolean lab = options.subscriber != null;
        checkBelongs("--opc or --op", options.opc, options.op, set == AlgorithmSet.MILENAGE);
        checkBelongs("--topc or --top", options.topc, options.top, set == AlgorithmSet.TUAK);
        String typedK = options.k == null && lab ? LabSubscriber.K : options.k;
        byte[] k = read("--k", typedK, length -> set.takesKeyOf(length));
        if (k == null) {
            throw CommandFailure.usage("no K (expected: --k, or GATEHOUSE_UE_K)");
        }
        return switch (set) {
            case MILENAGE -> {
                String own = lab ? LabSubscriber.OPC : null;
                yield operated(set, k, "--opc", options.opc, own, "--op", options.op);
            }
            case TUAK -> operated(set, k, "--topc", options.topc, null, "--top", options.top);
            case XOR -> set.of(k, new byte[0]);
        };
    }

    private static void checkBelongs(
            String names, @Nullable String derived, @Nullable String common, boolean belongs)
            throws CommandFailure {
        if (!belongs && (derived != null || common != null)) {
            throw CommandFailure.usage(names + ": not of this --algorithm (expected: its own)");
        }
    }

    /**
     * A set with OPc, or with what comes of OP. What is typed counts more than what is in the
     * environment.
     */
    private AkaAlgorithm operated(
            AlgorithmSet set,
            byte[] k,
            String derivedOption,
            @Nullable String derived,
            @Nullable String lab,
            String commonOption,
            @Nullable String common)
            throws CommandFailure {
        boolean isKnown = derived != null || lab != null;
        IntPredicate length = octets -> octets == set.operatorLength();
        byte[] op = common == null && isKnown ? null : read(commonOption, common, length);
        String typed = op == null && derived == null ? lab : derived;
        byte[] opc = common != null && typed == null ? null : read(derivedOption, typed, length);
        if (opc != null && op != null) {
            throw CommandFailure.usage(
                    commonOption + " and " + derivedOption + " (expected: one of them)");
        }
        if (opc != null) {
            return set.of(k, opc);
        }
        if (op != null) {
            return set.of(k, set.derive(k, op));
        }
        throw CommandFailure.usage(
                "no "
                        + derivedOption
                        + " (expected: "
                        + derivedOption
                        + " or "
                        + commonOption
                        + ", or "
                        + variable(derivedOption)
                        + ")");
    }

    /** The environment variable that counts where an option is not given. */
    private static String variable(String option) {
        return ENVIRONMENT + option.substring(2).toUpperCase(Locale.ROOT);
    }

    /**
     * The octets of a secret, or null if it is given nowhere.
     *
     * @param option its option, for messages
     * @param value what the option said, or null
     * @param takes how many octets it may have
     */
    private byte @Nullable [] read(String option, @Nullable String value, IntPredicate takes)
            throws CommandFailure {
        String text = text(option, value);
        return text == null ? null : octets(source(option, value), text, takes);
    }

    /**
     * A secret as text: typed, or in the file that {@code @FILE} names, or in the environment; null
     * if it is given nowhere.
     */
    @Nullable String text(String option, @Nullable String value) throws CommandFailure {
        String text = value == null ? environment.get(variable(option)) : value;
        if (value != null && value.startsWith("@")) {
            text = readFile(option, Path.of(value.substring(1)));
        }
        return text == null ? null : text.strip();
    }

    /** Where a secret came from, for messages. */
    private static String source(String option, @Nullable String value) {
        if (value == null) {
            return variable(option);
        }
        return value.startsWith("@") ? option + " " + value : option;
    }

    private static String readFile(String option, Path file) throws CommandFailure {
        try {
            if (Files.size(file) > LARGEST_FILE) {
                throw CommandFailure.usage(
                        option + ": " + file + " is too large (expected: digits in it)");
            }
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CommandFailure.usage(
                    option + ": can't read " + file + " (expected: a file with digits in it)");
        }
    }

    private static byte[] octets(String from, String hex, IntPredicate takes)
            throws CommandFailure {
        boolean fits = hex.length() % 2 == 0 && takes.test(hex.length() / 2);
        if (!fits || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            int expected = takes.test(16) ? 32 : 64;
            throw CommandFailure.usage(
                    from
                            + ": "
                            + hex.length()
                            + " characters (expected: "
                            + expected
                            + " hex digits)");
        }
        return HexFormat.of().parseHex(hex);
    }
}
