package org.gatehouse.ims.core.ipsec;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;

/**
 * The two pairs of unidirectional SAs that one registration makes (TS 33.203 clause 6.3), as one
 * end sees them: "one SA pair is for traffic between a client port at the UE and a server port at
 * the P-CSCF and the other SA is for traffic between a client port at the P-CSCF and a server port
 * at the UE".
 *
 * @param id this end's name for the set
 * @param local own address and what it chose
 * @param remote the peer's address and what it chose
 * @param mode transport, or UDP-encapsulated tunnel; it decides the {@link Carrier}
 * @param localOuter outer address at this end, with the port of UDP encapsulation (4500) in tunnel
 *     mode and port 0 in transport mode
 * @param remoteOuter outer address at the peer, and in tunnel mode the port as far as known: a
 *     P-CSCF learns the port behind a NAT from the first packet that passes ESP (Annex M.7.1)
 * @param keys CK and IK of the AKA run
 */
public record AssociationSet(
        SetId id,
        End local,
        End remote,
        IntegrityAlgorithm integrity,
        EncryptionAlgorithm encryption,
        IpsecMode mode,
        InetSocketAddress localOuter,
        InetSocketAddress remoteOuter,
        SessionKeys keys) {

    /** What carries the packets of this set. */
    public Carrier carrier() {
        return Carrier.of(mode);
    }

    /** The same set with the peer's outer address as it was learnt. */
    public AssociationSet withRemoteOuter(InetSocketAddress learnt) {
        return new AssociationSet(
                id, local, remote, integrity, encryption, mode, localOuter, learnt, keys);
    }

    /**
     * One end of a set.
     *
     * @param address IP address that the selectors of the SAs name
     * @param ports client and server port (port_uc and port_us, or port_pc and port_ps)
     * @param spis SPIs of the inbound SAs at these ports
     */
    public record End(InetAddress address, PortPair ports, SpiPair spis) {
        public InetSocketAddress clientAddress() {
            return new InetSocketAddress(address, ports.client());
        }

        public InetSocketAddress serverAddress() {
            return new InetSocketAddress(address, ports.server());
        }
    }
}
