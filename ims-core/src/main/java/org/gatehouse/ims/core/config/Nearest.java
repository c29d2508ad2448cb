package org.gatehouse.ims.core.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the word someone probably meant. */
final class Nearest {
    /** Longer words are compared by their beginning only, so that a huge key costs no time. */
    private static final int MAX_LENGTH = 64;

    private Nearest() {}

    static Optional<String> of(String wrong, Collection<String> words) {
        String given = normal(wrong);
        return words.stream()
                .filter(word -> distance(given, normal(word)) <= Math.max(2, word.length() / 3))
                .min(Comparator.comparingInt(word -> distance(given, normal(word))));
    }

    private static String normal(String word) {
        String lower = word.toLowerCase(Locale.ROOT).replace('_', '-');
        return lower.substring(0, Math.min(lower.length(), MAX_LENGTH));
    }

    /** Levenshtein's edit distance. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
