package org.gatehouse.ims.core.sip;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.sip.HeaderIndex.Problem;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.core.sip.text.ListValues;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.sip.text.Scalars;
import org.jspecify.annotations.Nullable;

/** Makes messages of octets: index, start line, framing, mandatory fields. */
final class MessageReader {
    private static final List<HeaderKey> SINGLE =
            List.of(
                    HeaderKey.FROM,
                    HeaderKey.TO,
                    HeaderKey.CALL_ID,
                    HeaderKey.CSEQ,
                    HeaderKey.MAX_FORWARDS,
                    HeaderKey.CONTENT_LENGTH);

    /** What every message has (RFC 3261 8.1.1), read when it comes in. */
    record Essentials(List<Via> vias, CSeq cseq, String callId, NameAddress from, NameAddress to) {}

    /** What stands in for a mandatory field that can't be read, in a request good to be refused. */
    static final NameAddress UNREADABLE = NameAddress.of("sip:unreadable.invalid");

    /** No method is empty. */
    private static final CSeq UNREADABLE_CSEQ = new CSeq(0, "");

    private static final String UNREADABLE_CALL_ID = "unreadable";

    /** Where octets come from, and so what is asked of them. */
    enum Source {
        DATAGRAM,
        STREAM,
        /** Built here: sizes are not a peer's choice. */
        OWN,
        /** Built here of what a broken request has: its faults come back with it. */
        OWN_REFUSAL
    }

    private final HeaderIndex index;
    private final Source source;

    private MessageReader(HeaderIndex index, Source source) {
        this.index = index;
        this.source = source;
    }

    static SipMessage read(byte[] octets, Source source) throws SipParseException {
        boolean received = source == Source.DATAGRAM || source == Source.STREAM;
        return new MessageReader(HeaderIndex.of(octets, received), source).read();
    }

    private SipMessage read() throws SipParseException {
        StartLine startLine = StartLine.parse(index.startLine());
        if (startLine.problem() != null) {
            index.note(startLine.problem());
        }
        frame();
        checkSingle();
        Essentials essentials = essentials();
        SipMessage message =
                switch (startLine) {
                    case StartLine.Request line -> request(line, essentials);
                    case StartLine.Status line -> new SipResponse(index, essentials, line);
                };
        Problem problem = index.problem();
        if (problem != null && source != Source.OWN_REFUSAL) {
            throw new SipParseException(
                    problem,
                    message instanceof SipRequest request && index.isCopyable() ? request : null);
        }
        return message;
    }

    private SipRequest request(StartLine.Request line, Essentials essentials) {
        CSeq cseq = essentials.cseq();
        if (!cseq.method().isEmpty() && !line.method().equals(cseq.method())) {
            int field = index.find(HeaderKey.CSEQ, 0);
            index.note(
                    new Problem(
                            "CSeq method "
                                    + Quoting.show(cseq.method())
                                    + " (expected: "
                                    + Quoting.show(line.method())
                                    + ")",
                            index.lineOfField(field),
                            400));
        }
        return new SipRequest(index, essentials, line, maxForwards());
    }

    /**
     * RFC 3261 18.3: "If there are additional bytes in the transport packet beyond the end of the
     * body, they MUST be discarded. If the transport packet ends before the end of the message
     * body, this is considered an error." And: "The Content-Length header field MUST be used with
     * stream oriented transports."
     */
    private void frame() {
        int field = index.find(HeaderKey.CONTENT_LENGTH, 0);
        if (field < 0) {
            if (source == Source.STREAM) {
                index.note(new Problem("no Content-Length (expected: one on a stream)", 1, 400));
            }
            return;
        }
        long length = Scalars.number(index.text(field), Integer.MAX_VALUE);
        if (length < 0 || length > index.bodyLength()) {
            index.note(
                    new Problem(
                            "Content-Length "
                                    + Quoting.show(index.text(field))
                                    + " (expected: at most the "
                                    + index.bodyLength()
                                    + " octets there are)",
                            index.lineOfField(field),
                            length > MessageLimits.MESSAGE_OCTETS ? 513 : 400));
        } else {
            index.cutBody((int) length);
        }
    }

    /** RFC 3261 7.3.1: several fields of a name are for lists alone. */
    private void checkSingle() {
        for (HeaderKey key : SINGLE) {
            int first = index.find(key, 0);
            int second = first < 0 ? -1 : index.find(key, first + 1);
            if (second >= 0) {
                index.note(new Problem("second " + key, index.lineOfField(second), 400));
            }
        }
    }

    /** RFC 3261 20.22: 0 to 255; -1 if there is none. */
    private int maxForwards() {
        int field = index.find(HeaderKey.MAX_FORWARDS, 0);
        if (field < 0) {
            return -1;
        }
        long value = Scalars.number(index.text(field), SipRequest.HIGHEST_MAX_FORWARDS);
        if (value < 0) {
            index.note(
                    new Problem(
                            "Max-Forwards "
                                    + Quoting.show(index.text(field))
                                    + " (expected: 0 to 255)",
                            index.lineOfField(field),
                            400));
        }
        return (int) value;
    }

