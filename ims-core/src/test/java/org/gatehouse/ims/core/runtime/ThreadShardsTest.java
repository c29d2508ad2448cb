package org.gatehouse.ims.core.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ThreadShardsTest {
    @Test
    void timersRunInTheOrderOfTheirInstantsAndCancelledOnesNever() throws Exception {
        try (ThreadShards shards = new ThreadShards("test", 1)) {
            List<String> ran = new ArrayList<>();
            CountDownLatch done = new CountDownLatch(1);
            Shard shard = shards.get(0);
            shard.offer(() -> {
                shard.schedule(Duration.ofMillis(20), () -> ran.add("late"));
                Shard.Timer gone =
                        shard.schedule(Duration.ofMillis(10), () -> ran.add("cancelled"));
                shard.schedule(Duration.ofMillis(1), () -> ran.add("early"));
                shard.schedule(Duration.ofMillis(30), done::countDown);
                gone.cancel();
            });
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(ran).containsExactly("early", "late");
        }
    }

    @Test
    void aTaskThatThrowsIsCountedAndTheShardGoesOn() throws Exception {
        try (ThreadShards shards = new ThreadShards("test", 1)) {
            CountDownLatch done = new CountDownLatch(1);
            shards.get(0)
                    .offer(() -> {
                        throw new IllegalStateException("a fault of ours, on purpose");
                    });
            shards.get(0).offer(done::countDown);
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(shards.failed()).isEqualTo(1);
        }
    }

    @Test
    void aFullMailboxRefusesAndCountsIt() throws Exception {
        try (ThreadShards shards = new ThreadShards("test", 1, 2)) {
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch release = new CountDownLatch(1);
            Shard shard = shards.get(0);
            shard.offer(() -> waitFor(running, release));
            assertThat(running.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(shard.offer(() -> {})).isTrue();
            assertThat(shard.offer(() -> {})).isTrue();
            assertThat(shard.offer(() -> {})).isFalse();
            assertThat(shards.refused()).isEqualTo(1);
            release.countDown();
        }
    }

    @Test
    void whatWaitsInTheMailboxRunsBeforeTheShardStops() {
        List<Integer> ran = new ArrayList<>();
        ThreadShards shards = new ThreadShards("test", 1);
        for (int i = 0; i < 100; i++) {
            int task = i;
            shards.get(0).offer(() -> ran.add(task));
        }
        shards.close();
        assertThat(ran).hasSize(100).isSorted();
        assertThat(shards.get(0).offer(() -> {})).isFalse();
    }

    @Test
    void theSameKeyAlwaysFindsTheSameShardAndKeysSpread() {
        try (ThreadShards shards = new ThreadShards("test", 4)) {
            int[] hits = new int[4];
            for (int i = 0; i < 4_000; i++) {
                String key = "00101" + i + "@ims.example";
                assertThat(shards.indexOf(key)).isEqualTo(shards.indexOf(key));
                hits[shards.indexOf(key)]++;
            }
            assertThat(Arrays.stream(hits).boxed()).allMatch(n -> n > 600 && n < 1_400);
        }
    }

    @Test
    void timeDoesNotMoveWithinAStep() throws Exception {
        try (ThreadShards shards = new ThreadShards("test", 1)) {
            Shard shard = shards.get(0);
            Instant[] seen = new Instant[2];
            CountDownLatch done = new CountDownLatch(1);
            shard.offer(() -> {
                seen[0] = shard.now();
                seen[1] = shard.now();
                done.countDown();
            });
            assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(Objects.requireNonNull(seen[0])).isEqualTo(seen[1]);
        }
    }

    private static void waitFor(CountDownLatch running, CountDownLatch release) {
        running.countDown();
        try {
            assertThat(release.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
