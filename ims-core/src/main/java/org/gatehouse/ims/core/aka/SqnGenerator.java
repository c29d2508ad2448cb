package org.gatehouse.ims.core.aka;

/**
 * The AuC's counter of one subscriber (TS 33.102 clause C.1): each vector has the next SEQ, counted
 * or by a clock, and an IND in turn from the range of the domain. Immutable, so that a state
 * machine can hold it.
 *
 * @param profile how SQN is made of SEQ and IND, and what the card accepts
 * @param range the INDs of the domain served
 * @param seqHe the last SEQ given out
 */
public record SqnGenerator(SqnProfile profile, IndRange range, long seqHe) {
    public SqnGenerator {
        if (range.first() + range.count() > profile.arraySize()) {
            throw new IllegalArgumentException(
                    range + " (expected: within " + profile.arraySize() + " elements)");
        }
        if (seqHe < 0 || seqHe > profile.highestSeq()) {
            throw new IllegalArgumentException(
                    "SEQ: " + seqHe + " (expected: 0 to " + profile.highestSeq() + ")");
        }
    }

    /** The IMS counter of a usual card that has got SEQ up to this one. */
    public static SqnGenerator after(long seqHe) {
        return new SqnGenerator(SqnProfile.DEFAULT, IndRange.IMS, seqHe);
    }

    /** Whether there are as many numbers left: 2^43 vectors are a card's life. */
    public boolean has(int numbers) {
        return profile.highestSeq() - seqHe >= numbers;
    }

    /** The generator one step on; its {@link #current} is the SQN to use. */
    public SqnGenerator next() {
        return at(seqHe + 1);
    }

    /**
     * The same by a clock.
     *
     * @param units clock units gone by, see {@link SeqClock}
     */
    public SqnGenerator next(SeqClock clock, long units) {
        return at(clock.next(seqHe, units));
    }

    /** The SQN of {@link #seqHe()}, the last one given out. */
    public long current() {
        return profile.sqn(seqHe, range.of(seqHe));
    }

    /**
     * Whether the card whose highest number is SQN_MS would take the next number: "if the next
     * sequence number generated using SQN_HE would be accepted by the USIM" (TS 33.102 clause
     * 6.3.5).
     */
    public boolean isInRange(long sqnMs) {
        long ahead = seqHe + 1 - profile.seq(sqnMs);
        return ahead > 0 && ahead <= profile.delta();
    }

    /**
     * The generator after an AUTS that was verified: "resets the value of the counter SQN_HE to
     * SQN_MS" only if it is out of range.
     */
    public SqnGenerator resync(long sqnMs) {
        return isInRange(sqnMs) ? this : at(profile.seq(sqnMs));
    }

    private SqnGenerator at(long seq) {
        return new SqnGenerator(profile, range, seq);
    }
}
