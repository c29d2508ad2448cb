package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
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

    /**
     * "1 to 5" vectors at a time (TS 29.002), as VLRs and SGSNs fetch them; an S-CSCF fetches 2.
     */
    private static final int CS_BATCH = 5;

    private static final int PS_BATCH = 5;
    private static final int IMS_BATCH = 2;

    /** The next vector used is one of so many that are oldest. */
    private static final int DISORDER = 4;

    /**
     * Who fetches vectors.
     *
     * @param weight how often it authenticates, against the others
     */
    private record Domain(IndRange range, int batch, int weight) {}

    private static final List<Domain> DOMAINS =
            List.of(
                    new Domain(IndRange.CS, CS_BATCH, 1),
                    new Domain(IndRange.PS, PS_BATCH, 6),
                    new Domain(IndRange.IMS, IMS_BATCH, 12));

    /** How SQNs are given to the domains. */
    private enum Counting {
        NO_ARRAY("one number, no array", 0),
        ONE_RANGE("array of 32, indices in turn for all domains", 5),
        SHARED_COUNTER("array of 32, a range a domain, one counter", 5),
        RANGES("array of 32, a range and a counter a domain", 5);

        private final String text;
        private final int indBits;

        Counting(String text, int indBits) {
            this.text = text;
            this.indBits = indBits;
        }

        private SqnProfile profile() {
            return new SqnProfile(indBits, 1L << 28, null);
        }

        private IndRange range(Domain domain) {
            return switch (this) {
                case NO_ARRAY -> IndRange.only(0);
                case ONE_RANGE -> new IndRange(0, 32);
                case SHARED_COUNTER, RANGES -> domain.range;
            };
        }
    }

    /** A node of a domain, and the AuC's counter for it. */
    private static final class Node {
        private final Domain domain;

        /** Vectors fetched and not used. */
        private final List<Long> store = new ArrayList<>();

        private long seqHe;

        private Node(Domain domain) {
            this.domain = domain;
        }
    }

    /** One card, its AuC, and three nodes with vectors in store. */
    private static final class Network {
        private final Counting counting;
        private final Random random = new Random(SEED);
        private final SqnArray card;
        private final List<Node> nodes = DOMAINS.stream().map(Node::new).toList();
        private int failures;

        private Network(Counting counting) {
            this.counting = counting;
            this.card = SqnArray.fresh(counting.profile());
        }

        private void authenticate(Node node) {
            if (node.store.isEmpty()) {
                fetch(node, OptionalLong.empty());
            }
            int next = random.nextInt(Math.min(DISORDER, node.store.size()));
            if (card.accept(node.store.remove(next))) {
                return;
            }
            failures++;
            // what the node has is thrown away, and the AuC sends more after the check of its
            // counter (TS 33.102 clause 6.3.5)
            node.store.clear();
            fetch(node, OptionalLong.of(card.highest()));
        }

        private void fetch(Node node, OptionalLong sqnMs) {
            Node counter = counting == Counting.RANGES ? node : nodes.getFirst();
            IndRange range = counting.range(node.domain);
            SqnGenerator auc = new SqnGenerator(counting.profile(), range, counter.seqHe);
            if (sqnMs.isPresent()) {
                auc = auc.resync(sqnMs.getAsLong());
            }
            for (int i = 0; i < node.domain.batch; i++) {
                auc = auc.next();
                node.store.add(auc.current());
            }
            counter.seqHe = auc.seqHe();
        }

        /** How many of a hundred authentications fail. */
        private double run() {
            List<Node> turns = new ArrayList<>();
            for (Node node : nodes) {
                turns.addAll(Collections.nCopies(node.domain.weight, node));
            }
            for (int i = 0; i < AUTHENTICATIONS; i++) {
                authenticate(turns.get(random.nextInt(turns.size())));
            }
            return 100.0 * failures / AUTHENTICATIONS;
        }
    }

    private static double failures(Counting counting, StringBuilder report) {
        double percent = new Network(counting).run();
        report.append(String.format(Locale.ROOT, "%7.3f %%  %s%n", percent, counting.text));
        return percent;
    }

    @Test
    @Requirement("sqn-array")
    void rangesOfIndicesKeepInterleavedDomainsInSynchronisation() {
        StringBuilder report = new StringBuilder("synchronisation failures, seed " + SEED + "\n");
        double noArray = failures(Counting.NO_ARRAY, report);
        double oneRange = failures(Counting.ONE_RANGE, report);
        double sharedCounter = failures(Counting.SHARED_COUNTER, report);
        double ranges = failures(Counting.RANGES, report);
        System.err.print(report);

        assertThat(ranges).as("%s", report).isZero();
        assertThat(sharedCounter).as("%s", report).isZero();
        assertThat(oneRange).as("%s", report).isGreaterThan(1.0);
        assertThat(noArray).as("%s", report).isGreaterThan(20.0);
    }
}
