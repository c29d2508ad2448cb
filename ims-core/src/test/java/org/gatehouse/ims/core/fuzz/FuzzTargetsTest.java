package org.gatehouse.ims.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What scripts/fuzz looks for at length, in short: what others send breaks nothing. */
class FuzzTargetsTest {
    private static final int EXECUTIONS = 20_000;

    @ParameterizedTest
    @EnumSource
    void theCorpusBreaksNothing(FuzzTarget target) throws Exception {
        List<byte[]> corpus = target.corpus();
        assertThat(corpus).isNotEmpty();
        for (byte[] input : corpus) {
            run(target, input, "corpus");
        }
    }

    @ParameterizedTest
    @EnumSource
    void inputsLikeThoseOfTheCorpusBreakNothing(FuzzTarget target) throws Exception {
        long seed = 33_203;
        Mutator mutator = new Mutator(target.corpus(), seed);
        for (int i = 0; i < EXECUTIONS; i++) {
            run(target, mutator.next(), "seed " + seed + ", execution " + i);
        }
    }

    private static void run(FuzzTarget target, byte[] input, String from) {
        try {
            target.run(input);
        } catch (RuntimeException | Error broken) {
            throw new AssertionError(
                    from + ": input " + HexFormat.of().formatHex(input) + " breaks " + target,
                    broken);
        }
    }
}
