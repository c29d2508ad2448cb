package org.gatehouse.ims.core.sip.transaction;

import java.util.HexFormat;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.sip.Via;

/** Branches of our own: magic cookie, "g", shard index, a point, 128 random bits in hex. */
final class Branches {
    private static final String PREFIX = Via.MAGIC_COOKIE + "g";
    private static final int RANDOM_DIGITS = 32;
    private static final int MAX_INDEX_DIGITS = 4;

    static String make(int shard, RandomGenerator random) {
        HexFormat hex = HexFormat.of();
        return PREFIX
                + shard
                + '.'
                + hex.toHexDigits(random.nextLong())
                + hex.toHexDigits(random.nextLong());
    }

    static OptionalInt shardOf(String branch) {
        int point = branch.indexOf('.');
        int digits = point - PREFIX.length();
        if (!branch.startsWith(PREFIX)
                || digits < 1
                || digits > MAX_INDEX_DIGITS
                || branch.length() - point - 1 != RANDOM_DIGITS) {
            return OptionalInt.empty();
        }
        int shard = 0;
        for (int i = PREFIX.length(); i < point; i++) {
            int digit = branch.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return OptionalInt.empty();
            }
            shard = shard * 10 + digit;
        }
        return OptionalInt.of(shard);
    }

    private Branches() {}
}
