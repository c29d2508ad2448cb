package org.gatehouse.ims.core.sip.stream;

import java.util.Optional;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TlsIdentity;

/**
 * How a core entity talks SIP to another one: over UDP and TCP, or over TLS alone.
 *
 * @param mostOverUdp octets of the largest request that goes over UDP; counts for nothing with TLS
 * @param tls what the entity shows its peers, if TLS is on
 */
public record CoreTransport(int mostOverUdp, Optional<TlsIdentity> tls) {
    /** Without TLS. */
    public static CoreTransport plain(int mostOverUdp) {
        return new CoreTransport(mostOverUdp, Optional.empty());
    }

    /** The network with the streams that are wanted. */
    public Network over(Network network) {
        return tls.isPresent() ? network.secured(tls.get()) : network;
    }

    TransportProtocol streams() {
        return tls.isPresent() ? TransportProtocol.TLS : TransportProtocol.TCP;
    }

    boolean takesUdp(int octets) {
        return tls.isEmpty() && octets <= mostOverUdp;
    }
}
