package org.gatehouse.ims.core.sip;

/**
 * CSeq header field (RFC 3261 clause 20.16).
 *
 * @param number 0 to 2^31 - 1
 */
public record CSeq(long number, String method) {
    public static CSeq parse(String value) throws SipParseException {
        throw new UnsupportedOperationException();
    }
}
