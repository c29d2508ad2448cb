package org.gatehouse.ims.pcscf.io;

/** Keep-alives of SIP over UDP: line ends alone (RFC 5626 clause 4.4.1), and the empty datagram. */
final class KeepAlive {
    /** Line ends of a keep-alive: two are usual. */
    private static final int MOST_OCTETS = 8;

    private KeepAlive() {}

    static boolean isKeepAlive(byte[] octets) {
        if (octets.length > MOST_OCTETS) {
            return false;
        }
        for (byte octet : octets) {
            if (octet != '\r' && octet != '\n' && octet != 0) {
                return false;
            }
        }
        return true;
    }
}
