package org.gatehouse.ims.core.sip;

/** Keep-alives between SIP messages (RFC 5626 clause 3.5.1, and what phones send over UDP). */
public final class SipKeepAlive {
    /** The answer to a double CRLF on a stream. */
    private static final byte[] PONG = {'\r', '\n'};

    /** Is this datagram nothing but CR, LF or NUL octets? To be dropped without a word. */
    public static boolean isKeepAlive(byte[] datagram) {
        for (byte octet : datagram) {
            if (octet != '\r' && octet != '\n' && octet != 0) {
                return false;
            }
        }
        return true;
    }

    /** What answers a double CRLF on a stream (RFC 5626 clause 4.4.1): a single one. */
    public static byte[] pong() {
        return PONG.clone();
    }

    private SipKeepAlive() {}
}
