package org.gatehouse.ims.core.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The benchmarks run; how fast is not asked here. */
class BenchmarksTest {
    /** Three of SIP, four of ESP with two sizes, two of Milenage. */
    private static final int BENCHMARKS = 3 + 4 * 2 + 2;

    /** The benchmark of ESP opens its 256 packets in turn. */
    private static final int MORE_THAN_ITS_PACKETS = 300;

    @Test
    void everyBenchmarkRuns() throws Exception {
        // Another build may run at the same time; nothing is measured.
        System.setProperty("jmh.ignoreLock", "true");
        Collection<RunResult> results =
                new Runner(
                                new OptionsBuilder()
                                        .include("\\.bench\\.")
                                        .mode(Mode.SingleShotTime)
                                        .forks(0)
                                        .warmupIterations(0)
                                        .measurementIterations(1)
                                        .measurementBatchSize(MORE_THAN_ITS_PACKETS)
                                        .shouldFailOnError(true)
                                        .verbosity(VerboseMode.SILENT)
                                        .build())
                        .run();
        assertThat(results).hasSize(BENCHMARKS);
    }
}
