package org.gatehouse.ims.core.esp;

/** Numbers in network order; callers have checked the length. */
public final class Octets {
    private Octets() {}

    public static int getInt(byte[] octets, int offset) {
        return getShort(octets, offset) << 16 | getShort(octets, offset + 2);
    }

    public static void putInt(byte[] target, int offset, int value) {
        putShort(target, offset, value >>> 16);
        putShort(target, offset + 2, value);
    }

    public static int getShort(byte[] octets, int offset) {
        return (octets[offset] & 0xFF) << 8 | (octets[offset + 1] & 0xFF);
    }

    public static void putShort(byte[] target, int offset, int value) {
        target[offset] = (byte) (value >>> 8);
        target[offset + 1] = (byte) value;
    }

    /** Sum of 16-bit words for the Internet checksum (RFC 1071); an odd octet is padded with 0. */
    public static long sum(byte[] octets, int offset, int length) {
        long sum = 0;
        int end = offset + (length & ~1);
        for (int i = offset; i < end; i += 2) {
            sum += getShort(octets, i);
        }
        if ((length & 1) != 0) {
            sum += (octets[end] & 0xFF) << 8;
        }
        return sum;
    }

    /** The checksum of a sum. */
    public static int checksum(long sum) {
        long folded = sum;
        while (folded > 0xFFFF) {
            folded = (folded & 0xFFFF) + (folded >>> 16);
        }
        return (int) (~folded & 0xFFFF);
    }
}
