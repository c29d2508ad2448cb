package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;

/**
 * How often a card that serves three domains loses synchronisation, by how its AuC counts (TS
 * 33.203 clause 8.2 and Annex G). Vectors are fetched in batches, wait in the node that asked for
 * them, and are used out of order there: the next one is any of the oldest few.
 */
class InterleavingTest {
    private static final long SEED = 33_203;
    private static final int AUTHENTICATIONS = 60_000;

    /** "1 to 5" vectors at a time (TS 29.002), as VLRs and SGSNs fetch them; an S-CSCF fetches 2. */
    private static final int CS_BATCH = 5;

    private static final int PS_BATCH = 5;
    private static final int IMS_BATCH = 2;

    /** The next vector used is one of so many that are oldest. */
    private static final int DISORDER = 4;

    private enum Domain {
        CS(IndRange.CS, CS_BATCH, 1),
        PS(IndRange.PS, PS_BATCH, 6),
        IMS(IndRange.IMS, IMS_BATCH, 12);

        private final IndRange range;
        private final int batch;

        /** How often it authenticates, against the others. */
        private final int weight;

        Domain(IndRange range, int batch, int weight) {
            this.range = range;
            this.batch = batch;
            this.weight = weight;
        }
    }

    /** How SQNs are given to the domains. */
    private enum Counting {
        NO_ARRAY("one number, no array", 0),
        ONE_RANGE("array of 32, indices in turn for all domains", 5),
        SHARED_COUNTER("array of 32, a range a domain, one counter", 5),
        RANGES("array of 32, a range and a counter a domain", 5);

        private final String text;
        private final SqnProfile profile;

        Counting(String text, int indBits) {
            this.text = text;
            this.profile = new SqnProfile(indBits, 1L << 28, null);
        }

        private IndRange range(Domain domain) {
            return switch (this) {
                case NO_ARRAY -> IndRange.only(0);
                case ONE_RANGE -> new IndRange(0, 32);
                case SHARED_COUNTER, RANGES -> domain.range;
            };
        }

        /** Whose counter a domain uses. */
        private Domain counterOf(Domain domain) {
            return this == RANGES ? domain : Domain.CS;
        }
    }

    /** One card, its AuC, and three nodes with vectors in store. */
    private static final class Network {
        private final Counting counting;
        private final Random random = new Random(SEED);
        private final SqnArray card;
        private final Map<Domain, Long> seqHe = new EnumMap<>(Domain.class);
        private final Map<Domain, List<Long>> store = new EnumMap<>(Domain.class);
        private int failures;

        private Network(Counting counting) {
            this.counting = counting;
            this.card = SqnArray.fresh(counting.profile);
            for (Domain domain : Domain.values()) {
                seqHe.put(domain, 0L);
                store.put(domain, new ArrayList<>());
            }
        }

        private void authenticate(Domain domain) {
            List<Long> stored = store.get(domain);
            if (stored.isEmpty()) {
                fetch(domain, null);
            }
            long sqn = stored.remove(random.nextInt(Math.min(DISORDER, stored.size())));
            if (card.accept(sqn)) {
                return;
            }
            failures++;
            // "the VLR/SGSN [..] deletes the old ones", and the HE sends new vectors after the
            // check of its counter (TS 33.102 clause 6.3.5)
            stored.clear();
            fetch(domain, card.highest());
        }

        private void fetch(Domain domain, Long resyncTo) {
            Domain counter = counting.counterOf(domain);
            SqnGenerator auc =
                    new SqnGenerator(
                            counting.profile, counting.range(domain), seqHe.get(counter));
            if (resyncTo != null) {
                auc = auc.resync(resyncTo);
            }
            for (int i = 0; i < domain.batch; i++) {
                auc = auc.next();
                store.get(domain).add(auc.current());
            }
            seqHe.put(counter, auc.seqHe());
        }

        private double run() {
            List<Domain> turns = new ArrayList<>();
            for (Domain domain : Domain.values()) {
                for (int i = 0; i < domain.weight; i++) {
                    turns.add(domain);
                }
            }
            for (int i = 0; i < AUTHENTICATIONS; i++) {
                authenticate(turns.get(random.nextInt(turns.size())));
            }
            return 100.0 * failures / AUTHENTICATIONS;
        }
    }

    @Test
    @Requirement("sqn-array")
    void rangesOfIndicesKeepInterleavedDomainsInSynchronisation() {
        Map<Counting, Double> percent = new EnumMap<>(Counting.class);
        for (Counting counting : Counting.values()) {
            percent.put(counting, new Network(counting).run());
        }
        StringBuilder report = new StringBuilder("synchronisation failures, seed " + SEED + "\n");
        percent.forEach(
                (counting, value) ->
                        report.append(
                                String.format(
                                        Locale.ROOT, "%7.3f %%  %s%n", value, counting.text)));
        System.err.print(report);

        assertThat(percent.get(Counting.RANGES)).as("%s", report).isZero();
        assertThat(percent.get(Counting.ONE_RANGE)).as("%s", report).isGreaterThan(1.0);
        assertThat(percent.get(Counting.NO_ARRAY)).as("%s", report).isGreaterThan(20.0);
    }
}
