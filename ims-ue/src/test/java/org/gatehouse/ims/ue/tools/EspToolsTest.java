package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.ue.tools.AkaToolsTest.asTexts;
import static org.gatehouse.ims.ue.tools.AkaToolsTest.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ims esp} against packets and keys that others made. */
class EspToolsTest {
    static List<JsonNode> expansions() {
        return VectorFiles.read("esp/esp-key-expansion.json");
    }

    @ParameterizedTest
    @MethodSource("expansions")
    void keysAreThoseOfAnnexI(JsonNode row) {
        for (IntegrityAlgorithm alg : IntegrityAlgorithm.values()) {
            for (EncryptionAlgorithm ealg : EncryptionAlgorithm.values()) {
                boolean weak =
                        ealg == EncryptionAlgorithm.DES_EDE3_CBC
                                && row.path("des_weak_or_equal_halves").asBoolean();
                Map<String, String> options = keys(row, alg.token(), ealg.token());
                Called called = Called.with("esp keys", options);
                if (weak) {
                    assertThat(called.exit()).isEqualTo(1);
                    assertThat(called.out()).isEmpty();
                    assertThat(called.err())
                            .contains("DES-EDE3-CBC")
                            .doesNotContain(text(row, "ck_im"));
                    assertThat(Called.batchOfOne("esp keys", options).fieldNames())
                            .toIterable()
                            .containsExactly("error");
                    continue;
                }
                String authKey = text(row, "ik_esp_" + alg.token().replace('-', '_'));
                String encKey =
                        ealg == EncryptionAlgorithm.NULL
                                ? ""
                                : text(row, "ck_esp_" + ealg.token().replace('-', '_'));
                assertThat(called.out())
                        .isEqualTo("auth-key=" + authKey + "\nenc-key=" + encKey + "\n");
                assertThat(asTexts(Called.batchOfOne("esp keys", options)))
                        .isEqualTo(called.values());
            }
        }
    }

    private static Map<String, String> keys(JsonNode row, String alg, String ealg) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("ik", text(row, "ik_im"));
        options.put("ck", text(row, "ck_im"));
        options.put("alg", alg);
        options.put("ealg", ealg);
        return options;
    }

    static Stream<JsonNode> packets() {
        return release7("esp/esp-ims.json").filter(row -> row.has("ck_im"));
    }

    private static Stream<JsonNode> release7(String file) {
        return VectorFiles.read(file).stream()
                .filter(row ->
                        IntegrityAlgorithm.ofToken(text(row, "auth")).isPresent()
                                && EncryptionAlgorithm.ofToken(text(row, "cipher")).isPresent());
    }

    @ParameterizedTest
    @MethodSource("packets")
    void aPacketOpensWithOrWithoutItsIpHeader(JsonNode row) {
        for (String form : List.of("esp", "packet")) {
            Map<String, String> options = keys(row, text(row, "auth"), text(row, "cipher"));
            options.put("spi", text(row, "spi"));
            options.put("packet", text(row, form));
            Called called = Called.with("esp open", options);
            assertThat(called.out())
                    .as(form)
                    .isEqualTo(
                            "payload="
                                    + text(row, "payload")
                                    + "\nnext-header="
                                    + text(row, "next_header")
                                    + "\n");
            assertThat(called.exit()).isZero();
        }
    }

    @Test
    void aBatchOpensThemAllInOrder() {
        List<JsonNode> rows = packets().toList();
        List<Map<String, Object>> objects =
                rows.stream()
                        .map(row -> {
                            Map<String, Object> object =
                                    new LinkedHashMap<>(
                                            keys(row, text(row, "auth"), text(row, "cipher")));
                            object.put("spi", row.get("spi").asLong());
                            object.put("packet", text(row, "esp"));
                            return object;
                        })
                        .toList();
        List<JsonNode> answers = Called.batch("esp open", objects);

        assertThat(answers).hasSameSizeAs(rows).hasSizeGreaterThan(10);
        for (int i = 0; i < rows.size(); i++) {
            assertThat(answers.get(i).get("payload").asText())
                    .isEqualTo(text(rows.get(i), "payload"));
            assertThat(answers.get(i).get("next-header").asInt())
                    .isEqualTo(rows.get(i).get("next_header").asInt());
        }
    }

    static Stream<JsonNode> negative() {
        return release7("esp/esp-negative.json");
    }

    @ParameterizedTest
    @MethodSource("negative")
    void aPacketThatMustNotPassIsDroppedWithItsReason(JsonNode row) {
        String reason =
                switch (text(row, "expect")) {
                    case "drop: ICV", "drop: ICV or length" -> "bad-icv";
                    case "drop: too short" -> "too-short";
                    case "drop: unknown SPI" -> "unknown-spi";
                    case "drop: sequence number" -> "sequence-zero";
                    // what is inside is a matter of the SA's selectors, which a tool has none of
                    case "accept",
                            "drop: selector mismatch",
                            "drop: empty payload (no UDP header)" ->
                            "";
                    default -> "bad-padding";
                };
        Map<String, String> options = new LinkedHashMap<>();
        options.put("alg", text(row, "auth"));
        options.put("ealg", text(row, "cipher"));
        options.put("ik", text(row, "auth_key").substring(0, 32));
        if (!text(row, "cipher_key").isEmpty()) {
            options.put("ck", text(row, "cipher_key").substring(0, 32));
        }
        options.put("spi", text(row, "sa_spi"));
        options.put("packet", text(row, "esp"));
        Called called = Called.with("esp open", options);

        if (reason.isEmpty()) {
            assertThat(called.exit()).isZero();
            assertThat(called.out()).startsWith("payload=");
            return;
        }
        assertThat(called.out()).isEqualTo("dropped=" + reason + "\n");
        assertThat(called.exit()).isEqualTo(1);
        assertThat(Called.batchOfOne("esp open", options).toString())
                .isEqualTo("{\"dropped\":\"" + reason + "\"}");
    }

    @Test
    void theSpiMayBeHex() {
        JsonNode row = packets().findFirst().orElseThrow();
        Map<String, String> options = keys(row, text(row, "auth"), text(row, "cipher"));
        options.put("spi", "0x" + Long.toHexString(row.get("spi").asLong()));
        options.put("packet", text(row, "esp"));

        assertThat(Called.with("esp open", options).exit()).isZero();
        options.put("spi", "4294967296");
        assertThat(Called.with("esp open", options).exit()).isEqualTo(2);
    }
}
