package org.gatehouse.ims.ue.shape;

import org.gatehouse.ims.core.ipsec.PathMtu;

/**
 * Which requests of a UE go over UDP. Larger ones go over TCP, and over UDP in IP fragments where
 * that is refused (RFC 3261 clause 18.1.1).
 *
 * @param bare octets of the largest one where no SA protects it
 * @param inside octets of the largest one through SAs, if they carry TCP
 * @param path what the path to the P-CSCF takes, which may make both smaller
 */
public record UdpLimits(int bare, int inside, PathMtu path) {
    /** The largest message that a datagram holds. */
    public static final int LARGEST = 65_000;

    /** Phones were seen at 880. */
    public static final int SMALLEST = 500;

    /** Is there a request through SAs that should go over TCP? */
    public boolean turnToTcpInside() {
        return inside < LARGEST || path.isKnown();
    }
}
