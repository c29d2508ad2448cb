package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement("esp-anti-replay")
class ReplayWindowTest {
    static List<JsonNode> vectors() {
        return VectorFiles.read("esp/esp-replay.json").stream()
                .filter(vector -> !vector.get("esn").asBoolean())
                .toList();
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void scenariosGoAsPublished(JsonNode vector) {
        assertThat(vector.get("start_highest").asLong()).isZero();
        ReplayWindow window = new ReplayWindow(vector.get("window").asInt());
        int step = 0;
        for (JsonNode packet : vector.get("steps")) {
            long sequence = packet.get("seq").asLong();
            DropReason refused = window.check(sequence);
            if (refused == null && !packet.get("icv_valid").asBoolean()) {
                refused = DropReason.BAD_ICV;
            }
            if (refused == null) {
                window.mark(sequence);
            }
            assertThat(text(refused))
                    .as("step %d, packet %d", ++step, sequence)
                    .isEqualTo(packet.get("expect").asText());
        }
        assertThat(window.highest()).isEqualTo(vector.get("end_highest").asLong());
    }

    private static String text(@Nullable DropReason reason) {
        return switch (reason) {
            case null -> "accept";
            case BAD_ICV -> "drop: ICV";
            case REPLAYED -> "drop: replay";
            case LEFT_OF_WINDOW -> "drop: left of window";
            case SEQUENCE_ZERO -> "drop: sequence 0";
            default -> reason.token();
        };
    }

    private static final int SIZE = 64;
    private static final long TOP = 0xFFFF_FFFFL;

    /** Numbers in their order, and which of them are new: the last of each row is the question. */
    static Stream<Arguments> table() {
        return Stream.of(
                arguments("the first number is 1", new long[] {1}, null),
                arguments("0 is never sent", new long[] {0}, DropReason.SEQUENCE_ZERO),
                arguments("0 stays refused", new long[] {1, 0}, DropReason.SEQUENCE_ZERO),
                arguments("once only", new long[] {1, 1}, DropReason.REPLAYED),
                arguments("the highest once only", new long[] {9, 9}, DropReason.REPLAYED),
                arguments("any may be first", new long[] {TOP}, null),
                arguments("left edge inside", new long[] {SIZE, 1}, null),
                arguments("left edge outside", new long[] {SIZE + 1, 1}, DropReason.LEFT_OF_WINDOW),
                arguments("left edge moves by one", new long[] {SIZE + 1, 2}, null),
                arguments("far left", new long[] {10_000, 9}, DropReason.LEFT_OF_WINDOW),
                arguments("seen at the edge", new long[] {1, SIZE, 1}, DropReason.REPLAYED),
                arguments(
                        "seen and then left behind",
                        new long[] {1, SIZE + 1, 1},
                        DropReason.LEFT_OF_WINDOW),
                arguments("jump of a window less one", new long[] {1, SIZE, 2}, null),
                arguments(
                        "jump of a window keeps no old marks",
                        new long[] {1, SIZE + 1, 65},
                        DropReason.REPLAYED),
                arguments("the same bit a window later is new", new long[] {3, SIZE + 3}, null),
                arguments("between two of the same bit", new long[] {3, SIZE + 3, 4}, null),
                arguments(
                        "marks die when passed",
                        new long[] {5, 6, 7, 5 + SIZE + 2, 6 + SIZE},
                        null),
                arguments(
                        "a jump of many windows",
                        new long[] {5, 5 + 100 * SIZE, 5 + 99 * SIZE + 1},
                        null),
                arguments("the top", new long[] {TOP - 1, TOP}, null),
                arguments("the top once only", new long[] {TOP, TOP}, DropReason.REPLAYED),
                arguments("below the top", new long[] {TOP, TOP - SIZE + 1}, null),
                arguments(
                        "too far below the top",
                        new long[] {TOP, TOP - SIZE},
                        DropReason.LEFT_OF_WINDOW),
                arguments(
                        "1 after the top is old", new long[] {TOP, 1}, DropReason.LEFT_OF_WINDOW));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void aNumberAfterOthers(String name, long[] numbers, @Nullable DropReason expected) {
        ReplayWindow window = new ReplayWindow(SIZE);
        for (int i = 0; i < numbers.length - 1; i++) {
            if (window.check(numbers[i]) == null) {
                window.mark(numbers[i]);
            }
        }
        assertThat(window.check(numbers[numbers.length - 1])).as(name).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {31, 0, -1, 4097, 65_536})
    void widthsOutOfBoundsAreRefused(int size) {
        assertThatThrownBy(() -> new ReplayWindow(size))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(size + " (expected: 32 to 4096)");
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 33, 63, 64, 65, 4095, 4096})
    void everyWidthRemembersExactlyItsOwnNumber(int size) {
        ReplayWindow window = new ReplayWindow(size);
        for (long number = 1; number <= 3L * size; number += 2) {
            window.mark(number);
        }
        long highest = window.highest();
        for (long number = 1; number <= highest; number++) {
            DropReason expected =
                    number <= highest - size
                            ? DropReason.LEFT_OF_WINDOW
                            : number % 2 == 1 ? DropReason.REPLAYED : null;
            assertThat(window.check(number)).as("%d of %d", number, size).isEqualTo(expected);
        }
    }

    @Test
    void theDefaultIs64() {
        ReplayWindow window = new ReplayWindow();
        window.mark(65);
        assertThat(window.check(1)).isEqualTo(DropReason.LEFT_OF_WINDOW);
        assertThat(window.check(2)).isNull();
    }

    @Test
    void theWindowAgreesWithASetOfAllNumbersSeen() {
        for (int size : new int[] {32, 64, 100, 128, 1024}) {
            Random random = new Random(size);
            ReplayWindow window = new ReplayWindow(size);
            Set<Long> seen = new HashSet<>();
            long highest = 0;
            long base = 1;
            for (int i = 0; i < 50_000; i++) {
                base += random.nextInt(8) == 0 ? random.nextInt(3 * size) : random.nextInt(3);
                long sequence = Math.max(1, base - random.nextInt(2 * size));
                boolean fresh = sequence > highest - size && !seen.contains(sequence);
                assertThat(window.check(sequence) == null).isEqualTo(fresh);
                if (fresh) {
                    window.mark(sequence);
                    seen.add(sequence);
                    highest = Math.max(highest, sequence);
                }
            }
        }
    }

    @Test
    void aCheckAloneMovesNothing() {
        ReplayWindow window = new ReplayWindow();
        assertThat(window.check(0xFFFF_FFFFL)).isNull();
        assertThat(window.highest()).isZero();
        assertThat(window.check(1)).isNull();
    }
}
