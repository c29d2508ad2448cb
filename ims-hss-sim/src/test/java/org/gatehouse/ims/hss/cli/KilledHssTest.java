package org.gatehouse.ims.hss.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The HSS as a process: killed, stopped, and started twice. */
class KilledHssTest {
    private static final long SEED = 20261121;

    @TempDir private Path folder;

    @Test
    @Requirement({"aka-av-fifo-once", "aka-av-batch"})
    void noSequenceNumberIsGivenTwiceThoughTheHssIsKilled() throws Exception {
        killInALoop(5);
    }

    @Test
    @Tag("long")
    @Requirement({"aka-av-fifo-once", "aka-av-batch"})
    void noSequenceNumberIsGivenTwiceThoughTheHssIsKilledAHundredTimes() throws Exception {
        killInALoop(100);
    }

    @Test
    void aSecondHssOnTheSameDatabaseDoesNotStartAndTheFirstStopsCleanly() throws Exception {
        Path database = folder.resolve("hss");
        try (HssProcess first = HssProcess.start(database);
                HssProcess second = HssProcess.start(database)) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(String.join("\n", second.log())).contains("database " + database);

            assertThat(first.terminate()).isZero();
        }
    }

    private void killInALoop(int kills) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
        Path database = folder.resolve("hss");
        try (VectorCollector collector = new VectorCollector()) {
            for (int life = 0; life <= kills; life++) {
                try (HssProcess hss = HssProcess.start(database, "subscribers=9")) {
                    collector.collect(hss.cx(), 20 + random.nextInt(200), hss::kill);
                }
                assertThat(collector.problem()).as("seed %d, life %d", SEED, life).isNull();
            }
            assertThat(collector.vectors()).isGreaterThan(kills * 20);
        }
    }
}
