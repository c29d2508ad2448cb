package org.gatehouse.ims.core.sip.text;

/** Character classes of RFC 3261 clause 25.1. */
public final class Chars {
    private static final int ASCII = 128;
    private static final boolean[] TOKEN = alphanumAnd("-.!%*_+`'~");
    private static final boolean[] USER = alphanumAnd("-_.!~*'()&=+$,;?/:%");
    private static final boolean[] HOST = alphanumAnd("-._");
    private static final boolean[] URI_PARAMETER = alphanumAnd("-_.!~*'()[]/:&+$%");

    public static boolean isToken(String text) {
        return !text.isEmpty() && all(text, TOKEN);
    }

    public static boolean isToken(char c) {
        return c < ASCII && TOKEN[c];
    }

    /** Characters of the user part with its password; escapes are checked elsewhere. */
    public static boolean isUser(String text) {
        return !text.isEmpty() && all(text, USER);
    }

    public static boolean isUriParameter(char c) {
        return c < ASCII && URI_PARAMETER[c];
    }

    /**
     * A host name, IPv4 address or IPv6 reference by its characters. An underscore is tolerated,
     * and so is the colon too many that the grammar of RFC 3261 allowed (RFC 5118 clause 4.10).
     */
    public static boolean isHost(String text) {
        if (!text.startsWith("[")) {
            // "*( domainlabel "." ) toplabel [ "." ]": no label is empty.
            return !text.isEmpty()
                    && all(text, HOST)
                    && text.charAt(0) != '.'
                    && !text.contains("..");
        }
        if (text.length() < 4 || !text.endsWith("]")) {
            return false;
        }
        for (int i = 1; i < text.length() - 1; i++) {
            char c = text.charAt(i);
            if ((Character.digit(c, 16) < 0 && c != ':' && c != '.') || c > 0x7f) {
                return false;
            }
        }
        return true;
    }

    /** A port from 1 to 65535, or -1. */
    public static int port(String digits) {
        if (digits.isEmpty() || digits.length() > 5 || !isDigits(digits)) {
            return -1;
        }
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= 65_535 ? port : -1;
    }

    public static boolean isDigits(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    public static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    public static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /** Lower case of ASCII letters alone: no locale, no surprises. */
    public static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }

    public static String lower(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                StringBuilder lowered = new StringBuilder(text.length()).append(text, 0, i);
                for (int j = i; j < text.length(); j++) {
                    lowered.append(lower(text.charAt(j)));
                }
                return lowered.toString();
            }
        }
        return text;
    }

    public static boolean same(String a, String b) {
        if (a.length() != b.length()) {
            return false;
        }
        for (int i = 0; i < a.length(); i++) {
            if (lower(a.charAt(i)) != lower(b.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean all(String text, boolean[] allowed) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= ASCII || !allowed[c]) {
                return false;
            }
        }
        return true;
    }

    private static boolean[] alphanumAnd(String others) {
        boolean[] set = new boolean[ASCII];
        for (char c = 0; c < ASCII; c++) {
            boolean letter = lower(c) >= 'a' && lower(c) <= 'z';
            set[c] = letter || isDigit(c) || others.indexOf(c) >= 0;
        }
        return set;
    }

    private Chars() {}
}
