package org.gatehouse.ims.core.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Header fields made by the grammar, every second one spoilt, read by our parsers and by
 * JAIN-SIP's: where both read, they read the same, or a {@link Difference} says why not.
 */
class JainFuzzTest {
    @Test
    void whatBothReadIsTheSameAndWhatOneRefusesIsExplained() {
        compare(3_261, 20_000);
    }

    @Test
    @Tag("long")
    void whatBothReadIsTheSameInManyMoreCases() {
        for (long seed = 1; seed <= 20; seed++) {
            compare(seed, 100_000);
        }
    }

    @Test
    void whatTheGrammarAllowsWeRead() {
        HeaderGrammar grammar = new HeaderGrammar(25_1);
        for (int round = 0; round < 20_000; round++) {
            Reading ours = Reading.ours(grammar.valid());
            assertThat(ours.accepted() || ours.why().contains("twice"))
                    .as("round %d: %s: %s", round, ours.line(), ours.why())
                    .isTrue();
        }
    }

    private static void compare(long seed, int rounds) {
        HeaderGrammar grammar = new HeaderGrammar(seed);
        Map<Difference, Integer> differences = new EnumMap<>(Difference.class);
        int same = 0;
        for (int round = 0; round < rounds; round++) {
            String line = grammar.line();
            Reading ours = Reading.ours(line);
            Reading theirs = Reading.jains(line);
            if (ours.accepted() && ours.value().equals(theirs.value())) {
                same++;
            } else if (ours.accepted() || theirs.accepted()) {
                Difference known =
                        Difference.of(ours, theirs)
                                .orElseThrow(() ->
                                        new AssertionError(
                                                "seed %d: %s%nours  %s%nJAIN   %s"
                                                        .formatted(
                                                                seed,
                                                                line,
                                                                ours.value(),
                                                                theirs.value())));
                differences.merge(known, 1, Integer::sum);
            }
        }
        assertThat(same).as("seed %d: %s", seed, differences).isGreaterThan(rounds / 2);
        int explained = differences.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(explained).as("seed %d: %s", seed, differences).isLessThan(rounds / 6);
    }
}
