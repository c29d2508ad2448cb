package org.gatehouse.ims.ue.tools;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a tool found: values by name, in the order they are printed. Hex is lower case.
 *
 * @param text what a command prints
 * @param exitCode {@link #OK}, or {@link #NEGATIVE} where scripts rely on it
 */
record Answer(Map<String, Object> values, String text, int exitCode) {
    static final int OK = 0;

    /** A packet that is dropped, a message that is invalid. */
    static final int NEGATIVE = 1;

    static final int USAGE = 2;

    /** Good news, a {@code name=value} a line. */
    static Answer of(LinkedHashMap<String, Object> values) {
        StringBuilder text = new StringBuilder();
        values.forEach((name, value) -> text.append(line(name, value)));
        return new Answer(values, text.toString(), OK);
    }

    /** One value. */
    static Answer of(String name, Object value) {
        return new Answer(Map.of(name, value), line(name, value), OK);
    }

    /** One value that is bad news. */
    static Answer negative(String name, Object value) {
        return new Answer(Map.of(name, value), line(name, value), NEGATIVE);
    }

    private static String line(String name, Object value) {
        return name + '=' + value + '\n';
    }
}
