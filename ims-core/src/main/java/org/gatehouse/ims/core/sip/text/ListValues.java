package org.gatehouse.ims.core.sip.text;

import java.util.ArrayList;
import java.util.List;

/** Splits values of a list (RFC 3261 7.3.1) at commas outside quotes and angle brackets. */
public final class ListValues {
    /** Appends the values of one header field; an empty field has none. */
    public static void split(String text, List<String> values) {
        if (text.isEmpty()) {
            return;
        }
        int from = 0;
        Scanner scanner = new Scanner();
        for (int i = 0; i < text.length(); i++) {
            if (scanner.isComma(text.charAt(i))) {
                values.add(text.substring(from, i).strip());
                from = i + 1;
            }
        }
        values.add(text.substring(from).strip());
    }

    public static List<String> split(List<String> fields) {
        List<String> values = new ArrayList<>(fields.size());
        for (String field : fields) {
            split(field, values);
        }
        return List.copyOf(values);
    }

    /** Position of the first comma between values in these octets, or -1. */
    public static int firstComma(byte[] octets, int from, int to) {
        Scanner scanner = new Scanner();
        for (int i = from; i < to; i++) {
            if (scanner.isComma((char) (octets[i] & 0xff))) {
                return i;
            }
        }
        return -1;
    }

    /** Knows, character by character, whether a comma separates values. */
    private static final class Scanner {
        private boolean quoted;
        private boolean escaped;
        private boolean bracketed;

        boolean isComma(char c) {
            if (escaped) {
                escaped = false;
            } else if (quoted) {
                escaped = c == '\\';
                quoted = c != '"';
            } else if (bracketed) {
                bracketed = c != '>';
            } else if (c == '"') {
                quoted = true;
            } else if (c == '<') {
                bracketed = true;
            } else {
                return c == ',';
            }
            return false;
        }
    }

    private ListValues() {}
}
