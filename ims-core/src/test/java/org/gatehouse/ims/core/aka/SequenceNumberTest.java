package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
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

    static List<JsonNode> clocks() {
        return VectorFiles.read("aka/sqn-auc.json").stream().filter(row -> row.has("glc")).toList();
    }

    static List<JsonNode> unconditionalResets() {
        return VectorFiles.read("aka/sqn-auc.json").stream()
                .filter(row -> row.get("id").asText().equals(UNCONDITIONAL_RESET))
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

    @ParameterizedTest
    @MethodSource("clocks")
    void aClockGivesTheNextNumberAsAnnexCSays(JsonNode row) {
        SeqClock clock = new SeqClock(row.get("n").asInt(), row.get("D").asLong());
        SqnGenerator generator = SqnGenerator.after(row.get("seq_he").asLong());

        assertThat(generator.next(clock, row.get("glc").asLong()).seqHe())
                .isEqualTo(row.get("expected_seq").asLong());
    }

    /** The published run sets SQN_HE back from 34 to 31; in range it may not be set back. */
    @ParameterizedTest
    @MethodSource("unconditionalResets")
    @Requirement("sync-hss-check")
    void aNumberInRangeIsNotGivenOutTwiceWhereOthersSetItBack(JsonNode row) {
        assertThat(row.get("events").get(0).asText()).isEqualTo("auts 31");
        SqnProfile profile = new SqnProfile(row.get("ind_bits").asInt(), 1L << 28, null);
        SqnGenerator generator =
                new SqnGenerator(profile, IndRange.only(0), row.get("sqn_start").asLong());

        SqnGenerator after = generator.resync(row.get("expected_sqn").get(0).asLong());

        assertThat(after.current()).isEqualTo(34);
        assertThat(after.next().current()).isEqualTo(35);
    }

    @Test
    void aClockOfProfile1NeverGivesANumberTwiceAndStaysWithinWhatACardTakes() {
        long seed = 33102;
        Random random = new Random(seed);
        SqnGenerator generator = SqnGenerator.after(0);
        SqnArray card = SqnArray.fresh();
        long units = 0;
        for (int i = 0; i < 20_000; i++) {
            // bursts, pauses, and a clock that is set back now and then
            units = Math.max(0, units + random.nextInt(100_000) - (i % 7 == 0 ? 90_000 : 0));
            long before = generator.seqHe();
            generator = generator.next(SeqClock.PROFILE_1, units);
            assertThat(generator.seqHe()).as("seed %d, step %d", seed, i).isGreaterThan(before);
            assertThat(card.accept(generator.current())).as("seed %d, step %d", seed, i).isTrue();
        }
    }

    @Test
    void aClockWithTooFewBitsOrAWindowOutsideItIsRefused() {
        assertThatThrownBy(() -> new SeqClock(0, 1)).hasMessage("GLC bits: 0 (expected: 1 to 42)");
        assertThatThrownBy(() -> new SeqClock(43, 1))
                .hasMessage("GLC bits: 43 (expected: 1 to 42)");
        assertThatThrownBy(() -> new SeqClock(4, 0)).hasMessage("D: 0 (expected: 1 to 15)");
        assertThatThrownBy(() -> new SeqClock(4, 16)).hasMessage("D: 16 (expected: 1 to 15)");
        assertThat(new SeqClock(1, 1).next(0, 1)).isEqualTo(1);
        assertThat(new SeqClock(42, 15).clockBits()).isEqualTo(42);
    }

    @Test
    void theRulesOfTheClockMeetWhereAnnexCSays() {
        // p = 16, D = 4
        SeqClock clock = new SeqClock(4, 4);
        // SEQ2 < GLC < SEQ2 + p - D + 1: the clock's value
        assertThat(clock.next(2, 3)).isEqualTo(3);
        assertThat(clock.next(2, 14)).isEqualTo(14);
        // SEQ2 + p - D + 1 <= GLC: the clock lies behind, just before it went around
        assertThat(clock.next(2, 15)).isEqualTo(3);
        // GLC <= SEQ2 <= GLC + D - 1: not far ahead of the clock
        assertThat(clock.next(9, 9)).isEqualTo(10);
        assertThat(clock.next(9, 6)).isEqualTo(10);
        // GLC + D - 1 < SEQ2: the clock went around
        assertThat(clock.next(9, 5)).isEqualTo(16 + 5);
        // GLC is the last bits of the clock
        assertThat(clock.next(9, 16 * 7 + 5)).isEqualTo(16 + 5);
    }

    @Test
    void theRangesOfTheDomainsDoNotMeet() {
        int[] domainOf = new int[SqnProfile.DEFAULT.arraySize()];
        for (IndRange range : List.of(IndRange.CS, IndRange.PS, IndRange.IMS)) {
            for (int ind = range.first(); ind < range.first() + range.count(); ind++) {
                domainOf[ind]++;
            }
        }
        assertThat(domainOf).containsOnly(1);
    }

    @Test
    void interleavedDomainsKeepTheirOrderEachAndLoseNoSynchronisation() {
        SqnArray card = SqnArray.fresh();
        SqnGenerator[] domains = {
            new SqnGenerator(SqnProfile.DEFAULT, IndRange.CS, 700),
            new SqnGenerator(SqnProfile.DEFAULT, IndRange.PS, 90),
            new SqnGenerator(SqnProfile.DEFAULT, IndRange.IMS, 1),
        };
        long seed = 7;
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            int domain = random.nextInt(domains.length);
            domains[domain] = domains[domain].next();
            assertThat(card.accept(domains[domain].current())).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void anAgeLimitRefusesWhatLiesFarBehindWhateverItsIndex() {
        SqnProfile profile = new SqnProfile(5, 1L << 28, 32L);
        SqnArray card = SqnArray.fresh(profile);
        card.accept(profile.sqn(100, 0));

        assertThat(card.accept(profile.sqn(68, 1))).isFalse();
        assertThat(card.accept(profile.sqn(69, 1))).isTrue();
    }

    @Test
    void aJumpOfDeltaIsTakenAndALargerOneIsNot() {
        SqnProfile profile = new SqnProfile(5, 10, null);
        SqnArray card = SqnArray.fresh(profile);

        assertThat(card.accept(profile.sqn(11, 0))).isFalse();
        assertThat(card.accept(profile.sqn(10, 0))).isTrue();
        assertThat(card.highest()).isEqualTo(profile.sqn(10, 0));
    }

    @Test
    void theLastNumberOfACardIsNotFollowedByAnother() {
        SqnProfile wide = new SqnProfile(5, 1L << 43, null);
        SqnArray card = SqnArray.fresh(wide);
        long last = wide.highestSeq();

        assertThat(card.accept(wide.sqn(last, 31))).isTrue();
        assertThat(card.highest()).isEqualTo((1L << 48) - 1);
        assertThat(card.accept(wide.sqn(0, 0))).isFalse();
        assertThatThrownBy(() -> SqnGenerator.after(last).next())
                .hasMessageStartingWith("SEQ: 8796093022208");
    }

    @Test
    void parametersOutsideTheSchemeAreRefused() {
        assertThatThrownBy(() -> new SqnProfile(-1, 1, null)).hasMessageStartingWith("IND bits");
        assertThatThrownBy(() -> new SqnProfile(9, 1, null)).hasMessageStartingWith("IND bits");
        assertThatThrownBy(() -> new SqnProfile(5, 0, null)).hasMessageStartingWith("delta: 0");
        assertThat(new SqnProfile(8, 1, null).arraySize()).isEqualTo(256);
        assertThatThrownBy(() -> new IndRange(-1, 1))
                .hasMessageStartingWith("IND range: 1 from -1");
        assertThatThrownBy(() -> new IndRange(0, 0)).hasMessageStartingWith("IND range: 0 from 0");
        assertThatThrownBy(() -> new SqnGenerator(SqnProfile.DEFAULT, new IndRange(16, 17), 0))
                .hasMessageContaining("within 32 elements");
        assertThatThrownBy(() -> SqnGenerator.after(-1)).hasMessageStartingWith("SEQ: -1");
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
