package org.gatehouse.ims.ue.card;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A PIN as somebody typed it. Nothing prints it. */
public final class Pin {
    /** "4 to 8 digits", the rest filled up (ETSI TS 102 221 clause 9.5.1). */
    private static final int LENGTH = 8;

    private static final byte FILLER = (byte) 0xFF;

    private final byte[] padded = new byte[LENGTH];

    private Pin(String digits) {
        Arrays.fill(padded, FILLER);
        byte[] octets = digits.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(octets, 0, padded, 0, octets.length);
    }

    /**
     * A PIN of 4 to 8 digits.
     *
     * @throws IllegalArgumentException without the digits, if they are no PIN
     */
    public static Pin of(String digits) {
        if (!digits.matches("[0-9]{4,8}")) {
            throw new IllegalArgumentException(
                    digits.length() + " characters (expected: 4 to 8 digits)");
        }
        return new Pin(digits);
    }

    /** The eight octets of VERIFY PIN; the caller wipes them. */
    byte[] padded() {
        return padded.clone();
    }

    @Override
    public String toString() {
        return "Pin[masked]";
    }
}
