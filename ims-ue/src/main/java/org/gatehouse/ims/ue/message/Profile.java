package org.gatehouse.ims.ue.message;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.ue.shape.Shape;

/**
 * Who registers, where, and what the UE can do.
 *
 * @param impi private identity, a NAI
 * @param impu public identity to register, a SIP URI
 * @param homeDomain home network domain name: realm and Request-URI of every REGISTER
 * @param addresses both ends of Gm
 * @param transports of its requests
 * @param algorithms combinations for Security-Client, in order
 * @param modes IPsec modes this UE can carry; none at all: no security agreement, plain AKA
 * @param expires time to ask for
 * @param accessNetworkInfo value of P-Access-Network-Info
 * @param attempts SM1s in one procedure before it is given up
 * @param bareOn406 a 406 to an offer of a first registration is followed by one without IPsec
 * @param shape how it writes
 */
public record Profile(
        String impi,
        String impu,
        String homeDomain,
        Addresses addresses,
        Transports transports,
        List<AlgorithmPair> algorithms,
        List<IpsecMode> modes,
        Duration expires,
        String accessNetworkInfo,
        int attempts,
        boolean bareOn406,
        Shape shape) {
    public Profile {
        algorithms = List.copyOf(algorithms);
        modes = List.copyOf(modes);
        if (!modes.isEmpty() && algorithms.isEmpty()) {
            throw new IllegalArgumentException("algorithms: none (expected: one pair at least)");
        }
    }

    /**
     * Both ends of Gm.
     *
     * @param local where bare SIP of this UE arrives
     * @param pcscf where bare SIP of the P-CSCF arrives
     * @param localEsp outer address of UDP encapsulation here: port 4500
     * @param pcscfEsp outer address of UDP encapsulation at the P-CSCF
     */
    public record Addresses(
            InetSocketAddress local,
            InetSocketAddress pcscf,
            InetSocketAddress localEsp,
            InetSocketAddress pcscfEsp) {}

    /** Does this UE set up SAs? */
    public boolean usesIpsec() {
        return !modes.isEmpty();
    }

    /** Request-URI of every REGISTER. */
    public String requestUri() {
        return "sip:" + homeDomain;
    }
}
