package org.gatehouse.ims.core.sip;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.sip.text.Scalars;

/**
 * Cuts the octets of one connection into messages (RFC 3261 clause 18.3) and keep-alives (RFC 5626
 * clause 4.4.1). No more is kept than came, and never more than one message may have. Used by one
 * thread.
 */
public final class SipFrames {
    private static final int FIRST_BUFFER_OCTETS = 2_048;
    private static final int END_OF_HEADER = 4;

    private byte[] buffer = new byte[FIRST_BUFFER_OCTETS];
    private int filled;
    private int searched;
    private int emptyLines;
    private int awaited;
    private boolean broken;

    /** What was cut out. */
    public sealed interface Frame {
        /** A whole message, for {@link SipMessage#parseStreamed}. */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Message(byte[] octets) implements Frame {}

        /** A double CRLF: its sender waits for a single one. */
        record Ping() implements Frame {}

        /**
         * No one can tell where the next message begins: nothing that follows is read, and the
         * connection is to be closed.
         *
         * @param header start line and header fields, to be refused with {@link
         *     SipMessage#parseStreamed}; empty if not even they are whole
         */
        @SuppressWarnings("ArrayRecordComponent") // never compared
        record Broken(byte[] header, String reason) implements Frame {}
    }

    /** Takes octets as they came; gives what is whole, in order. */
    public List<Frame> received(byte[] octets) {
        List<Frame> frames = new ArrayList<>();
        if (broken) {
            return frames;
        }
        append(octets);
        int start = 0;
        while (!broken) {
            start = skipEmptyLines(start, frames);
            if (awaited == 0 && !readHeader(start, frames)) {
                break;
            }
            if (filled - start < awaited) {
                break;
            }
            frames.add(new Frame.Message(Arrays.copyOfRange(buffer, start, start + awaited)));
            start += awaited;
            searched = start;
            awaited = 0;
        }
        keepFrom(broken ? filled : start);
        return frames;
    }

    /** Is a message begun and not whole? */
    public boolean isPartial() {
        return filled > 0;
    }

    /** RFC 3261 7.5: CRLFs in front of a message are no part of it; two of them are a ping. */
    private int skipEmptyLines(int from, List<Frame> frames) {
        int start = from;
        while (awaited == 0 && start + 1 < filled && isCrlf(start)) {
            start += 2;
            emptyLines++;
            if (emptyLines == 2) {
                frames.add(new Frame.Ping());
                emptyLines = 0;
            }
        }
        searched = Math.max(searched, start);
        return start;
    }

    /** Finds out how long the message is; false if that can't be told yet, or never. */
    private boolean readHeader(int start, List<Frame> frames) {
        boolean begun = filled - start > 1 || (filled > start && buffer[start] != '\r');
        if (begun) {
            emptyLines = 0;
        }
        int end = endOfHeader();
        if ((end < 0 ? filled : end) - start > MessageLimits.STREAMED_HEADER_OCTETS) {
            fail(
                    new byte[0],
                    "header fields of more than "
                            + MessageLimits.STREAMED_HEADER_OCTETS
                            + " octets (expected: an end)",
                    frames);
            return false;
        }
        if (end < 0) {
            return false;
        }
        byte[] header = Arrays.copyOfRange(buffer, start, end);
        try {
            awaited = header.length + contentLength(header);
            return true;
        } catch (SipParseException wrong) {
            fail(header, wrong.message(), frames);
            return false;
        }
    }

    private int endOfHeader() {
        for (int at = searched; at + END_OF_HEADER <= filled; at++) {
            if (isCrlf(at) && isCrlf(at + 2)) {
                return at + END_OF_HEADER;
            }
        }
        searched = Math.max(searched, filled - END_OF_HEADER + 1);
        return -1;
    }

    /**
     * RFC 3261 18.3: "The Content-Length header field MUST be used with stream oriented
     * transports." With two of them two readers could see two messages.
     */
    private static int contentLength(byte[] header) throws SipParseException {
        HeaderIndex index = HeaderIndex.of(header, true);
        int field = index.find(HeaderKey.CONTENT_LENGTH, 0);
        if (field < 0 || index.find(HeaderKey.CONTENT_LENGTH, field + 1) >= 0) {
            throw new SipParseException(
                    (field < 0 ? "no" : "second") + " Content-Length (expected: one on a stream)");
        }
        String text = index.text(field);
        int most = MessageLimits.MESSAGE_OCTETS - header.length;
        long length = Scalars.number(text, (long) most + 1);
        if (length < 0 || length > most) {
            throw new SipParseException(
                    "Content-Length " + Quoting.show(text) + " (expected: 0 to " + most + ")");
        }
        return (int) length;
    }

    private void fail(byte[] header, String reason, List<Frame> frames) {
        broken = true;
        frames.add(new Frame.Broken(header, reason));
    }

    private boolean isCrlf(int at) {
        return buffer[at] == '\r' && buffer[at + 1] == '\n';
    }

    private void append(byte[] octets) {
        if (filled + octets.length > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, filled + octets.length));
        }
        System.arraycopy(octets, 0, buffer, filled, octets.length);
        filled += octets.length;
    }

    private void keepFrom(int start) {
        if (start == 0) {
            return;
        }
        System.arraycopy(buffer, start, buffer, 0, filled - start);
        filled -= start;
        searched = Math.max(0, searched - start);
        if (filled == 0 && buffer.length > FIRST_BUFFER_OCTETS) {
            buffer = new byte[FIRST_BUFFER_OCTETS];
        }
    }
}
