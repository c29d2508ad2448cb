package org.gatehouse.ims.ue.tools;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.aka.Auts;
import org.jspecify.annotations.Nullable;

/** The values one call was given, read as what they have to be. No message repeats a hex value. */
final class Values {
    /** Characters of a file that a hex option names with {@code @}: an ESP packet in hex. */
    private static final int LARGEST_HEX_FILE = 256 * 1024;

    private static final int BASE64_OF_AUTS = 20;

    private static final HexFormat HEX = HexFormat.of();

    private final Map<String, String> texts;
    private final DataSource data;

    /**
     * @param texts by input name; what was not given is not there
     * @param data how names are shown, and where files and base64 are read
     */
    Values(Map<String, String> texts, DataSource data) {
        this.texts = texts;
        this.data = data;
    }

    boolean has(String name) {
        return texts.containsKey(name);
    }

    @Nullable String textIfGiven(String name) {
        return texts.get(name);
    }

    String text(String name, String expected) throws ToolException {
        String text = texts.get(name);
        if (text == null) {
            throw ToolException.usage("no " + data.shown(name) + " (expected: " + expected + ")");
        }
        return text;
    }

    /** Exactly so many octets in hex. */
    byte[] octets(String name, int length) throws ToolException {
        return octets(name, length, length);
    }

    /** Octets in hex, or what the file that {@code @FILE} names holds of it. */
    byte[] octets(String name, int least, int most) throws ToolException {
        String hex = hexText(name, text(name, digits(least, most)));
        boolean isHex = hex.length() % 2 == 0 && hex.chars().allMatch(HexFormat::isHexDigit);
        int length = hex.length() / 2;
        if (!isHex || length < least || length > most) {
            throw ToolException.usage(
                    data.shown(name)
                            + ": "
                            + hex.length()
                            + " characters"
                            + (isHex ? "" : ", not all of them pairs of hex digits")
                            + " (expected: "
                            + digits(least, most)
                            + ")");
        }
        return HEX.parseHex(hex);
    }

    private String hexText(String name, String text) throws ToolException {
        if (!text.startsWith("@") || !data.readsFiles()) {
            return text;
        }
        byte[] content = DataFile.read(data.shown(name), text.substring(1), LARGEST_HEX_FILE);
        return new String(content, StandardCharsets.ISO_8859_1).strip();
    }

    private static String digits(int least, int most) {
        return least == most
                ? 2 * most + " hex digits"
                : 2 * least + " to " + 2 * most + " hex digits";
    }

    /** AUTS: 14 octets in hex, or in base64 as an Authorization header field has it. */
    byte[] autsOctets() throws ToolException {
        String text = text("auts", "28 hex digits");
        if (text.length() == BASE64_OF_AUTS) {
            try {
                byte[] octets = Base64.getDecoder().decode(text);
                if (octets.length == Auts.LENGTH) {
                    return octets;
                }
            } catch (IllegalArgumentException e) {
                throw wrong("auts", "neither hex nor base64 (expected: 28 hex digits)");
            }
        }
        return octets("auts", Auts.LENGTH);
    }

    /** A 48-bit number in hex: SQN. */
    long sqn(String name) throws ToolException {
        return HexFormat.fromHexDigitsToLong(HEX.formatHex(octets(name, 6)));
    }

    /** A number in decimal, or in hex with 0x in front. */
    long number(String name, long least, long most) throws ToolException {
        String expected = "a number from " + least + " to " + most;
        String text = text(name, expected);
        boolean hex = text.matches("0[xX][0-9A-Fa-f]{1,15}");
        if (hex || text.matches("[0-9]{1,18}")) {
            long number = hex ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw ToolException.usage(
                data.shown(name) + " '" + KeyMask.shown(text) + "' (expected: " + expected + ")");
    }

    long number(String name, long least, long most, long otherwise) throws ToolException {
        return has(name) ? number(name, least, most) : otherwise;
    }

    /** One of the words that are known, in any case. */
    <T> T oneOf(String name, Map<String, T> known) throws ToolException {
        String expected = known.keySet().stream().collect(Collectors.joining(", "));
        String text = text(name, "one of " + expected);
        for (Map.Entry<String, T> entry : known.entrySet()) {
            if (entry.getKey().equalsIgnoreCase(text)) {
                return entry.getValue();
            }
        }
        throw ToolException.usage(
                data.shown(name)
                        + " '"
                        + KeyMask.shown(text)
                        + "' (expected: one of "
                        + expected
                        + ")");
    }

    /** Which one of these was given: exactly one has to be. */
    String exactlyOne(String... names) throws ToolException {
        List<String> given = Arrays.stream(names).filter(this::has).toList();
        if (given.size() != 1) {
            String choice =
                    Arrays.stream(names).map(data::shown).collect(Collectors.joining(" or "));
            throw ToolException.usage(
                    given.isEmpty()
                            ? "no " + choice + " (expected: one of them)"
                            : choice + ": more than one (expected: one of them)");
        }
        return given.getFirst();
    }

    /** What a {@link Tool.Kind#FILE} or {@link Tool.Kind#FILE_OPTION} holds. */
    byte[] content(Tool.Input input, int most) throws ToolException {
        return data.content(input, text(input.name(), input.label()), most);
    }

    /** What is in the file that an option names, in a batch too. */
    byte[] fileOf(String name, int most) throws ToolException {
        return DataFile.read(data.shown(name), text(name, "FILE"), most);
    }

    ToolException wrong(String name, String problem) {
        return ToolException.usage(data.shown(name) + ": " + problem);
    }
}
