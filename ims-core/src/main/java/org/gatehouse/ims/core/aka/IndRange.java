package org.gatehouse.ims.core.aka;

/**
 * The IND values the AuC uses for one service domain: "separate ranges of index values are reserved
 * for PS, CS and IMS operation" (TS 33.203 Annex G).
 *
 * @param first the lowest IND of the range
 * @param count how many there are
 */
public record IndRange(int first, int count) {
    /** Elements 0 to 7 of a 32-element array, for the circuit switched domain. */
    public static final IndRange CS = new IndRange(0, 8);

    /** Elements 8 to 15, for the packet switched domain. */
    public static final IndRange PS = new IndRange(8, 8);

    /**
     * Elements 16 to 31 of a 32-element array: CS and PS keep the lower half to themselves. As many
     * as vectors of one user can be under way at once.
     */
    public static final IndRange IMS = new IndRange(16, 16);

    public IndRange {
        if (first < 0 || count < 1) {
            throw new IllegalArgumentException(
                    "IND range: " + count + " from " + first + " (expected: at least 1, from 0)");
        }
    }

    /** One IND alone. */
    public static IndRange only(int ind) {
        return new IndRange(ind, 1);
    }

    /**
     * The IND that goes with a SEQ: in turn through the range, so nothing but SEQ is remembered.
     */
    int of(long seq) {
        return first + (int) (seq % count);
    }
}
