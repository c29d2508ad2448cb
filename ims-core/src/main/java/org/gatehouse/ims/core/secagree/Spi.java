package org.gatehouse.ims.core.secagree;

import java.util.Locale;

/**
 * A Security Parameter Index: an unsigned 32-bit number that names an inbound SA at its receiver.
 *
 * @param value 0 to 4294967295; below 256 is reserved (RFC 2406 clause 2.1) and never agreed
 */
public record Spi(long value) {
    public static final long MAX = 0xFFFF_FFFFL;

    /** "The set of SPI values in the range 1 through 255 are reserved" (RFC 2406 clause 2.1). */
    public static final long FIRST_UNRESERVED = 256;

    public Spi {
        if (value < 0 || value > MAX) {
            throw new IllegalArgumentException("SPI: " + value + " (expected: 0 to 4294967295)");
        }
    }

    /** From the four octets in front of an ESP packet. */
    public static Spi ofInt(int bits) {
        return new Spi(Integer.toUnsignedLong(bits));
    }

    /** As the four octets in front of an ESP packet. */
    public int toInt() {
        return (int) value;
    }

    public boolean isReserved() {
        return value < FIRST_UNRESERVED;
    }

    /** "spivalue = 10DIGIT; 0 to 4294967295" (TS 33.203 Annex H). */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%010d", value);
    }
}