    /** Without a Via that is read there is no one to answer; with it the rest is only noted. */
    private Essentials essentials() throws SipParseException {
        List<Via> vias = vias();
        CSeq cseq = value(HeaderKey.CSEQ, CSeq::parse, UNREADABLE_CSEQ);
        String callId = value(HeaderKey.CALL_ID, MessageReader::callId, UNREADABLE_CALL_ID);
        NameAddress from = value(HeaderKey.FROM, this::address, UNREADABLE);
        NameAddress to = value(HeaderKey.TO, this::address, UNREADABLE);
        return new Essentials(vias, cseq, callId, from, to);
    }

    private List<Via> vias() throws SipParseException {
        List<Via> vias = new ArrayList<>(4);
        List<String> values = new ArrayList<>(4);
        for (int i = index.find(HeaderKey.VIA, 0); i >= 0; i = index.find(HeaderKey.VIA, i + 1)) {
            values.clear();
            ListValues.split(index.text(i), values);
            for (String value : values) {
                vias.add(parsedVia(i, value));
            }
            if (index.isReceived() && vias.size() > MessageLimits.VALUES_OF_A_NAME) {
                throw new SipParseException(
                        "too many Via values (expected: at most "
                                + MessageLimits.VALUES_OF_A_NAME
                                + ")",
                        index.lineOfField(i),
                        null);
            }
        }
        if (vias.isEmpty()) {
            throw withoutVia();
        }
        return List.copyOf(vias);
    }

    private Via via(String text) throws SipParseException {
        Via via = Via.parse(text);
        if (index.isReceived()) {
            via.params().checkBounds();
        }
        return via;
    }

    private NameAddress address(String text) throws SipParseException {
        NameAddress address = NameAddress.parse(text);
        if (index.isReceived()) {
            address.params().checkBounds();
        }
        return address;
    }

    private static String callId(String text) throws SipParseException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '\ufffd') {
                throw new SipParseException("no words: " + Quoting.show(text));
            }
        }
        if (text.isEmpty()) {
            throw new SipParseException("empty");
        }
        return text;
    }

    private <T> T value(HeaderKey key, Parser<T> parser, T unreadable) {
        int field = index.find(key, 0);
        if (field < 0) {
            index.note(new Problem("no " + key + " header field", 1, 400));
            return unreadable;
        }
        try {
            return parser.parse(index.text(field));
        } catch (SipParseException wrong) {
            index.note(new Problem(key + ": " + wrong.message(), index.lineOfField(field), 400));
            return unreadable;
        }
    }

    private Via parsedVia(int field, String text) throws SipParseException {
        try {
            return via(text);
        } catch (SipParseException wrong) {
            throw new SipParseException(
                    HeaderKey.VIA + ": " + wrong.message(), index.lineOfField(field), null);
        }
    }

    private SipParseException withoutVia() {
        Problem earlier = index.problem();
        return earlier != null
                ? new SipParseException(earlier, null)
                : new SipParseException("no " + HeaderKey.VIA + " header field", 1, null);
    }

    private interface Parser<T> {
        T parse(String text) throws SipParseException;
    }

    /** What stands first in a message. */
    sealed interface StartLine {
        @Nullable Problem problem();

        /** RFC 3261 7.1: Request-Line = Method SP Request-URI SP SIP-Version CRLF. */
        record Request(String method, String uri, @Nullable Problem problem) implements StartLine {}

        /** RFC 3261 7.2: Status-Line = SIP-Version SP Status-Code SP Reason-Phrase CRLF. */
        record Status(int status, String reason, @Nullable Problem problem) implements StartLine {}

        static StartLine parse(String line) throws SipParseException {
            return line.regionMatches(true, 0, "SIP/", 0, 4) ? status(line) : request(line);
        }

        private static StartLine request(String line) throws SipParseException {
            String text = line.stripTrailing();
            int first = text.indexOf(' ');
            int last = text.lastIndexOf(' ');
            String method = first < 0 ? "" : text.substring(0, first);
            if (!Chars.isToken(method) || first == last) {
                throw notSip(line);
            }
            String version = text.substring(last + 1);
            if (!version.regionMatches(true, 0, "SIP/", 0, 4)) {
                throw notSip(line);
            }
            String uri = text.substring(first + 1, last);
            Problem problem = null;
            if (!Chars.same(version, "SIP/2.0")) {
                problem = new Problem("version " + Quoting.show(version), 1, 505);
            } else if (!NameAddress.isUri(uri)) {
                problem = new Problem("Request-URI is wrong: " + Quoting.show(uri), 1, 400);
            } else if (text.length() != line.length()) {
                problem = new Problem("blanks at the end of the request line", 1, 400);
            }
            return new Request(method, uri, problem);
        }

        private static StartLine status(String line) throws SipParseException {
            if (!line.regionMatches(true, 0, "SIP/2.0 ", 0, 8) || line.length() < 11) {
                throw notSip(line);
            }
            String digits = line.substring(8, 11);
            int status = Chars.isDigits(digits) ? Integer.parseInt(digits) : 0;
            boolean ends = line.length() == 11 || line.charAt(11) == ' ';
            if (status < 100 || status > 699 || !ends) {
                throw notSip(line);
            }
            return new Status(status, line.length() > 12 ? line.substring(12) : "", null);
        }

        private static SipParseException notSip(String line) {
            return new SipParseException("no SIP/2.0 start line: " + Quoting.show(line), 1, null);
        }
    }
}
