package org.gatehouse.ims.ue.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.assertj.core.api.Assertions;
import org.gatehouse.ims.core.testkit.Requirement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Walks of random moves through the registration of one UE at one P-CSCF, both whole: machines,
 * transactions, ESP. After every move no message has been taken over a wrong SA, no end has more
 * than six SAs a direction or an SPI too many; at times, and at the end of each walk, a good
 * network leads to a registration that both ends agree on, and a deregistration leaves nothing
 * behind.
 *
 * <p>A failure names the seed of its walk, and the fewest moves that still lead there.
 */
class RegistrationModelTest {
    static final int STEPS_OF_A_WALK = 1_000;

    /** Moves between two recoveries. */
    private static final int BETWEEN_RECOVERIES = 100;

    /** Replays that shrinking may take. */
    private static final int MOST_REPLAYS = 200;

    private record Step(Move move, int draw) {}

    /** How far a walk got before a fault. */
    private record Fault(int steps, List<String> what) {}

    @Test
    @Requirement({"tbl-correct-sa", "tbl-six-sas", "rereg-ue-sa-steps", "rereg-pcscf-sa-steps"})
    void thirtyThousandMovesNeverLeadToAWrongSaALeakOrADeadEnd(TestReporter reporter) {
        report(reporter, walks(1, 30));
    }

    /** About half an hour on one core. */
    @Test
    @Tag("long")
    void aMillionMovesDoNotEither(TestReporter reporter) {
        report(reporter, walks(1_000, 1_000));
    }

    private static void report(TestReporter reporter, Map<String, Integer> tally) {
        reporter.publishEntry("walked", tally.toString());
        // a walk that never gets anywhere shows nothing
        Assertions.assertThat(tally.get("Registered")).isGreaterThan(500);
        Assertions.assertThat(tally).containsKeys("Deregistered", "Refused", "NoAnswer");
        Assertions.assertThat(tally).containsKeys("requested", "requests of the UE at home");
        Assertions.assertThat(tally)
                .containsKeys("not-authentication", "answer-not-over-new-set", "set-is-ending");
    }

    /** Walks with one seed each, from the first on; what happened in them, counted. */
    static Map<String, Integer> walks(long firstSeed, int count) {
        Map<String, Integer> total = new TreeMap<>();
        for (long seed = firstSeed; seed < firstSeed + count; seed++) {
            List<Step> steps = steps(seed);
            Fault fault = walk(seed, steps, total);
            if (fault != null) {
                Assertions.fail(explain(seed, steps, fault));
            }
        }
        return total;
    }

    private static List<Step> steps(long seed) {
        Random random = new Random(seed);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < STEPS_OF_A_WALK; i++) {
            steps.add(new Step(Move.draw(random), random.nextInt(Integer.MAX_VALUE)));
        }
        return steps;
    }

    private static @Nullable Fault walk(long seed, List<Step> steps, Map<String, Integer> total) {
        int done = 0;
        try {
            World world = new World(seed);
            for (Step step : steps) {
                done++;
                world.happen(step.move(), step.draw());
                if (done % BETWEEN_RECOVERIES == 0) {
                    world.recover();
                }
                if (!world.judge.faults().isEmpty()) {
                    return new Fault(done, world.judge.faults());
                }
            }
            world.end();
            world.judge.tally().forEach((what, times) -> total.merge(what, times, Integer::sum));
            return world.judge.faults().isEmpty() ? null : new Fault(done, world.judge.faults());
        } catch (Exception | AssertionError e) {
            return new Fault(done, List.of(e + " at " + e.getStackTrace()[0]));
        }
    }

    private static String explain(long seed, List<Step> steps, Fault fault) {
        List<Step> fewest = new ArrayList<>(steps.subList(0, fault.steps()));
        int replays = 0;
        Fault last = fault;
        for (int size = fewest.size() / 2; size > 0; size /= 2) {
            for (int from = 0; from + size <= fewest.size() && replays < MOST_REPLAYS; ) {
                List<Step> fewer = new ArrayList<>(fewest);
                fewer.subList(from, from + size).clear();
                replays++;
                Fault again = walk(seed, fewer, new TreeMap<>());
                if (again == null) {
                    from += size;
                } else {
                    last = again;
                    fewest = new ArrayList<>(fewer.subList(0, again.steps()));
                }
            }
        }
        return "seed %d: %s after %d moves; %s after these %d: %s"
                .formatted(seed, fault.what(), fault.steps(), last.what(), fewest.size(), fewest);
    }
}
