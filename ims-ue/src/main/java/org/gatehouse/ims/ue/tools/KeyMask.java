package org.gatehouse.ims.ue.tools;

import java.util.regex.Pattern;

/**
 * Errors repeat what was typed, and a key may stand where something else belongs. What could be
 * part of one is not repeated.
 */
public final class KeyMask {
    /** The shortest secret is a RES of 32 bits. */
    private static final Pattern PERHAPS_A_KEY = Pattern.compile("[0-9A-Fa-f]{8,}");

    /** Characters of a given value that an error repeats: enough to know it again. */
    private static final int LONGEST_SHOWN = 80;

    private KeyMask() {}

    /** A given value as an error may repeat it: masked, short, and without control characters. */
    static String shown(String given) {
        String text = mask(given).replaceAll("\\p{Cntrl}", "?");
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    /** The text with every long run of hex digits masked. */
    public static String mask(String text) {
        return PERHAPS_A_KEY.matcher(text).replaceAll("(masked)");
    }
}
