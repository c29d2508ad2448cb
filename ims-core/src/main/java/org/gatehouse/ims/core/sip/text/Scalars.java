package org.gatehouse.ims.core.sip.text;

/** Numbers in header fields, as long as a peer cares to make them. */
public final class Scalars {
    /** RFC 3261 clause 25.1, delta-seconds: no more than 2^32 - 1 (20.19). */
    public static final long SECONDS = 0xffff_ffffL;

    /** Reads digits; what is above the highest counts as the highest; -1 if these are no digits. */
    public static long number(String text, long highest) {
        if (!Chars.isDigits(text)) {
            return -1;
        }
        long number = 0;
        for (int i = 0; i < text.length() && number < highest; i++) {
            number = number * 10 + (text.charAt(i) - '0');
        }
        return Math.min(number, highest);
    }

    private Scalars() {}
}
