package org.gatehouse.ims.core.config;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Collects the texts of settings while a file and overrides are read, and their problems. */
final class SettingTexts {
    /** Problems that are told at once; the rest follows when these are mended. */
    private static final int MAX_PROBLEMS = 20;

    /** Characters of a wrong value or key that a message repeats. */
    private static final int MAX_SHOWN = 60;

    private final Schema schema;
    private final List<String> problems;
    private final Map<String, String> texts = new HashMap<>();

    SettingTexts(Schema schema, List<String> problems) {
        this.schema = schema;
        this.problems = problems;
    }

    Schema schema() {
        return schema;
    }

    Map<String, String> texts() {
        return texts;
    }

    /** Takes {@code key=value} of the command line. */
    void override(String option, String section) {
        int equals = option.indexOf('=');
        if (equals < 1) {
            problem("--set " + shown(option), "found no \"=\" (expected: KEY=VALUE)");
            return;
        }
        String key = option.substring(0, equals).strip();
        String prefix = section + ".";
        if (schema.find(key) == null && key.startsWith(prefix)) {
            key = key.substring(prefix.length());
        }
        put("--set " + shown(key), key, option.substring(equals + 1).strip());
    }

    /** Takes a value that was found somewhere; checks it at once. */
    void put(String where, String key, String text) {
        Setting<?> setting = schema.find(key);
        if (setting == null) {
            unknown(where, key);
        } else if (setting.parser().parse(text).isEmpty()) {
            String found = setting.secret() ? "a value that is not shown" : quoted(text);
            problem(
                    where,
                    String.format(
                            Locale.ROOT,
                            "%s: found %s (expected: %s)",
                            key,
                            found,
                            setting.parser().expectation()));
        } else {
            texts.put(key, text);
        }
    }

    void unknown(String where, String key) {
        Optional<String> nearest = schema.nearest(key);
        problem(
                where,
                String.format(
                        Locale.ROOT,
                        "found unknown key %s (expected: %s)",
                        quoted(key),
                        nearest.map(near -> near + "?").orElse("a key that --help lists")));
    }

    void problem(String where, String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.add(where + ": " + what);
        }
    }

    static String quoted(String text) {
        return '"' + shown(text) + '"';
    }

    /** A text without anything that could break a line or steer a terminal. */
    static String oneLine(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /** A text for a message: one line, not too long. */
    private static String shown(String text) {
        String line = oneLine(text);
        return line.length() <= MAX_SHOWN ? line : line.substring(0, MAX_SHOWN) + "…";
    }
}
