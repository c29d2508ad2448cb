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
    private static final int START = 0;
    private static final int NAME_END = 1;
    private static final int VALUE = 2;
    private static final int VALUE_END = 3;
    private static final int END = 4;
    private static final int HASH = 5;
    private static final int WIDTH = 6;

    private final byte[] octets;
    private final boolean received;
    private int[] spans = new int[24 * WIDTH];
    private int count;
    private int startLine;
    private int startLineEnd;
    private int body;
    private int end;
    private @Nullable Problem problem;
    private boolean copyable = true;

    private @Nullable String[] texts = new @Nullable String[0];

    private HeaderIndex(byte[] octets, boolean received) {
        this.octets = octets;
        this.received = received;
        this.end = octets.length;
    }

    /**
     * @param received false for what was built here, whose sizes are not a peer's choice
     * @throws SipParseException if there is no telling what this is
     */
    static HeaderIndex of(byte[] octets, boolean received) throws SipParseException {
        HeaderIndex index = new HeaderIndex(octets, received);
        if (received && octets.length > MessageLimits.MESSAGE_OCTETS) {
            throw new SipParseException(
                    "message of "
                            + octets.length
                            + " octets (expected: at most "
                            + MessageLimits.MESSAGE_OCTETS
                            + ")",
                    1,
                    null);
        }
        int at = index.readStartLine();
        while (at < octets.length && !index.isCrlf(at)) {
            at = index.readField(at);
        }
        if (at >= octets.length) {
            index.note("no empty line behind the header fields", Math.max(at - 1, 0));
            index.copyable = false;
            index.body = octets.length;
        } else {
            index.body = at + 2;
        }
        index.texts = new @Nullable String[index.count];
        return index;
    }

    /**
     * RFC 3261 7.5: "Implementations processing SIP messages over stream-oriented transports MUST
     * ignore any CRLF appearing before the start-line"; some send them in datagrams too.
     */
    private int readStartLine() throws SipParseException {
        int at = 0;
        while (isCrlf(at)) {
            at += 2;
        }
        startLine = at;
        if (at == octets.length) {
            throw new SipParseException("no message (expected: a start line)", 1, null);
        }
        startLineEnd = lineEnd(at, false);
        boolean tooLong = startLineEnd - startLine > MessageLimits.START_LINE_OCTETS;
        if (startLineEnd == octets.length || problem != null || received && tooLong) {
            throw new SipParseException(
                    "no start line (expected: at most "
                            + MessageLimits.START_LINE_OCTETS
                            + " octets of text and CRLF)",
                    1,
                    null);
        }
        return startLineEnd + 2;
    }

    private int readField(int start) throws SipParseException {
        int fieldEnd = lineEnd(start, true);
        int next = Math.min(fieldEnd + 2, octets.length);
        int nameEnd = start;
        while (nameEnd < fieldEnd && Chars.isToken((char) (octets[nameEnd] & 0xff))) {
            nameEnd++;
        }
        int colon = nameEnd;
        while (colon < fieldEnd && isBlank(colon)) {
            colon++;
        }
        if (nameEnd == start || colon == fieldEnd || octets[colon] != ':') {
            note("line is no header field (expected: name, colon, value)", start);
            return next;
        }
        if (received && fieldEnd - start > MessageLimits.HEADER_FIELD_OCTETS) {
            note(
                    "header field of "
                            + (fieldEnd - start)
                            + " octets (expected: at most "
                            + MessageLimits.HEADER_FIELD_OCTETS
                            + ")",
                    start);
        }
        if (received && count == MessageLimits.HEADER_FIELDS) {
            throw new SipParseException(
                    "too many header fields (expected: at most "
                            + MessageLimits.HEADER_FIELDS
                            + ")",
                    lineOf(start),
                    null);
        }
        int value = colon + 1;
        while (value < fieldEnd && isWhite(value)) {
            value++;
        }
        int valueEnd = fieldEnd;
        while (valueEnd > value && isWhite(valueEnd - 1)) {
            valueEnd--;
        }
        put(start, nameEnd, value, valueEnd, next);
        return next;
    }

    private void put(int start, int nameEnd, int value, int valueEnd, int next) {
        if ((count + 1) * WIDTH > spans.length) {
            spans = Arrays.copyOf(spans, spans.length * 2);
        }
        int base = count++ * WIDTH;
        spans[base + START] = start;
        spans[base + NAME_END] = nameEnd;
        spans[base + VALUE] = value;
        spans[base + VALUE_END] = valueEnd;
        spans[base + END] = next;
        spans[base + HASH] = HeaderKey.hash(octets, start, nameEnd);
    }

    /**
     * Position of the CRLF that ends a line with its continuations (RFC 3261 7.3.1), or the end of
     * the octets. A CR or LF alone, and a control character that is no quoted-pair, are noted:
     * where readers disagree on what ends a line, header fields can be smuggled in.
     */
    private int lineEnd(int from, boolean folds) {
        for (int at = from; at < octets.length; at++) {
            int c = octets[at] & 0xff;
            if (c >= ' ' && c != 0x7f || c == '\t') {
                continue;
            }
            if (isCrlf(at)) {
                boolean folded = folds && at + 2 < octets.length && isBlank(at + 2);
                if (!folded) {
                    return at;
                }
                at += 2;
            } else if (c == '\r' || c == '\n') {
                note("CR or LF alone (expected: CRLF at the end of a line)", at);
                copyable = false;
            } else if (received && (!folds || octets[at - 1] != '\\')) {
                note("control character (expected: in a quoted pair alone)", at);
                copyable = false;
            }
        }
        return octets.length;
    }

    private boolean isCrlf(int at) {
        return at + 1 < octets.length && octets[at] == '\r' && octets[at + 1] == '\n';
    }

    private boolean isBlank(int at) {
        return octets[at] == ' ' || octets[at] == '\t';
    }

    private boolean isWhite(int at) {
        return isBlank(at) || octets[at] == '\r' || octets[at] == '\n';
    }

    /** May its fields be copied into an answer as they stand? */
    boolean isCopyable() {
        return copyable;
    }

    /** Notes what is wrong; the first finding stays. */
    void note(String reason, int at) {
        note(new Problem(reason, lineOf(at), 400));
    }

    void note(Problem found) {
        if (problem == null) {
            problem = found;
        }
    }

    @Nullable Problem problem() {
        return problem;
    }

    /** Line of a position, from 1; empty lines in front of the start line do not count. */
    int lineOf(int at) {
        int line = 1;
        for (int i = startLine; i < at && i < octets.length; i++) {
            if (octets[i] == '\n') {
                line++;
            }
        }
        return line;
    }

    int lineOfField(int field) {
        return lineOf(spans[field * WIDTH + START]);
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
