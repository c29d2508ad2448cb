package org.gatehouse.ims.ue.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.ue.registration.Gm;
import org.gatehouse.ims.ue.sa.Held;
import org.junit.jupiter.api.Test;

class DiceTest {
    /** Yields what ports it is told, then grows away from them; all else is constant. */
    private static RandomGenerator ports(int... first) {
        return new RandomGenerator() {
            private int next;

            @Override
            public long nextLong() {
                return next++;
            }

            @Override
            public int nextInt(int origin, int bound) {
                return next < first.length ? first[next++] : 20_000 + next++;
            }
        };
    }

    @Test
    @Requirement("port-ue-random")
    void protectedPortsAreRandomFromALargeSet() {
        Set<Integer> seen = new HashSet<>();
        Dice dice = new Dice(Gm.profile(), new Random(7));
        for (int i = 0; i < 500; i++) {
            Offer offer = dice.offer(List.of(), null, 0);
            seen.add(offer.ports().client());
            seen.add(offer.ports().server());
        }

        assertThat(seen).hasSizeGreaterThan(950).allMatch(port -> port >= 1024 && port < 65_536);
    }

    @Test
    @Requirement("port-not-sip")
    void protectedPortsAreNeverTheStandardOnesNorThatOfBareSip() {
        RandomGenerator random = ports(5060, 5061, Gm.UE.getPort(), 4500, 3000, 3000, 5061);

        Offer offer = new Dice(Gm.profile(), new SpisThen(random)).offer(List.of(), null, 0);

        assertThat(offer.ports().server()).isEqualTo(3000);
        assertThat(offer.ports().client()).isNotIn(3000, 5060, 5061, 4500, Gm.UE.getPort());
    }

    @Test
    @Requirement({"port-ue-random", "spi-unique"})
    void whatIsInTheTableIsNotTakenAgain() {
        Gm gm = Gm.registered(3600);
        Held held = gm.table().current();
        int client = held.set().local().ports().client();
        int server = held.set().local().ports().server();

        Offer offer =
                new Dice(Gm.profile(), new SpisThen(ports(client, server, 3000)))
                        .offer(List.of(held), null, server);

        assertThat(offer.ports().client()).isEqualTo(3000);
        assertThat(offer.ports().server()).isEqualTo(server);
    }

    @Test
    @Requirement("spi-unique")
    void spisHaveTenDigitsAndDiffer() {
        Dice dice = new Dice(Gm.profile(), new Random(3));
        for (int i = 0; i < 200; i++) {
            Offer offer = dice.offer(List.of(), null, 0);
            assertThat(offer.spis().client()).isNotEqualTo(offer.spis().server());
            assertThat(offer.spis().client().value()).isBetween(1_000_000_000L, Spi.MAX);
        }
    }

    /** Proper randomness for SPIs, told ports for ports. */
    private record SpisThen(RandomGenerator forPorts, Random forSpis) implements RandomGenerator {
        private SpisThen(RandomGenerator forPorts) {
            this(forPorts, new Random(5));
        }

        @Override
        public long nextLong() {
            return forSpis.nextLong();
        }

        @Override
        public int nextInt(int origin, int bound) {
            return forPorts.nextInt(origin, bound);
        }
    }
}
