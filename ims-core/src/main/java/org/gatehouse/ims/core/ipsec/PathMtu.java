package org.gatehouse.ims.core.ipsec;

import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;

/**
 * The largest IP packet that the path between UE and P-CSCF takes in one piece, and what of it is
 * left for SIP. A request that is larger goes over TCP where the peer takes that, and else in IP
 * fragments: of the ESP packet, which the kernel cuts up (RFC 2406 clause 3.3.4).
 *
 * @param octets of the packet with its IP header, or 0 where nobody knows
 */
public record PathMtu(int octets) {
    public static final PathMtu UNKNOWN = new PathMtu(0);

    /** "Every internet destination must be able to receive a datagram of 576 octets" (RFC 791). */
    public static final int SMALLEST = 576;

    /** Jumbo frames. */
    public static final int LARGEST = 9_216;

    /** "If a request is within 200 bytes of the path MTU" (RFC 3261 clause 18.1.1). */
    private static final int BUFFER = 200;

    /**
     * What that is for where IP and UDP have been taken off: "the response can be about 170 bytes
     * larger than the request, and still not be fragmented on IPv4 (about 30 bytes is consumed by
     * IP/UDP, assuming no IPSec)".
     */
    private static final int RESPONSE_GROWTH = 170;

    /** Source and destination port, length, checksum: around ESP, and inside. */
    private static final int UDP_OCTETS = 8;

    /** Does anybody know it? */
    public boolean isKnown() {
        return octets != 0;
    }

    /**
     * Octets of the largest request over UDP without protection.
     *
     * @param configured the same where it is smaller, or nothing else is known
     */
    public int mostBare(int configured) {
        return isKnown() ? Math.min(configured, octets - BUFFER) : configured;
    }

    /** The same through a set of associations; as configured for one that the engine has not. */
    public int mostThrough(Ipsec engine, SetId set, int configured) {
        if (!isKnown()) {
            return configured;
        }
        return engine.associations(set).stream()
                .findFirst()
                .map(sa ->
                        Math.min(
                                configured,
                                mostInOnePacket(
                                                sa.mode(),
                                                sa.encryption(),
                                                sa.source().getAddress().getAddress().length == 4)
                                        - RESPONSE_GROWTH))
                .orElse(configured);
    }

    /**
     * What a peer may be told as largest segment of TCP through such SAs: its octets behind a TCP
     * header without options.
     */
    public int mostInSegment(IpsecMode mode, EncryptionAlgorithm encryption, boolean ipv4) {
        return isKnown()
                ? mostInOnePacket(mode, encryption, ipv4)
                        + UDP_OCTETS
                        - InnerPacket.TCP_HEADER_OCTETS
                : LARGEST;
    }

    /** Octets of the largest message over UDP that leaves in one piece through such SAs. */
    public int mostInOnePacket(IpsecMode mode, EncryptionAlgorithm encryption, boolean ipv4) {
        boolean encapsulated = mode == IpsecMode.UDP_ENCAPSULATED_TUNNEL;
        int ip = ipv4 ? InnerPacket.IPV4_HEADER_OCTETS : InnerPacket.IPV6_HEADER_OCTETS;
        int esp = octets - ip - (encapsulated ? UDP_OCTETS : 0);
        int inside = OutboundSa.mostInside(esp, encryption);
        return inside - (mode == IpsecMode.TRANSPORT ? 0 : ip) - UDP_OCTETS;
    }
}
