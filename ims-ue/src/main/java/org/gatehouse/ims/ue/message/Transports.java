package org.gatehouse.ims.ue.message;

import org.gatehouse.ims.core.flow.TransportProtocol;

/**
 * How the requests of a UE go, bare and inside SAs alike: "These ports are used with both, UDP and
 * TCP" (TS 33.203 clause 7.1), and phones mix them.
 *
 * @param registers of REGISTER
 * @param others of all other requests
 */
public record Transports(TransportProtocol registers, TransportProtocol others) {
    public static final Transports UDP = both(TransportProtocol.UDP);
    public static final Transports TCP = both(TransportProtocol.TCP);

    private static Transports both(TransportProtocol transport) {
        return new Transports(transport, transport);
    }

    /** Of requests with this method. */
    public TransportProtocol of(String method) {
        return method.equals("REGISTER") ? registers : others;
    }

    /** Is there any TCP? */
    public boolean needTcp() {
        return registers.isReliable() || others.isReliable();
    }

    /** What a Contact says: a URI reached over TCP says so (RFC 3261 19.1.1: else it is UDP). */
    public String contactParameter() {
        return others == TransportProtocol.TCP ? ";transport=tcp" : "";
    }
}
