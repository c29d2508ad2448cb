package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

    @Test
    void theWindowAgreesWithASetOfAllNumbersSeen() {
        for (int size : new int[] {32, 64, 100, 128}) {
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
