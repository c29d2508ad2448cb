package org.gatehouse.ims.core.sip;

import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * One value of a Via header field (RFC 3261 clause 20.42).
 *
 * @param transport as written: UDP, TCP, TLS or another token
 * @param host sent-by host; an IPv6 address keeps its brackets
 * @param port sent-by port, or -1
 */
public record Via(String transport, String host, int port, Parameters params) {
    /** What a branch of RFC 3261 begins with (clause 8.1.1.7). */
    public static final String MAGIC_COOKIE = "z9hG4bK";

    /** Reads one value, with blanks wherever the grammar of clause 25.1 allows them. */
    public static Via parse(String value) throws SipParseException {
        Lexer in = new Lexer(value);
        in.skipBlanks();
        String name = in.token("a protocol name");
        in.expect('/');
        // Whoever speaks another version is told so by its start line (505).
        in.token("a protocol version");
        in.expect('/');
        String transport = in.token("a transport");
        if (!Chars.same(name, "SIP")) {
            throw new SipParseException("Via protocol: " + Quoting.show(name) + " (expected: SIP)");
        }
        if (!Chars.isBlank(in.peek())) {
            throw in.wrong("a blank");
        }
        in.skipBlanks();
        String host = in.peek() == '[' ? in.until("] \t;") + in.until(" \t;:") : in.until(" \t;:");
        if (!Chars.isHost(host)) {
            throw new SipParseException("Via host is wrong: " + Quoting.show(value));
        }
        int port = -1;
        if (in.take(':')) {
            port = Chars.port(in.until(" \t;"));
            if (port < 0) {
                throw new SipParseException("Via port is wrong: " + Quoting.show(value));
            }
        }
        return new Via(transport, host, port, Parameters.parse(in));
    }

    /** A Via of our own, without parameters but its branch. */
    public static Via of(TransportProtocol transport, String host, int port, String branch) {
        return new Via(
                transport.name(), bracketed(host), port, Parameters.NONE.with("branch", branch));
    }

    public @Nullable String branch() {
        return params.get("branch");
    }

    public @Nullable String received() {
        return params.get("received");
    }

    /** The port in rport, or -1 if there is none (rport may still be asked for by its name). */
    public int rport() {
        String value = params.get("rport");
        return value == null ? -1 : Chars.port(value);
    }

    /** Is rport there, with or without a value (RFC 3581)? */
    public boolean hasRport() {
        return params.has("rport");
    }

    public Via withParam(String name, @Nullable String value) {
        return new Via(transport, host, port, params.with(name, value));
    }

    public Via withoutParam(String name) {
        return new Via(transport, host, port, params.without(name));
    }

    /** Host without the brackets of an IPv6 address. */
    public String hostAddress() {
        return unbracketed(host);
    }

    static String bracketed(String host) {
        return host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host;
    }

    static String unbracketed(String host) {
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    @Override
    public String toString() {
        return "SIP/2.0/" + transport + " " + host + (port < 0 ? "" : ":" + port) + params;
    }
}
