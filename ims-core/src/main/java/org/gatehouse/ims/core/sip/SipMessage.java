package org.gatehouse.ims.core.sip;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sip.text.HeaderKey;
import org.gatehouse.ims.core.sip.text.ListValues;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.sip.text.Scalars;
import org.jspecify.annotations.Nullable;

/**
 * A SIP message as received: immutable, its header fields indexed, each parsed when someone asks.
 * What no one touches is encoded byte for byte as it came.
 */
public abstract sealed class SipMessage permits SipRequest, SipResponse {
    private final HeaderIndex index;
    private final MessageReader.Essentials essentials;

    SipMessage(HeaderIndex index, MessageReader.Essentials essentials) {
        this.index = index;
        this.essentials = essentials;
    }

    /**
     * Reads one whole message that was a datagram. Checks the start line, and that Via, CSeq,
     * Call-ID, From and To are there, once each (Via: at least), and parse.
     *
     * @param octets are the message's own from now on
     */
    public static SipMessage parse(byte[] octets) throws SipParseException {
        return MessageReader.read(octets, MessageReader.Source.DATAGRAM);
    }

    /** Reads one whole message that {@link SipFrames} cut out of a stream: has Content-Length. */
    public static SipMessage parseStreamed(byte[] octets) throws SipParseException {
        return MessageReader.read(octets, MessageReader.Source.STREAM);
    }

    /** Reads one whole message as it came over a transport. */
    public static SipMessage parse(byte[] octets, TransportProtocol over) throws SipParseException {
        return over.isReliable() ? parseStreamed(octets) : parse(octets);
    }

    HeaderIndex index() {
        return index;
    }

    /** First header field of a name, unfolded and trimmed; compact forms and any case match. */
    public @Nullable String header(String name) {
        int field = index.find(HeaderKey.of(name), 0);
        return field < 0 ? null : index.text(field);
    }

    /** All header fields of a name, one entry each. */
    public List<String> headers(String name) {
        HeaderKey key = HeaderKey.of(name);
        int field = index.find(key, 0);
        if (field < 0) {
            return List.of();
        }
        List<String> fields = new ArrayList<>(4);
        for (; field >= 0; field = index.find(key, field + 1)) {
            fields.add(index.text(field));
        }
        return List.copyOf(fields);
    }

    /**
     * All values of a name, split at commas outside quotes and angle brackets. Two commas in a row
     * have an empty value between them.
     */
    public List<String> headerValues(String name) {
        return ListValues.split(headers(name));
    }

    public boolean hasHeader(String name) {
        return index.find(HeaderKey.of(name), 0) >= 0;
    }

    /**
     * Are there control characters in quoted pairs? The grammar allows them; a reader that takes a
     * NUL for the end of a line sees header fields that no one wrote.
     */
    public boolean hasControlCharacters() {
        return index.hasControls();
    }

    public Via topVia() {
        return essentials.vias().getFirst();
    }

    /** All Via values, topmost first. */
    public List<Via> vias() {
        return essentials.vias();
    }

    public CSeq cseq() {
        return essentials.cseq();
    }

    public String callId() {
        return essentials.callId();
    }

    public NameAddress from() {
        return essentials.from();
    }

    public NameAddress to() {
        return essentials.to();
    }

    /** Method of a request; of a response the method in CSeq. */
    public abstract String method();

    public byte[] body() {
        return index.body();
    }

    /** The octets that go on the wire. */
    public byte[] encode() {
        return index.message();
    }

    /** Octets of the whole message. */
    public int size() {
        return index.size();
    }

    public String startLine() {
        return index.startLine();
    }

    /**
     * Expires in seconds; empty if there is none. Values above 2^32 - 1 count as 2^32 - 1 (RFC 3261
     * 20.19).
     */
    public OptionalLong expires() throws SipParseException {
        String text = header("Expires");
        if (text == null) {
            return OptionalLong.empty();
        }
        long seconds = Scalars.number(text, Scalars.SECONDS);
        if (seconds < 0) {
            throw new SipParseException("Expires " + Quoting.show(text) + " (expected: seconds)");
        }
        return OptionalLong.of(seconds);
    }

    public List<NameAddress> contacts() throws SipParseException {
        return addresses("Contact");
    }

    public List<NameAddress> routes() throws SipParseException {
        return addresses("Route");
    }

    /** Values of any header field that is a list of addresses (Path, Service-Route, …). */
    public List<NameAddress> addresses(String name) throws SipParseException {
        return NameAddress.parseAll(headerValues(name));
    }

    /** Start line and Call-ID, fit for a log line; never the header fields with credentials. */
    @Override
    public String toString() {
        return Quoting.show(startLine()) + " [" + Quoting.show(callId()) + "]";
    }
}
