package org.gatehouse.ims.scscf.register;

/**
 * Takes the expires parameter out of a Contact value and leaves the rest as received: phones take a
 * Contact that is not theirs to the letter as a failed registration.
 */
final class ContactText {
    private ContactText() {}

    static String withoutExpires(String value) {
        StringBuilder kept = new StringBuilder(value.length());
        int from = 0;
        boolean quoted = false;
        boolean bracketed = false;
        for (int at = 0; at <= value.length(); at++) {
            char c = at < value.length() ? value.charAt(at) : ';';
            if (quoted) {
                if (c == '\\') {
                    at++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (at < value.length() && c == '"') {
                quoted = true;
            } else if (c == '<') {
                bracketed = true;
            } else if (c == '>') {
                bracketed = false;
            }
            boolean partEnds = c == ';' && !quoted && !bracketed;
            if (partEnds || at >= value.length()) {
                int end = Math.min(at, value.length());
                append(kept, value, from, end);
                from = end;
            }
        }
        return kept.toString().strip();
    }

    /** Appends a part with the semicolon in front of it, unless it is the expires parameter. */
    private static void append(StringBuilder kept, String value, int from, int end) {
        String part = value.substring(from, end);
        if (!part.isEmpty() && part.charAt(0) == ';') {
            int equals = part.indexOf('=');
            String name = part.substring(1, equals < 0 ? part.length() : equals).strip();
            if (name.equalsIgnoreCase("expires")) {
                return;
            }
        }
        kept.append(part);
    }
}
