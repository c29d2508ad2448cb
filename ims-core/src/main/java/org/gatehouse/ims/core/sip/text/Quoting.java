package org.gatehouse.ims.core.sip.text;

/** Quoted strings (RFC 3261 clause 25.1), and peers' text made fit for a log line. */
public final class Quoting {
    private static final int SHOWN = 60;

    /** Characters of a phrase: a sentence. */
    private static final int LONGEST_PHRASE = 200;

    /** The text of a quoted string without quotes and escapes; other text as it is. */
    public static String unquote(String raw) {
        if (raw.length() < 2 || raw.charAt(0) != '"') {
            return raw;
        }
        if (raw.indexOf('\\') < 0) {
            return raw.substring(1, raw.length() - 1);
        }
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 1; i < raw.length() - 1; i++) {
            if (raw.charAt(i) == '\\' && i + 1 < raw.length() - 1) {
                i++;
            }
            text.append(raw.charAt(i));
        }
        return text.toString();
    }

    public static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\' || (c < ' ' && c != '\t') || c == 0x7f) {
                quoted.append('\\');
            }
            quoted.append(c);
        }
        return quoted.append('"').toString();
    }

    /** Is this one whole quoted string? */
    public static boolean isQuoted(String text) {
        if (text.length() < 2 || text.charAt(0) != '"') {
            return false;
        }
        for (int i = 1; i < text.length(); i++) {
            if (text.charAt(i) == '\\') {
                i++;
            } else if (text.charAt(i) == '"') {
                return i == text.length() - 1;
            }
        }
        return false;
    }

    /** The beginning of a peer's text, without anything that could forge a log line. */
    public static String show(String text) {
        StringBuilder shown = new StringBuilder(SHOWN + 3);
        for (int i = 0; i < text.length(); i++) {
            if (i == SHOWN) {
                return shown.append('…').toString();
            }
            char c = text.charAt(i);
            shown.append(Character.isISOControl(c) ? '?' : c);
        }
        return shown.toString();
    }

    /**
     * Text for a reason phrase or a warning. It may repeat what a peer sent: shortened, and without
     * characters that would end it early.
     */
    public static String printable(String text) {
        StringBuilder phrase = new StringBuilder(Math.min(text.length(), LONGEST_PHRASE));
        for (int i = 0; i < text.length() && phrase.length() < LONGEST_PHRASE; i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < 0x7f && c != '"' && c != '\\';
            phrase.append(plain ? c : '.');
        }
        return phrase.toString();
    }

    private Quoting() {}
}
