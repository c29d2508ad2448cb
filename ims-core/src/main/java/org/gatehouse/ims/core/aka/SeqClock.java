package org.gatehouse.ims.core.aka;

/**
 * How SEQ follows a clock in part (TS 33.102 clauses C.1.1.1 and C.3.1): SEQ = SEQ1 || SEQ2, where
 * SEQ2 follows the global counter GLC, and SEQ1 counts the times that it went around.
 *
 * @param clockBits n, length of SEQ2 and of GLC in bits
 * @param window D: how far SEQ2 may be ahead of the clock, in its units, before SEQ1 counts on
 */
public record SeqClock(int clockBits, long window) {
    /** "n = 24, D = 65536", with a clock of one second (TS 33.102 clause C.3.1). */
    public static final SeqClock PROFILE_1 = new SeqClock(24, 1L << 16);

    private static final int LONGEST_CLOCK = 42;

    public SeqClock {
        if (clockBits < 1 || clockBits > LONGEST_CLOCK) {
            throw new IllegalArgumentException("GLC bits: " + clockBits + " (expected: 1 to 42)");
        }
        if (window < 1 || window >= 1L << clockBits) {
            throw new IllegalArgumentException(
                    "D: " + window + " (expected: 1 to " + ((1L << clockBits) - 1) + ")");
        }
    }

    /**
     * The SEQ after SEQ_HE.
     *
     * @param units clock units gone by; GLC is its last bits
     */
    long next(long seqHe, long units) {
        long p = 1L << clockBits;
        long glc = units & (p - 1);
        long seq2 = seqHe & (p - 1);
        long start = seqHe - seq2;
        // "if SEQ2_HE < GLC < SEQ2_HE + p - D + 1 then SEQ = SEQ1_HE || GLC"
        if (seq2 < glc && glc < seq2 + p - window + 1) {
            return start + glc;
        }
        // "if GLC + D - 1 < SEQ2_HE then SEQ = (SEQ1_HE + 1) || GLC"
        if (glc + window - 1 < seq2) {
            return start + p + glc;
        }
        return seqHe + 1;
    }
}
