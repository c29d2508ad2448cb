package org.gatehouse.ims.core.flow;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way a SIP message came, and the way its answer goes: transport, both ends, and the
 * association set that protects it. SIP learns protection from here alone, never from a header
 * field.
 *
 * <p>For a protected flow the addresses are the inner ones (the UE's and the P-CSCF's protected
 * ports); what is sent on it leaves as the set says: from the own client port to the peer's server
 * port (TS 33.203 clause 7.1, UDP case).
 *
 * @param protectedBy the set whose SA the message came through, or null for a bare message
 */
public record Flow(
        TransportProtocol transport,
        InetSocketAddress local,
        InetSocketAddress remote,
        @Nullable SetId protectedBy) {

    public static Flow udp(InetSocketAddress local, InetSocketAddress remote) {
        return new Flow(TransportProtocol.UDP, local, remote, null);
    }

    /** Bare SIP on a TCP connection; the local end is where the node listens. */
    public static Flow tcp(InetSocketAddress local, InetSocketAddress remote) {
        return new Flow(TransportProtocol.TCP, local, remote, null);
    }

    public boolean isProtected() {
        return protectedBy != null;
    }

    /** The same ends over another transport. */
    public Flow over(TransportProtocol other) {
        return new Flow(other, local, remote, protectedBy);
    }

    /** The same ends through another association set. */
    public Flow through(SetId other) {
        return new Flow(transport, local, remote, other);
    }

    /** The same flow towards another address or port. */
    public Flow towards(InetSocketAddress otherRemote) {
        return new Flow(transport, local, otherRemote, protectedBy);
    }
}
