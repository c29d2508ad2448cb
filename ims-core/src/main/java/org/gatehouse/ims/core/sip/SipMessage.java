package org.gatehouse.ims.core.sip;

import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message as received: immutable, its header fields indexed, each parsed when someone asks.
 * What no one touches is encoded byte for byte as it came.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    /**
     * Reads one whole message: a datagram, or what a stream's framing cut out. Checks the start
     * line, and that Via, CSeq, Call-ID, From and To are there, once each (Via: at least), and
     * parse.
     */
    public static SipMessage parse(byte[] octets) throws SipParseException {
        throw new UnsupportedOperationException();
    }

    /** First header field of a name, unfolded and trimmed; compact forms and any case match. */
    public @Nullable String header(String name) {
        throw new UnsupportedOperationException();
    }

    /** All header fields of a name, one entry each. */
    public List<String> headers(String name) {
        throw new UnsupportedOperationException();
    }

    /** All values of a name, split at commas outside quotes, angle brackets and comments. */
    public List<String> headerValues(String name) {
        throw new UnsupportedOperationException();
    }

    public boolean hasHeader(String name) {
        return header(name) != null;
    }

    public Via topVia() {
        throw new UnsupportedOperationException();
    }

    /** All Via values, topmost first. */
    public List<Via> vias() {
        throw new UnsupportedOperationException();
    }

    public CSeq cseq() {
        throw new UnsupportedOperationException();
    }

    public String callId() {
        throw new UnsupportedOperationException();
    }

    public NameAddress from() {
        throw new UnsupportedOperationException();
    }

    public NameAddress to() {
        throw new UnsupportedOperationException();
    }

    /** Method of a request; of a response the method in CSeq. */
    public abstract String method();

    public byte[] body() {
        throw new UnsupportedOperationException();
    }

    /** The octets that go on the wire. */
    public byte[] encode() {
        throw new UnsupportedOperationException();
    }

    /** Octets of the whole message. */
    public int size() {
        throw new UnsupportedOperationException();
    }

    public String startLine() {
        throw new UnsupportedOperationException();
    }

    /** Expires in seconds; empty if there is none. Values above 2^32 - 1 count as 2^32 - 1. */
    public OptionalLong expires() throws SipParseException {
        throw new UnsupportedOperationException();
    }

    public List<NameAddress> contacts() throws SipParseException {
        throw new UnsupportedOperationException();
    }

    public List<NameAddress> routes() throws SipParseException {
        throw new UnsupportedOperationException();
    }

    /** Values of any header field that is a list of addresses (Path, Service-Route, …). */
    public List<NameAddress> addresses(String name) throws SipParseException {
        throw new UnsupportedOperationException();
    }
}
