package org.gatehouse.ims.core.aka;

/** Octet strings and 48-bit numbers of TS 33.102. */
final class Octets {
    static final int SQN_LENGTH = 6;
    static final long SQN_MASK = 0xFFFF_FFFF_FFFFL;

    private Octets() {}

    static byte[] require(String name, byte[] value, int length) {
        if (value.length != length) {
            throw new IllegalArgumentException(
                    name + ": " + value.length + " octets (expected: " + length + ")");
        }
        return value;
    }

    static long requireSqn(long sqn) {
        if ((sqn & ~SQN_MASK) != 0) {
            throw new IllegalArgumentException("SQN: " + sqn + " (expected: 0 to 281474976710655)");
        }
        return sqn;
    }

    /** Reads six octets, most significant first. */
    static long read48(byte[] from, int offset) {
        long value = 0;
        for (int i = 0; i < SQN_LENGTH; i++) {
            value = value << 8 | (from[offset + i] & 0xFF);
        }
        return value;
    }

    /** Writes six octets, most significant first. */
    static void write48(long value, byte[] to, int offset) {
        for (int i = 0; i < SQN_LENGTH; i++) {
            to[offset + i] = (byte) (value >>> (8 * (SQN_LENGTH - 1 - i)));
        }
    }
}
