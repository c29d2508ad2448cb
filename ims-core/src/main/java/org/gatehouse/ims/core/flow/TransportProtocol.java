package org.gatehouse.ims.core.flow;

/** Transport protocols of SIP, named as in a Via header field (RFC 3261 clause 20.42). */
public enum TransportProtocol {
    UDP,
    TCP,
    TLS;

    /** TCP and TLS: no retransmission by SIP, framing by Content-Length. */
    public boolean isReliable() {
        return this != UDP;
    }
}
