package org.gatehouse.ims.core.aka;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The permutation Keccak-f[1600] (FIPS 202 clause 3), the kernel of TUAK. Written here because a
 * library gives the hash functions made of it, and not the permutation itself.
 */
final class Keccak {
    /** Octets of the state. */
    static final int STATE = 200;

    private static final int LANES = 25;
    private static final int ROUNDS = 24;

    private static final VarHandle LITTLE_ENDIAN =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private Keccak() {}

    /** Permutes 200 octets in place. */
    static void permute(byte[] state) {
        Octets.require("Keccak state", state, STATE);
        long[] lanes = new long[LANES];
        for (int i = 0; i < LANES; i++) {
            lanes[i] = (long) LITTLE_ENDIAN.get(state, Long.BYTES * i);
        }
        int lfsr = 1;
        for (int round = 0; round < ROUNDS; round++) {
            theta(lanes);
            rhoAndPi(lanes);
            chi(lanes);
            lfsr = iota(lanes, lfsr);
        }
        for (int i = 0; i < LANES; i++) {
            LITTLE_ENDIAN.set(state, Long.BYTES * i, lanes[i]);
        }
    }

    private static void theta(long[] a) {
        long[] column = new long[5];
        for (int i = 0; i < LANES; i++) {
            column[i % 5] ^= a[i];
        }
        for (int i = 0; i < LANES; i++) {
            a[i] ^= column[(i + 4) % 5] ^ Long.rotateLeft(column[(i + 1) % 5], 1);
        }
    }

    private static void rhoAndPi(long[] a) {
        int x = 1;
        int y = 0;
        long moved = a[1];
        for (int t = 0; t < LANES - 1; t++) {
            int nextY = (2 * x + 3 * y) % 5;
            x = y;
            y = nextY;
            long next = a[x + 5 * y];
            a[x + 5 * y] = Long.rotateLeft(moved, (t + 1) * (t + 2) / 2);
            moved = next;
        }
    }

    private static void chi(long[] a) {
        for (int row = 0; row < LANES; row += 5) {
            long first = a[row];
            long second = a[row + 1];
            for (int x = 0; x < 3; x++) {
                a[row + x] ^= ~a[row + x + 1] & a[row + x + 2];
            }
            a[row + 3] ^= ~a[row + 4] & first;
            a[row + 4] ^= ~first & second;
        }
    }

    /** Adds the round constant, whose bits 2^j - 1 come from the register x^8+x^6+x^5+x^4+1. */
    private static int iota(long[] a, int register) {
        int lfsr = register;
        for (int j = 0; j <= 6; j++) {
            a[0] ^= (long) (lfsr & 1) << ((1 << j) - 1);
            lfsr <<= 1;
            lfsr ^= (lfsr >> 8) * 0x171;
        }
        return lfsr;
    }
}
