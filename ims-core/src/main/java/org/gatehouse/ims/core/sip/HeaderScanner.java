package org.gatehouse.ims.core.sip;

import java.util.Arrays;
import org.gatehouse.ims.core.sip.HeaderIndex.Problem;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.jspecify.annotations.Nullable;

/** The one pass over a message's octets that finds its lines. */
final class HeaderScanner {
    /** Header fields there is room for at first: phones' REGISTERs have about 20. */
    private static final int USUAL_FIELDS = 24;

    final byte[] octets;
    final boolean received;
    int[] spans = new int[USUAL_FIELDS * HeaderIndex.WIDTH];
    int count;
    int startLine;
    int startLineEnd;
    int body;
    boolean copyable = true;
    boolean controls;
    @Nullable Problem problem;

    HeaderScanner(byte[] octets, boolean received) {
        this.octets = octets;
        this.received = received;
    }

    HeaderScanner scan() throws SipParseException {
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
        int at = readStartLine();
        while (at < octets.length && !isCrlf(at)) {
            at = readField(at);
        }
        if (at >= octets.length) {
            note("no empty line behind the header fields", octets.length - 1);
            copyable = false;
            body = octets.length;
        } else {
            body = at + 2;
        }
        return this;
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
        if (startLineEnd == octets.length || problem != null || (received && tooLong)) {
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
                    lineOf(octets, startLine, start),
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
        if ((count + 1) * HeaderIndex.WIDTH > spans.length) {
            spans = Arrays.copyOf(spans, spans.length * 2);
        }
        int base = count++ * HeaderIndex.WIDTH;
        spans[base + HeaderIndex.START] = start;
        spans[base + HeaderIndex.NAME_END] = nameEnd;
        spans[base + HeaderIndex.VALUE] = value;
        spans[base + HeaderIndex.VALUE_END] = valueEnd;
        spans[base + HeaderIndex.END] = next;
        spans[base + HeaderIndex.HASH] = HeaderKey.hash(octets, start, nameEnd);
    }

    /**
     * Position of the CRLF that ends a line with its continuations (RFC 3261 7.3.1), or the end of
     * the octets. A CR or LF alone, and a control character that is no quoted-pair, are noted:
     * where readers disagree on what ends a line, header fields can be smuggled in.
     */
    private int lineEnd(int from, boolean folds) {
        for (int at = from; at < octets.length; at++) {
            int c = octets[at] & 0xff;
            if ((c >= ' ' && c != 0x7f) || c == '\t') {
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
            } else {
                controls = true;
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

    /** Notes what is wrong; the first finding stays, and only its line is counted. */
    private void note(String reason, int at) {
        if (problem == null) {
            problem = new Problem(reason, lineOf(octets, startLine, at), 400);
        }
    }

    /** Line of a position, from 1; empty lines in front of the start line do not count. */
    static int lineOf(byte[] octets, int startLine, int at) {
        int line = 1;
        for (int i = startLine; i < at; i++) {
            if (octets[i] == '\n') {
                line++;
            }
        }
        return line;
    }
}
