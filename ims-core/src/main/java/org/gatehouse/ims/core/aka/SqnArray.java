package org.gatehouse.ims.core.aka;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The card's memory of sequence numbers (TS 33.102 clause C.2): the highest SEQ accepted for each
 * IND, and SQN_MS, the highest SQN of all. Not thread-safe.
 */
public final class SqnArray {
    private final SqnProfile profile;
    private final long[] highestSeqOfInd;
    private long sqnMs;

    private SqnArray(SqnProfile profile) {
        this.profile = profile;
        this.highestSeqOfInd = new long[profile.arraySize()];
    }

    /** A new card: nothing accepted yet. */
    public static SqnArray fresh(SqnProfile profile) {
        return new SqnArray(profile);
    }

    /** A new card with the parameters of TS 33.102 clause C.3. */
    public static SqnArray fresh() {
        return fresh(SqnProfile.DEFAULT);
    }

    /**
     * The card whose {@link #snapshot} this is.
     *
     * @return empty if the lines are not a snapshot of a card with this profile
     */
    public static Optional<SqnArray> restore(SqnProfile profile, List<String> lines) {
        SqnArray array = new SqnArray(profile);
        if (lines.size() != array.highestSeqOfInd.length + 1) {
            return Optional.empty();
        }
        try {
            array.sqnMs = parse(lines.get(0), "sqn-ms", Octets.SQN_MASK);
            for (int ind = 0; ind < array.highestSeqOfInd.length; ind++) {
                array.highestSeqOfInd[ind] =
                        parse(lines.get(ind + 1), "seq-" + ind, profile.highestSeq());
            }
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
        return Optional.of(array);
    }

    /** The state as lines of text: {@code sqn-ms=…}, then {@code seq-0=…} and so on, in hex. */
    public List<String> snapshot() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "sqn-ms=%012x", sqnMs));
        for (int ind = 0; ind < highestSeqOfInd.length; ind++) {
            lines.add(String.format(Locale.ROOT, "seq-%d=%x", ind, highestSeqOfInd[ind]));
        }
        return lines;
    }

    /**
     * Takes the sequence number of a challenge whose MAC is right.
     *
     * @return false if it is not in the correct range: nothing has changed then
     */
    public boolean accept(long sqn) {
        long seq = profile.seq(sqn);
        int ind = profile.ind(sqn);
        if (!isFresh(seq, ind)) {
            return false;
        }
        highestSeqOfInd[ind] = seq;
        if (seq > profile.seq(sqnMs)) {
            sqnMs = sqn;
        }
        return true;
    }

    /** SQN_MS: "the highest sequence number the USIM has accepted" (TS 33.102 clause 6.3.3). */
    public long highest() {
        return sqnMs;
    }

    public SqnProfile profile() {
        return profile;
    }

    private boolean isFresh(long seq, int ind) {
        long seqMs = profile.seq(sqnMs);
        // "SEQ - SEQ_MS <= Delta" (clause C.2.1, protection against wrap around)
        if (seq - seqMs > profile.delta()) {
            return false;
        }
        // "SEQ_MS - SEQ < L" (clause C.2.2, age limit), where one is set
        Long limit = profile.limit();
        if (limit != null && seqMs - seq >= limit) {
            return false;
        }
        // "SEQ > SEQ_MS(i)" where i is the received IND (clause C.2.2)
        return seq > highestSeqOfInd[ind];
    }

    private static long parse(String line, String name, long highest) {
        if (!line.startsWith(name + "=")) {
            throw new NumberFormatException(name + " expected");
        }
        long value = Long.parseLong(line.substring(name.length() + 1), 16);
        if (value < 0 || value > highest) {
            throw new NumberFormatException(name + " out of range");
        }
        return value;
    }
}
