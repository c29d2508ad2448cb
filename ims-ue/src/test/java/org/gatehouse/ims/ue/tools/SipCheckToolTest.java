package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SipCheckToolTest {
    @TempDir private Path folder;

    record Sample(String id, boolean valid, String path) {
        byte[] octets() throws Exception {
            try (InputStream in = SipCheckToolTest.class.getResourceAsStream("/vectors/" + path)) {
                return Objects.requireNonNull(in, path).readAllBytes();
            }
        }

        @Override
        public String toString() {
            return id;
        }
    }

    /** Where an index has a corrected copy of a message, that is the message. */
    static Stream<Sample> samples() {
        return Stream.of("sip-torture/rfc4475/", "sip-torture/rfc5118/", "sip-ims/")
                .flatMap(folder ->
                        VectorFiles.read(folder + "index.json").stream()
                                .map(row -> sample(folder, row)));
    }

    private static Sample sample(String folder, JsonNode row) {
        String file = row.hasNonNull("fixed_file") ? "fixed_file" : "file";
        return new Sample(
                row.get("id").asText(),
                row.get("valid").asBoolean(),
                folder + row.get(file).asText());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aMessageIsValidOrNotAsItsRfcSays(Sample sample) throws Exception {
        Path file = Files.write(folder.resolve("message"), sample.octets());
        Called called = Called.with("", "sip", "check", file.toString());
        JsonNode answer =
                Called.batchOfOne(
                        "sip check",
                        Map.of("message", Base64.getEncoder().encodeToString(sample.octets())));

        if (sample.valid()) {
            assertThat(called.out()).isEqualTo("valid\n");
            assertThat(called.exit()).isZero();
            assertThat(answer.toString()).isEqualTo("{\"valid\":true}");
        } else {
            assertThat(called.out()).matches("invalid: .+ \\(line [1-9][0-9]*\\)\n");
            assertThat(called.exit()).isEqualTo(1);
            assertThat("invalid: " + answer.get("invalid").asText() + "\n").isEqualTo(called.out());
        }
    }

    @Test
    void aFileThatIsNoMessageIsInvalidWhateverItsSize() throws Exception {
        for (byte[] octets : List.of(new byte[0], new byte[100_000], new byte[] {(byte) 0xff})) {
            Path file = Files.write(folder.resolve("message"), octets);
            Called called = Called.with("", "sip", "check", file.toString());
            assertThat(called.out()).startsWith("invalid: ").endsWith("(line 1)\n");
            assertThat(called.exit()).isEqualTo(1);
        }
        assertThat(Called.with("", "sip", "check", "/dev/zero").exit()).isEqualTo(1);
    }

    @Test
    void aFileThatIsNotThereIsAUsageError() {
        assertThat(Called.with("", "sip", "check", "/nowhere/at/all").err())
                .contains("found no file /nowhere/at/all");
        assertThat(Called.with("", "sip", "check", folder.toString()).err()).contains("folder");
        assertThat(Called.with("", "sip", "check", folder.toString()).exit()).isEqualTo(2);
        assertThat(Called.with("", "sip", "check").exit()).isEqualTo(2);
    }
}
