package org.gatehouse.ims.ue.tools;

import java.util.regex.Pattern;

/**
 * Errors repeat what was typed, and a key may stand where something else belongs. What could be
 * part of one is not repeated.
 */
public final class KeyMask {
    /** The shortest secret is a RES of 32 bits. */
    private static final Pattern PERHAPS_A_KEY = Pattern.compile("[0-9A-Fa-f]{8,}");

    private KeyMask() {}

    /** The text with every long run of hex digits masked. */
    public static String mask(String text) {
        return PERHAPS_A_KEY.matcher(text).replaceAll("(masked)");
    }
}
