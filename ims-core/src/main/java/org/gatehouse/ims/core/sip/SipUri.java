package org.gatehouse.ims.core.sip;

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
        throw new UnsupportedOperationException();
    }

    /** A URI of host and port alone, as Path, Route and Service-Route use them. */
    public static SipUri ofHost(String host, int port) {
        return new SipUri("sip", null, host, port, Parameters.NONE, null);
    }

    /** Host without the brackets of an IPv6 address. */
    public String hostAddress() {
        throw new UnsupportedOperationException();
    }

    /**
     * Canonical text to compare addresses of record with: scheme, user unescaped, host in lower
     * case, port if there is one, no parameters (RFC 3261 clauses 10.3 and 19.1.4).
     */
    public String addressOfRecord() {
        throw new UnsupportedOperationException();
    }
}
