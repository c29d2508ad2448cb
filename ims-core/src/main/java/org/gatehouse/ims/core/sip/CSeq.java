package org.gatehouse.ims.core.sip;

import org.gatehouse.ims.core.sip.text.Quoting;
import org.gatehouse.ims.core.sip.text.Scalars;

/**
 * CSeq header field (RFC 3261 clause 20.16).
 *
 * @param number 0 to 2^31 - 1
 */
public record CSeq(long number, String method) {
    private static final long HIGHEST = 0x7fff_ffffL;

    /** RFC 3261 8.1.1.5: "The sequence number value MUST be [...] less than 2**31." */
    public static CSeq parse(String value) throws SipParseException {
        Lexer in = new Lexer(value);
        in.skipBlanks();
        String digits = in.until(" \t");
        long number = Scalars.number(digits, HIGHEST + 1);
        if (number < 0 || number > HIGHEST) {
            throw new SipParseException(
                    "CSeq number: "
                            + Quoting.show(digits)
                            + " (expected: 0 to 2147483647) in "
                            + Quoting.show(value));
        }
        in.skipBlanks();
        String method = in.token("a method");
        in.expectEnd();
        return new CSeq(number, method);
    }

    @Override
    public String toString() {
        return number + " " + method;
    }
}
