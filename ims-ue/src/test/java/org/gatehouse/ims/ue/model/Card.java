package org.gatehouse.ims.ue.model;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.gatehouse.ims.core.aka.Isim;

/**
 * A key agreement that needs no Milenage: RAND says all, to the card and to the home network, and
 * nobody else knows what AUTN has to be.
 */
final class Card implements Isim {
    private static final int SIZE = 16;

    /** What the home network does to a challenge. */
    enum Kind {
        GOOD(0),
        WRONG_MAC(1),
        OLD_SQN(2);

        /** First octet of RAND. */
        private final int mark;

        Kind(int mark) {
            this.mark = mark;
        }
    }

    /** RAND and AUTN. */
    static byte[] challenge(Random random, Kind kind) {
        byte[] both = new byte[2 * SIZE];
        random.nextBytes(both);
        both[0] = (byte) kind.mark;
        System.arraycopy(mixed(Arrays.copyOf(both, SIZE), 0x0F), 0, both, SIZE, SIZE);
        return both;
    }

    static byte[] ck(byte[] rand) {
        return mixed(rand, 0x5C);
    }

    static byte[] ik(byte[] rand) {
        return mixed(rand, 0x36);
    }

    /** IK as a text to compare and to look up. */
    static String name(byte[] ik) {
        return HexFormat.of().formatHex(ik);
    }

    private static byte[] mixed(byte[] rand, int mask) {
        byte[] result = rand.clone();
        for (int i = 0; i < SIZE; i++) {
            result[i] = (byte) (rand[i] ^ mask ^ i);
        }
        return result;
    }

    @Override
    public Result authenticate(byte[] rand, byte[] autn) {
        if (rand[0] == Kind.WRONG_MAC.mark || !MessageDigest.isEqual(autn, mixed(rand, 0x0F))) {
            return new Result.MacFailure();
        }
        if (rand[0] == Kind.OLD_SQN.mark) {
            return new Result.SyncFailure(new byte[14]);
        }
        return new Result.Accepted(Arrays.copyOf(mixed(rand, 0x11), 8), ck(rand), ik(rand));
    }
}
