package org.gatehouse.ims.core.sip;

import org.gatehouse.ims.core.sip.text.Chars;
import org.gatehouse.ims.core.sip.text.Quoting;
import org.jspecify.annotations.Nullable;

/**
 * A SIP or SIPS URI (RFC 3261 clause 19.1).
 *
 * @param scheme "sip" or "sips"
 * @param user user part as received (escapes kept, with a password if there is one), or null
 * @param host host as received; an IPv6 address keeps its brackets
 * @param port port, or -1
 * @param params URI parameters
 * @param headers text behind "?", or null
 */
public record SipUri(
        String scheme,
        @Nullable String user,
        String host,
        int port,
        Parameters params,
        @Nullable String headers) {

    public static SipUri parse(String uri) throws SipParseException {
        int colon = uri.indexOf(':');
        String scheme = colon < 0 ? "" : Chars.lower(uri.substring(0, colon));
        if (!scheme.equals("sip") && !scheme.equals("sips")) {
            throw wrong("scheme (expected: sip or sips)", uri);
        }
        int at = uri.indexOf('@', colon);
        String user = at < 0 ? null : uri.substring(colon + 1, at);
        // No part of a SIP URI may hold an unescaped "@" (clause 25.1): with two of them, two
        // readers could see two hosts.
        if (user != null && (!AddressOfRecord.isUser(user) || uri.indexOf('@', at + 1) >= 0)) {
            throw wrong("user part", uri);
        }
        String rest = uri.substring(at < 0 ? colon + 1 : at + 1);
        String headers = null;
        int question = rest.indexOf('?');
        if (question >= 0) {
            headers = rest.substring(question + 1);
            rest = rest.substring(0, question);
        }
        int semicolon = rest.indexOf(';');
        String params = semicolon < 0 ? "" : rest.substring(semicolon);
        String hostport = semicolon < 0 ? rest : rest.substring(0, semicolon);
        int split = hostport.startsWith("[") ? hostport.indexOf(']') + 1 : hostport.indexOf(':');
        String host = split < 0 ? hostport : hostport.substring(0, split);
        if (!Chars.isHost(host)) {
            throw wrong("host", uri);
        }
        int port = port(hostport.substring(host.length()), uri);
        return new SipUri(scheme, user, host, port, Parameters.parseOfUri(params), headers);
    }

    private static int port(String colonAndDigits, String uri) throws SipParseException {
        if (colonAndDigits.isEmpty()) {
            return -1;
        }
        int port = colonAndDigits.charAt(0) == ':' ? Chars.port(colonAndDigits.substring(1)) : -1;
        if (port < 0) {
            throw wrong("port", uri);
        }
        return port;
    }

    private static SipParseException wrong(String what, String uri) {
        return new SipParseException("wrong " + what + " in URI " + Quoting.show(uri));
    }

    /** A URI of host and port alone, as Path, Route and Service-Route use them. */
    public static SipUri ofHost(String host, int port) {
        return new SipUri("sip", null, Via.bracketed(host), port, Parameters.NONE, null);
    }

    /** The same URI with a parameter more, or with another value of it. */
    public SipUri withParam(String name, @Nullable String value) {
        return new SipUri(scheme, user, host, port, params.with(name, value), headers);
    }

    /** Host without the brackets of an IPv6 address. */
    public String hostAddress() {
        return Via.unbracketed(host);
    }

    /**
     * Canonical text to compare addresses of record with: scheme, user unescaped, host in lower
     * case, port if there is one, no parameters (RFC 3261 clauses 10.3 and 19.1.4).
     */
    public String addressOfRecord() {
        return AddressOfRecord.of(this);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(scheme).append(':');
        if (user != null) {
            text.append(user).append('@');
        }
        text.append(host);
        if (port >= 0) {
            text.append(':').append(port);
        }
        text.append(params);
        return headers == null ? text.toString() : text.append('?').append(headers).toString();
    }
}
