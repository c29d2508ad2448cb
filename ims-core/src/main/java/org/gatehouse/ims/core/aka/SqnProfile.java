package org.gatehouse.ims.core.aka;

import org.jspecify.annotations.Nullable;

/**
 * Parameters of the sequence number scheme of TS 33.102 Annex C: SQN = SEQ || IND.
 *
 * @param indBits length of IND in bits, 0 to 8; the array has 2^indBits elements (C.3.2: 5 and 32)
 * @param delta largest jump of SEQ the card takes at once (C.2.1; C.3: 2^28)
 * @param limit a SEQ this far or further below the highest is refused (L of C.2.2), or null: no
 *     such check
 */
public record SqnProfile(int indBits, long delta, @Nullable Long limit) {
    /** "IND [..] 5 bits long", "array of size a = 32", "Delta = 2^28" (TS 33.102 clause C.3). */
    public static final SqnProfile DEFAULT = new SqnProfile(5, 1L << 28, null);

    private static final int LONGEST_IND = 8;

    public SqnProfile {
        if (indBits < 0 || indBits > LONGEST_IND) {
            throw new IllegalArgumentException("IND bits: " + indBits + " (expected: 0 to 8)");
        }
        if (delta < 1) {
            throw new IllegalArgumentException("delta: " + delta + " (expected: at least 1)");
        }
    }

    /** Number of array elements. */
    public int arraySize() {
        return 1 << indBits;
    }

    /** The largest SEQ that fits. */
    public long highestSeq() {
        return Octets.SQN_MASK >>> indBits;
    }

    public long seq(long sqn) {
        return sqn >>> indBits;
    }

    public int ind(long sqn) {
        return (int) (sqn & (arraySize() - 1));
    }

    public long sqn(long seq, int ind) {
        return seq << indBits | ind;
    }
}
