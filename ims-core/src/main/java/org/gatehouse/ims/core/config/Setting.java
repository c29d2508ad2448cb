package org.gatehouse.ims.core.config;

import java.util.regex.Pattern;

/**
 * One setting of a daemon, as its file, its {@code --set} option and its help know it.
 *
 * @param key name in the YAML file, lower case with dashes; a dot stands for a nested mapping
 * @param defaultText value when nobody sets it, as it would be written in the file
 * @param parser reads a value and says what it expects
 * @param doc meaning and unit, in one sentence
 * @param secret the value appears in no message
 */
public record Setting<T>(
        String key, String defaultText, ValueParser<T> parser, String doc, boolean secret) {
    private static final Pattern KEY = Pattern.compile("[a-z0-9-]+(\\.[a-z0-9-]+)*");

    public Setting {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "setting key: " + key + " (expected: lower case words with dashes)");
        }
        if (parser.parse(defaultText).isEmpty()) {
            throw new IllegalArgumentException(
                    key + ": default " + defaultText + " (expected: " + parser.expectation() + ")");
        }
    }

    public static <T> Setting<T> of(
            String key, String defaultText, ValueParser<T> parser, String doc) {
        return new Setting<>(key, defaultText, parser, doc, false);
    }

    /** A setting whose value is masked in every message. */
    public static <T> Setting<T> secret(
            String key, String defaultText, ValueParser<T> parser, String doc) {
        return new Setting<>(key, defaultText, parser, doc, true);
    }
}
