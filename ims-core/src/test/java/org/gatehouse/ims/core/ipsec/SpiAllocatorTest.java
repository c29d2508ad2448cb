package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;

@Requirement("spi-unique")
class SpiAllocatorTest {
    @Test
    void spisHaveTenDigitsAndNameTheirShard() {
        for (int shards = 1; shards <= 7; shards++) {
            for (int shard = 0; shard < shards; shard++) {
                SpiAllocator allocator = new SpiAllocator(shard, shards, new Random(shard));
                Set<Spi> seen = new HashSet<>();
                for (int i = 0; i < 500; i++) {
                    SpiPair pair = allocator.reserve(Set.of());
                    for (Spi spi : Set.of(pair.client(), pair.server())) {
                        assertThat(spi.value()).isBetween(1_000_000_000L, Spi.MAX);
                        assertThat(spi.value() % shards).isEqualTo(shard);
                        assertThat(SpiAllocator.shardOf(spi, shards)).isEqualTo(shard);
                        assertThat(seen.add(spi)).isTrue();
                    }
                }
                assertThat(allocator.count()).isEqualTo(1000);
            }
        }
    }

    @Test
    void whatWasTakenOutIsNotGivenOut() {
        SpiAllocator allocator = new SpiAllocator(1, 4, new Counting());
        allocator.takeOut(Set.of(new Spi(1_000_000_001L), new Spi(1_000_000_009L)));
        SpiPair pair = allocator.reserve(Set.of());
        assertThat(pair.client()).isEqualTo(new Spi(1_000_000_005L));
        assertThat(pair.server()).isEqualTo(new Spi(1_000_000_013L));
    }

    @Test
    void whatIsInUseOrToBeAvoidedIsNotTaken() {
        // a generator that counts, so that it walks into everything
        Counting counting = new Counting();
        SpiAllocator allocator = new SpiAllocator(1, 4, counting);
        SpiPair first = allocator.reserve(Set.of());
        assertThat(first.client()).isEqualTo(new Spi(1_000_000_001L));
        assertThat(first.server()).isEqualTo(new Spi(1_000_000_005L));
        counting.next = 0;
        SpiPair second = allocator.reserve(Set.of(new Spi(1_000_000_009L)));
        assertThat(second.client()).isEqualTo(new Spi(1_000_000_013L));
        allocator.release(first);
        assertThat(allocator.isInUse(first.client())).isFalse();
        counting.next = 0;
        assertThat(allocator.reserve(Set.of())).isEqualTo(first);
    }

    @Test
    void theLastSpiOfEveryShardCanBeReached() {
        Counting last = new Counting();
        last.fromTheEnd = true;
        assertThat(new SpiAllocator(3, 4, last).reserve(Set.of()).client())
                .isEqualTo(new Spi(Spi.MAX));
        last.next = 0;
        assertThat(new SpiAllocator(2, 3, last).reserve(Set.of()).client().value())
                .isBetween(Spi.MAX - 2, Spi.MAX);
    }

    @Test
    void aDatagramFindsItsShard() {
        byte[] esp = {(byte) 0xFF, (byte) 0xFF, (byte) 0xFF, (byte) 0xFE, 0};
        assertThat(SpiAllocator.shardOf(esp, 4)).isEqualTo(2);
        assertThat(SpiAllocator.shardOf(new byte[] {(byte) 0xFF}, 4)).isZero();
    }

    @Test
    void aShardThatIsNoneOfThemIsRefused() {
        assertThatThrownBy(() -> new SpiAllocator(4, 4, new Random(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static final class Counting implements RandomGenerator {
        private long next;
        private boolean fromTheEnd;

        @Override
        public long nextLong() {
            return next++;
        }

        @Override
        public long nextLong(long origin, long bound) {
            return fromTheEnd ? bound - 1 - next++ : origin + next++;
        }
    }
}
