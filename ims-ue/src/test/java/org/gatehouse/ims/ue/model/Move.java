package org.gatehouse.ims.ue.model;

import java.util.Random;

/**
 * What may happen next on Gm, at its two ends, or in the home network.
 *
 * <p>The weights make a procedure succeed about as often as it is spoilt.
 */
enum Move {
    /** The datagram that waits longest arrives. */
    DELIVER(60),
    /** All that waits arrives, in order. */
    DELIVER_ALL(50),
    /** Any datagram that waits arrives before the others. */
    REORDER(4),
    /** A datagram arrives, and waits on to arrive again. */
    DUPLICATE(4),
    LOSE(6),
    LOSE_ALL(2),
    /** An ESP packet arrives with one bit changed. */
    FLIP(2),
    /** An ESP packet arrives at whoever sent it. */
    REFLECT(1),
    /** Less than two seconds pass. */
    MOMENT(16),
    /** Less than a minute passes. */
    WHILE(5),
    /** Less than twenty minutes pass. */
    LONG_WHILE(1),
    /** Hours pass, as after a suspended laptop. */
    CLOCK_JUMP(1),
    REGISTER(10),
    DEREGISTER(2),
    /** The UE sends a request that is no REGISTER. */
    MESSAGE(4),
    /** The home network sends a request to the UE. */
    PAGE(3),
    /** The UE loses its power, or is switched off, and starts without any state. */
    RESTART_UE(1),
    /** The P-CSCF is killed and starts without any state. */
    RESTART_PCSCF(1),
    /** The home network is well, silent, busy or unkind from now on. */
    HOME(3),
    /** The next challenge has a wrong MAC, or an SQN out of range. */
    BAD_CHALLENGE(2),
    /** A REGISTER that the UE sent arrives once more, without protection. */
    STRIP(2),
    /** The UE sends one of its last two REGISTERs again, over any of its sets. */
    WRONG_SET(2),
    /** Somebody answers the UE's last REGISTER without protection. */
    FORGED_ANSWER(2);

    private final int weight;

    Move(int weight) {
        this.weight = weight;
    }

    static Move draw(Random random) {
        int total = 0;
        for (Move move : values()) {
            total += move.weight;
        }
        int left = random.nextInt(total);
        for (Move move : values()) {
            left -= move.weight;
            if (left < 0) {
                return move;
            }
        }
        throw new AssertionError("weights add up to " + total);
    }
}
