package org.gatehouse.ims.core.sip;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.jspecify.annotations.Nullable;

/**
 * Where the header fields of a message stand in its octets: one pass, no text made until someone
 * asks. A line that is wrong is noted and passed over, so that a broken request can be answered.
 */
final class HeaderIndex {
    static final int START = 0;
    static final int NAME_END = 1;
    static final int VALUE = 2;
    static final int VALUE_END = 3;
    static final int END = 4;
    static final int HASH = 5;
    static final int WIDTH = 6;

    private final byte[] octets;
    private final boolean received;
    private final int[] spans;
    private final int count;
    private final int startLine;
    private final int startLineEnd;
    private final int body;
    private final boolean copyable;
    private final boolean controls;
    private final @Nullable String[] texts;
    private int end;
    private @Nullable Problem problem;

    HeaderIndex(HeaderScanner scanned) {
        octets = scanned.octets;
        received = scanned.received;
        spans = scanned.spans;
        count = scanned.count;
        startLine = scanned.startLine;
        startLineEnd = scanned.startLineEnd;
        body = scanned.body;
        copyable = scanned.copyable;
        controls = scanned.controls;
        problem = scanned.problem;
        texts = new @Nullable String[count];
        end = octets.length;
    }

    /**
     * @param received false for what was built here, whose sizes are not a peer's choice
     * @throws SipParseException if there is no telling what this is
     */
    static HeaderIndex of(byte[] octets, boolean received) throws SipParseException {
        return new HeaderIndex(new HeaderScanner(octets, received).scan());
    }

    /** May its fields be copied into an answer as they stand? */
    boolean isCopyable() {
        return copyable;
    }

    boolean hasControls() {
        return controls;
    }

    /** Does the value stand on several lines? */
    boolean isFolded(int field) {
        for (int i = spans[field * WIDTH + START]; i < spans[field * WIDTH + VALUE_END]; i++) {
            if (octets[i] == '\r') {
                return true;
            }
        }
        return false;
    }

    /** The name as received. */
    String name(int field) {
        int base = field * WIDTH;
        int start = spans[base + START];
        return new String(octets, start, spans[base + NAME_END] - start, StandardCharsets.UTF_8);
    }

    /** Notes what is wrong; the first finding stays. */
    void note(Problem found) {
        if (problem == null) {
            problem = found;
        }
    }

    @Nullable Problem problem() {
        return problem;
    }

    int lineOfField(int field) {
        return HeaderScanner.lineOf(octets, startLine, spans[field * WIDTH + START]);
    }

    int count() {
        return count;
    }

    /** The first field of a name from a place on, or -1. */
    int find(HeaderKey key, int from) {
        for (int i = from; i < count; i++) {
            if (matches(i, key)) {
                return i;
            }
        }
        return -1;
    }

    boolean matches(int field, HeaderKey key) {
        int base = field * WIDTH;
        return spans[base + HASH] == key.hash()
                && key.is(octets, spans[base + START], spans[base + NAME_END]);
    }

    /** Value of a field: unfolded, trimmed, a quoted NUL as U+FFFD. */
    String text(int field) {
        String known = texts[field];
        if (known == null) {
            int base = field * WIDTH;
            known = text(octets, spans[base + VALUE], spans[base + VALUE_END]);
            texts[field] = known;
        }
        return known;
    }

    private static String text(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == '\r' || octets[i] == 0) {
                return unfolded(Arrays.copyOfRange(octets, from, to));
            }
        }
        return new String(octets, from, to - from, StandardCharsets.UTF_8);
    }

    /**
     * RFC 3261 7.3.1: "The line break and the whitespace at the beginning of the next line are
     * treated as a single SP character."
     */
    private static String unfolded(byte[] value) {
        StringBuilder text = new StringBuilder(value.length);
        boolean folded = false;
        for (char c : new String(value, StandardCharsets.UTF_8).toCharArray()) {
            if (c == '\r' || c == '\n') {
                folded = true;
                while (!text.isEmpty() && Chars.isBlank(text.charAt(text.length() - 1))) {
                    text.setLength(text.length() - 1);
                }
            } else if (!folded || !Chars.isBlank(c)) {
                if (folded) {
                    text.append(' ');
                    folded = false;
                }
                text.append(c == 0 ? '\ufffd' : c);
            }
        }
        return text.toString();
    }

    String startLine() {
        return new String(startLineOctets(), StandardCharsets.UTF_8);
    }

    byte[] startLineOctets() {
        return Arrays.copyOfRange(octets, startLine, startLineEnd);
    }

    boolean isReceived() {
        return received;
    }

    int bodyLength() {
        return end - body;
    }

    /** Forgets what follows the body (RFC 3261 18.3). */
    void cutBody(int length) {
        end = body + length;
    }

    byte[] body() {
        return Arrays.copyOfRange(octets, body, end);
    }

    byte[] message() {
        return Arrays.copyOfRange(octets, startLine, end);
    }

    int size() {
        return end - startLine;
    }

    /** A field with its line ends, as received. */
    byte[] field(int field) {
        int base = field * WIDTH;
        return Arrays.copyOfRange(octets, spans[base + START], spans[base + END]);
    }

    /** Where the value begins and ends within {@link #field}. */
    int valueStart(int field) {
        return spans[field * WIDTH + VALUE] - spans[field * WIDTH + START];
    }

    int valueEnd(int field) {
        return spans[field * WIDTH + VALUE_END] - spans[field * WIDTH + START];
    }

    /**
     * What is wrong with a message.
     *
     * @param line from 1
     * @param status the answer to a request like this
     */
    record Problem(String reason, int line, int status) {}
}
