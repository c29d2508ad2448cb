package org.gatehouse.ims.scscf.io;

/** Texts of peers for log lines: one line, no space, not too long. */
final class LogText {
    /** Characters of one value in a log line: IMPI, IMPU and Call-ID in use are shorter. */
    private static final int MAX = 200;

    private LogText() {}

    static String of(String value) {
        String shown = value.length() <= MAX ? value : value.substring(0, MAX);
        StringBuilder clean = new StringBuilder(shown.length());
        for (int i = 0; i < shown.length(); i++) {
            char c = shown.charAt(i);
            clean.append(c > ' ' && c < 0x7F ? c : '?');
        }
        return clean.toString();
    }
}
