package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ims aka} against the published sets, by option and by batch. */
class AkaToolsTest {
    @TempDir private Path folder;

    static Stream<JsonNode> milenageSets() {
        return Stream.of("aka/milenage.json", "aka/milenage-generated.json")
                .flatMap(file -> VectorFiles.read(file).stream());
    }

    @ParameterizedTest
    @MethodSource("milenageSets")
    void milenagePrintsEveryFunctionInOrder(JsonNode set) {
        Map<String, String> options = pick(set, "k", "opc", "rand", "sqn", "amf");
        Called called = Called.with("aka milenage", options);

        assertThat(called.exit()).isZero();
        assertThat(called.err()).isEmpty();
        Map<String, String> values = called.values();
        assertThat(values.keySet())
                .containsExactly("mac-a", "mac-s", "res", "ck", "ik", "ak", "ak-star", "autn");
        assertThat(values)
                .containsEntry("mac-a", text(set, "f1"))
                .containsEntry("mac-s", text(set, "f1star"))
                .containsEntry("res", text(set, "f2"))
                .containsEntry("ck", text(set, "f3"))
                .containsEntry("ik", text(set, "f4"))
                .containsEntry("ak", text(set, "f5"))
                .containsEntry("ak-star", text(set, "f5star"));
        if (set.has("autn")) {
            assertThat(values).containsEntry("autn", text(set, "autn"));
        }
        assertThat(asTexts(Called.batchOfOne("aka milenage", options))).isEqualTo(values);
    }

    @ParameterizedTest
    @MethodSource("milenageSets")
    void opDoesAsWellAsOpc(JsonNode set) {
        Map<String, String> withOpc = pick(set, "k", "opc", "rand", "sqn", "amf");
        Map<String, String> withOp = pick(set, "k", "op", "rand", "sqn", "amf");

        assertThat(Called.with("aka milenage", withOp).out())
                .isEqualTo(Called.with("aka milenage", withOpc).out());
    }

    static Stream<JsonNode> tuakSets() {
        return Stream.of("aka/tuak.json", "aka/tuak-generated.json")
                .flatMap(file -> VectorFiles.read(file).stream());
    }

