package org.gatehouse.ims.core.sip;

import org.jspecify.annotations.Nullable;

/**
 * One value of a Via header field (RFC 3261 clause 20.42).
 *
 * @param transport as written: UDP, TCP, TLS or another token
 * @param host sent-by host; an IPv6 address keeps its brackets
 * @param port sent-by port, or -1
 */
public record Via(String transport, String host, int port, Parameters params) {
    public static Via parse(String value) throws SipParseException {
        throw new UnsupportedOperationException();
    }

    public @Nullable String branch() {
        return params.get("branch");
    }

    public @Nullable String received() {
        return params.get("received");
    }

    /** The port in rport, or -1 if there is none (rport may still be asked for by its name). */
    public int rport() {
        throw new UnsupportedOperationException();
    }

    /** Is rport there, with or without a value (RFC 3581)? */
    public boolean hasRport() {
        return params.has("rport");
    }
}
