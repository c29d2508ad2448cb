package org.gatehouse.ims.core.fuzz;

import java.security.MessageDigest;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Assertions that cost nothing while they hold. */
final class Holds {
    private Holds() {}

    static void that(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what);
        }
    }

    static void same(@Nullable Object expected, @Nullable Object got, String what) {
        if (!Objects.equals(expected, got)) {
            throw new AssertionError(what + ": " + got + " (expected: " + expected + ")");
        }
    }

    static void same(byte[] expected, byte[] got, String what) {
        that(MessageDigest.isEqual(expected, got), what);
    }

    /** A text for a log or an answer: there, not long, in one line. */
    static void shortLine(String text, int longest) {
        that(!text.isEmpty() && text.length() <= longest, "text of " + text.length());
        that(text.chars().noneMatch(Character::isISOControl), "control character in " + text);
    }
}