    @ParameterizedTest
    @MethodSource("tuakSets")
    void tuakPrintsEveryFunctionInOrder(JsonNode set) {
        Map<String, String> options = pick(set, "k", "topc", "rand", "sqn", "amf");
        for (String size : List.of("mac", "res", "ck", "ik")) {
            options.put(size + "-bits", text(set, size + "_bits"));
        }
        options.put("keccak-iterations", text(set, "keccak_iterations"));
        Map<String, String> values = Called.with("aka tuak", options).values();

        String sqnXorAk =
                HexFormat.of()
                        .toHexDigits(
                                HexFormat.fromHexDigitsToLong(text(set, "sqn"))
                                        ^ HexFormat.fromHexDigitsToLong(text(set, "f5")),
                                12);
        assertThat(values)
                .containsExactly(
                        Map.entry("mac-a", text(set, "f1")),
                        Map.entry("mac-s", text(set, "f1star")),
                        Map.entry("res", text(set, "f2")),
                        Map.entry("ck", text(set, "f3")),
                        Map.entry("ik", text(set, "f4")),
                        Map.entry("ak", text(set, "f5")),
                        Map.entry("ak-star", text(set, "f5star")),
                        Map.entry("autn", sqnXorAk + text(set, "amf") + text(set, "f1")));
        assertThat(asTexts(Called.batchOfOne("aka tuak", options))).isEqualTo(values);

        options.remove("topc");
        options.put("top", text(set, "top"));
        assertThat(Called.with("aka tuak", options).values()).isEqualTo(values);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--mac-bits 65",
                "--res-bits 0",
                "--ck-bits 64",
                "--ik-bits x",
                "--keccak-iterations 0",
                "--keccak-iterations 256",
                "--k 00112233445566778899aabbccddeeff00",
                "--top 00",
                "--topc 00",
            })
    void aTuakThatCanNotBeIsAUsageError(String option) {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("k", "00112233445566778899aabbccddeeff");
        options.put("topc", "00112233445566778899aabbccddeeff".repeat(2));
        options.put("rand", "00112233445566778899aabbccddeeff");
        options.put("sqn", "000000000000");
        options.put("amf", "8000");
        assertThat(Called.with("aka tuak", options).exit()).isZero();

        options.put(option.substring(2).split(" ", -1)[0], option.split(" ", -1)[1]);
        Called called = Called.with("aka tuak", options);
        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.err()).startsWith("ims aka tuak: ").contains("expected");
        assertThat(called.out()).isEmpty();
    }

    static List<JsonNode> tokens() {
        return VectorFiles.read("aka/milenage-autn-auts.json");
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void autsGivesSqnMsAndWhetherItsMacIsRight(JsonNode set) {
        Map<String, String> options = pick(set, "k", "opc", "rand", "auts");
        Called right = Called.with("aka auts", options);
        assertThat(right.out()).isEqualTo("sqn=" + text(set, "sqn_ms") + "\nvalid=true\n");
        assertThat(right.exit()).isZero();

        byte[] auts = HexFormat.of().parseHex(text(set, "auts"));
        auts[13] ^= 1;
        options.put("auts", HexFormat.of().formatHex(auts));
        Called wrong = Called.with("aka auts", options);
        assertThat(wrong.out()).isEqualTo("sqn=" + text(set, "sqn_ms") + "\nvalid=false\n");
        JsonNode object = Called.batchOfOne("aka auts", options);
        assertThat(object.get("valid").booleanValue()).isFalse();
        assertThat(object.get("sqn").asText()).isEqualTo(text(set, "sqn_ms"));
    }

    static List<JsonNode> runs() {
        return VectorFiles.read("aka/aka-usim-run.json");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aChallengeIsTakenAsTheRunSays(JsonNode run) {
        Map<String, String> options = pick(run, "k", "opc", "rand", "autn");
        options.put("sqn-ms", text(run, "usim_sqn_ms"));
        Called called = Called.with("aka check", options);

        assertThat(called.exit()).isZero();
        assertThat(called.out())
                .isEqualTo(
                        switch (text(run, "expect")) {
                            case "accept" ->
                                    "result=accepted\nres="
                                            + text(run, "res")
                                            + "\nck="
                                            + text(run, "ck")
                                            + "\nik="
                                            + text(run, "ik")
                                            + "\n";
                            case "sync-failure" ->
                                    "result=sync-failure\nauts=" + text(run, "auts") + "\n";
                            default -> "result=mac-failure\n";
                        });
        assertThat(asTexts(Called.batchOfOne("aka check", options))).isEqualTo(called.values());
    }

    @Test
    void withoutSqnMsEverySqnIsFresh() {
        for (String sqn : List.of("000000000000", "000000000001", "ffffffffffff")) {
            assertThat(check(sqn, Map.of())).as(sqn).isEqualTo("accepted");
        }
    }

    @Test
    void withIndBitsAnOlderSqnIsFreshInAnotherElement() {
        // SEQ 10, IND 10
        String sqnMs = "00000000014a";
        Map<String, String> array = Map.of("sqn-ms", sqnMs, "ind-bits", "5");

        assertThat(check("0000000000a5", array)).isEqualTo("accepted");
        assertThat(check("0000000000aa", array)).isEqualTo("sync-failure");
        assertThat(check("00000000016a", array)).isEqualTo("accepted");
        assertThat(check("0000000000a5", Map.of("sqn-ms", sqnMs))).isEqualTo("sync-failure");
    }

    @Test
    void deltaBoundsTheStep() {
        Map<String, String> options =
                Map.of("sqn-ms", "000000000200", "ind-bits", "5", "delta", "16");

        assertThat(check("000000000421", options)).isEqualTo("sync-failure");
        assertThat(check("000000000401", options)).isEqualTo("accepted");
    }

    /** The result for a challenge that a network with the right key made. */
    private static String check(String sqn, Map<String, String> more) {
        Map<String, String> network =
                new LinkedHashMap<>(
                        Map.of(
                                "k", "fec86ba6eb707ed08905757b1bb44b8f",
                                "opc", "1006020f0a478bf6b699f15c062e42b3",
                                "rand", "9f7c8d021accf4db213ccff0c7f71a6a"));
        Map<String, String> card = new LinkedHashMap<>(network);
        network.put("sqn", sqn);
        network.put("amf", "8000");
        card.put("autn", String.valueOf(Called.with("aka milenage", network).values().get("autn")));
        card.putAll(more);
        return String.valueOf(Called.with("aka check", card).values().get("result"));
    }

    static Stream<JsonNode> responses() {
        return Stream.of("digest/aka-digest.json", "digest/aka-digest-res-bytes.json")
                .flatMap(file -> VectorFiles.read(file).stream());
    }

    @ParameterizedTest
    @MethodSource("responses")
    void theResponseIsThatOfTheDigestVectors(JsonNode row) throws Exception {
        Map<String, String> options =
                pick(row, "username", "realm", "nonce", "method", "uri", "algorithm");
        for (String optional : List.of("qop", "nc", "cnonce", "auts")) {
            if (row.hasNonNull(optional)) {
                options.put(optional, text(row, optional));
            }
        }
        if (!row.has("auts")) {
            options.put("res", text(row, "res"));
        }
        if (text(row, "algorithm").startsWith("AKAv2")) {
            options.putAll(pick(row, "ik", "ck"));
        }
        if (row.hasNonNull("body_hex")) {
            Path body = folder.resolve("body");
            Files.write(body, HexFormat.of().parseHex(text(row, "body_hex")));
            options.put("body-file", body.toString());
        }
        Called called = Called.with("aka response", options);

        assertThat(called.out()).isEqualTo("response=" + text(row, "response") + "\n");
        assertThat(Called.batchOfOne("aka response", options).toString())
                .isEqualTo("{\"response\":\"" + text(row, "response") + "\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--qop auth",
                "--qop auth --nc 1 --cnonce a",
                "--qop both --nc 00000001 --cnonce a",
                "--nc 00000001",
                "--cnonce a",
                "--algorithm MD5",
                "--algorithm AKAv2-MD5",
                "--algorithm AKAv2-MD5 --ik 00112233445566778899aabbccddeeff",
                "--algorithm AKAv3-MD5",
                "--algorithm AKAv1-MD5-sess",
                "--auts 00",
                "--auts not-base64-at-all!!!",
                "--body-file /nowhere/at/all",
            })
    void aDigestThatCanNotBeIsAUsageError(String options) {
        String all =
                "aka response --res 0011223344556677 --username u --realm r --nonce n --method"
                        + " REGISTER --uri sip:r "
                        + options;
        Called called = Called.with("", all.split(" ", -1));
        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.out()).isEmpty();
        assertThat(called.err()).startsWith("ims aka response: ").contains("--");
    }

    @Test
    void aKeyMayStandInAFile() throws Exception {
        JsonNode set = tokens().getFirst();
        Path file = Files.writeString(folder.resolve("k"), text(set, "k") + "\n");
        Map<String, String> options = pick(set, "k", "opc", "rand", "auts");
        String typed = Called.with("aka auts", options).out();
        options.put("k", "@" + file);

        assertThat(Called.with("aka auts", options).out()).isEqualTo(typed);
        assertThat(Called.batchOfOne("aka auts", options).has("error")).isTrue();
    }

    static Map<String, String> pick(JsonNode row, String... names) {
        Map<String, String> picked = new LinkedHashMap<>();
        for (String name : names) {
            picked.put(name, text(row, name));
        }
        return picked;
    }

    static String text(JsonNode row, String name) {
        return row.get(name).asText();
    }

    static Map<String, String> asTexts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties().forEach(e -> texts.put(e.getKey(), e.getValue().asText()));
        return texts;
    }
}
