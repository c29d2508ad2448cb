package org.gatehouse.ims.core.esp;

import org.jspecify.annotations.Nullable;

/**
 * Anti-replay window of one inbound SA (RFC 2406 clause 3.4.3). The contract is check, then
 * authenticate, then mark: a forged packet never moves the window.
 */
public final class ReplayWindow {
    /**
     * Width in packets where nothing else is said: "A window size of 64 is preferred and SHOULD be
     * employed as the default".
     */
    public static final int DEFAULT_SIZE = 64;

    /** "a minimum window size of 32 MUST be supported". */
    public static final int SMALLEST_SIZE = 32;

    /**
     * Largest width in packets, 512 octets an SA: more than a SIP association ever has under way,
     * and a peer cannot make it grow.
     */
    public static final int LARGEST_SIZE = 4096;

    private final int size;

    /** Bit number modulo size of each number in the window. */
    private final long[] seen;

    private long highest;

    public ReplayWindow() {
        this(DEFAULT_SIZE);
    }

    /** A window of another width, {@link #SMALLEST_SIZE} to {@link #LARGEST_SIZE} packets. */
    public ReplayWindow(int size) {
        if (size < SMALLEST_SIZE || size > LARGEST_SIZE) {
            throw new IllegalArgumentException(
                    "replay window: "
                            + size
                            + " (expected: "
                            + SMALLEST_SIZE
                            + " to "
                            + LARGEST_SIZE
                            + ")");
        }
        this.size = size;
        this.seen = new long[(size + 63) / 64];
    }

    /** Why a number is refused, or null if it may be new. Changes nothing. */
    public @Nullable DropReason check(long sequence) {
        if (sequence == 0) {
            return DropReason.SEQUENCE_ZERO;
        }
        if (sequence > highest) {
            return null;
        }
        if (sequence <= highest - size) {
            return DropReason.LEFT_OF_WINDOW;
        }
        int bit = (int) (sequence % size);
        return (seen[bit >>> 6] & (1L << bit)) != 0 ? DropReason.REPLAYED : null;
    }

    /** Notes a number that passed {@link #check} and whose packet is authentic. */
    public void mark(long sequence) {
        if (sequence > highest) {
            long first = Math.max(highest + 1, sequence - size + 1);
            for (long passed = first; passed < sequence; passed++) {
                int bit = (int) (passed % size);
                seen[bit >>> 6] &= ~(1L << bit);
            }
            highest = sequence;
        }
        int bit = (int) (sequence % size);
        seen[bit >>> 6] |= 1L << bit;
    }

    /** The highest number marked so far, 0 at first. */
    public long highest() {
        return highest;
    }
}
