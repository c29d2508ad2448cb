package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Requirement("sqn-array")
class SequenceNumberTest {
    /** What this one shows is a reset without the range check that TS 33.102 6.3.5 asks for. */
    private static final String UNCONDITIONAL_RESET = "libosmocore-auts-0";

    static List<JsonNode> cards() {
        return VectorFiles.read("aka/sqn-usim.json");
    }

    /** The rows of the counter that is not time-based. */
    static List<JsonNode> counters() {
        return VectorFiles.read("aka/sqn-auc.json").stream()
                .filter(row -> row.has("events"))
                .filter(row -> !row.get("id").asText().equals(UNCONDITIONAL_RESET))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("cards")
    void aCardTakesEachNumberAsAnnexCSays(JsonNode card) {
        JsonNode limit = card.get("limit_L");
        SqnArray array =
                SqnArray.fresh(
                        new SqnProfile(
                                card.get("ind_bits").asInt(),
                                card.get("delta").asLong(),
                                limit.isNull() ? null : limit.asLong()));
        for (JsonNode step : card.get("steps")) {
            boolean accepted = array.accept(hex(step, "sqn"));

            assertThat(accepted).isEqualTo(step.get("expect").asText().equals("accept"));
            assertThat(array.highest()).isEqualTo(hex(step, "sqn_ms"));
        }
    }

    @ParameterizedTest
    @MethodSource("cards")
    void aCardGoesOnFromItsSnapshot(JsonNode card) {
        JsonNode limit = card.get("limit_L");
        SqnProfile profile =
                new SqnProfile(
                        card.get("ind_bits").asInt(),
                        card.get("delta").asLong(),
                        limit.isNull() ? null : limit.asLong());
        SqnArray array = SqnArray.fresh(profile);
        for (JsonNode step : card.get("steps")) {
            array = SqnArray.restore(profile, array.snapshot()).orElseThrow();
            assertThat(array.accept(hex(step, "sqn")))
                    .isEqualTo(step.get("expect").asText().equals("accept"));
        }
    }

    @Test
    void whatIsNoSnapshotIsNotRestored() {
        SqnProfile plain = new SqnProfile(0, 1, null);

        assertThat(SqnArray.restore(plain, List.of("sqn-ms=000000000001", "seq-0=1"))).isPresent();
        assertThat(SqnArray.restore(plain, List.of())).isEmpty();
        assertThat(SqnArray.restore(plain, List.of("sqn-ms=1", "seq-1=1"))).isEmpty();
        assertThat(SqnArray.restore(plain, List.of("sqn-ms=x", "seq-0=1"))).isEmpty();
        assertThat(SqnArray.restore(plain, List.of("sqn-ms=-1", "seq-0=1"))).isEmpty();
        assertThat(SqnArray.restore(plain, List.of("sqn-ms=1000000000000", "seq-0=1"))).isEmpty();
        assertThat(SqnArray.restore(SqnProfile.DEFAULT, List.of("sqn-ms=1", "seq-0=1"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("counters")
    void theAucCountsAsAnnexCSays(JsonNode counter) {
        SqnProfile profile = new SqnProfile(counter.get("ind_bits").asInt(), 1L << 28, null);
        SqnGenerator generator =
                new SqnGenerator(
                        profile,
                        IndRange.only(counter.get("ind").asInt()),
                        profile.seq(counter.get("sqn_start").asLong()));
        for (int i = 0; i < counter.get("events").size(); i++) {
            assertThat(counter.get("events").get(i).asText()).isEqualTo("vector");
            generator = generator.next();

            assertThat(generator.current()).isEqualTo(counter.get("expected_sqn").get(i).asLong());
        }
    }

    @Test
    void eachVectorHasTheNextIndexOfTheImsRange() {
        SqnGenerator generator = SqnGenerator.after(0);
        SqnArray card = SqnArray.fresh();
        for (int i = 1; i <= 64; i++) {
            generator = generator.next();

            int ind = SqnProfile.DEFAULT.ind(generator.current());
            assertThat(ind).isBetween(16, 31).isEqualTo(16 + i % 16);
            assertThat(card.accept(generator.current())).isTrue();
        }
    }

    @Test
    void vectorsUsedInAnotherOrderSeldomLoseSynchronisation() {
        SqnArray card = SqnArray.fresh();
        SqnGenerator generator = SqnGenerator.after(100);
        long[] batch = new long[16];
        for (int i = 0; i < batch.length; i++) {
            generator = generator.next();
            batch[i] = generator.current();
        }
        for (int i = batch.length - 1; i >= 0; i--) {
            assertThat(card.accept(batch[i])).isTrue();
            assertThat(card.accept(batch[i])).isFalse();
        }
    }

    @Test
    void vectorsOfAnotherDomainDoNotDisturbThoseOfIms() {
        SqnArray card = SqnArray.fresh();
        SqnGenerator ims = SqnGenerator.after(10);
        SqnGenerator packet = new SqnGenerator(SqnProfile.DEFAULT, new IndRange(0, 8), 500);
        for (int i = 0; i < 40; i++) {
            ims = ims.next();
            packet = packet.next();

            assertThat(card.accept(packet.current())).isTrue();
            assertThat(card.accept(ims.current())).isTrue();
        }
    }

    @Test
    @Requirement("sync-hss-check")
    void aCounterInRangeStaysAsItIs() {
        SqnGenerator generator = SqnGenerator.after(34);

        assertThat(generator.resync(sqn(31))).isEqualTo(generator);
        assertThat(generator.resync(sqn(34))).isEqualTo(generator);
    }

    @Test
    @Requirement("sync-hss-check")
    void aCounterBehindTheCardGoesToTheCardsNumber() {
        SqnGenerator generator = SqnGenerator.after(34).resync(sqn(35));

        assertThat(generator.seqHe()).isEqualTo(35);
        assertThat(generator.next().seqHe()).isEqualTo(36);
    }

    @Test
    @Requirement("sync-hss-check")
    void aCounterTooFarAheadGoesToTheCardsNumber() {
        long delta = SqnProfile.DEFAULT.delta();

        assertThat(SqnGenerator.after(delta + 4).resync(sqn(5)).seqHe()).isEqualTo(delta + 4);
        assertThat(SqnGenerator.after(delta + 5).resync(sqn(5)).seqHe()).isEqualTo(5);
    }

    @Test
    void aCounterKnowsWhenItsNumbersEnd() {
        long last = SqnProfile.DEFAULT.highestSeq();

        assertThat(SqnGenerator.after(last - 1).has(1)).isTrue();
        assertThat(SqnGenerator.after(last - 1).has(2)).isFalse();
    }

    private static long sqn(long seq) {
        return SqnGenerator.after(seq).current();
    }

    private static long hex(JsonNode step, String field) {
        return HexFormat.fromHexDigitsToLong(step.get(field).asText());
    }
}
