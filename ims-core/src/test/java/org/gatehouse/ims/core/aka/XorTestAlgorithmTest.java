package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class XorTestAlgorithmTest {
    static List<JsonNode> made() {
        return VectorFiles.read("aka/xor-test-usim.json");
    }

    /** Registrations with test equipment that others captured. */
    static List<JsonNode> captured() {
        return VectorFiles.read("digest/aka-third-party.json").stream()
                .filter(row -> row.path("aka_algorithm").asText().startsWith("XOR"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource({"made", "captured"})
    void allFunctionsGiveWhatTheSetPrints(JsonNode set) {
        XorTestAlgorithm algorithm = algorithm(set);
        byte[] rand = hex(set, "rand");
        AkaOutputs outputs = algorithm.outputs(rand, sqn(set, "sqn"), hex(set, "amf"));

        assertThat(outputs.macA()).isEqualTo(hex(set, "mac_a"));
        assertThat(outputs.res()).isEqualTo(hex(set, "res"));
        assertThat(outputs.ck()).isEqualTo(hex(set, "ck"));
        assertThat(outputs.ik()).isEqualTo(hex(set, "ik"));
        assertThat(outputs.ak()).isEqualTo(sqn(set, "ak")).isEqualTo(outputs.akStar());
        assertThat(algorithm.anonymityKey(rand)).isEqualTo(outputs.ak());
        assertThat(algorithm.resynchronisationKey(rand)).isEqualTo(outputs.ak());
        AuthenticationVector vector =
                AuthVectors.generate(algorithm, rand, sqn(set, "sqn"), hex(set, "amf"));
        assertThat(vector.autn()).isEqualTo(hex(set, "autn"));
    }

    @ParameterizedTest
    @MethodSource("made")
    void autsHidesSqnMsWithTheSameKeyAndADummyAmf(JsonNode set) {
        byte[] auts = Auts.make(algorithm(set), hex(set, "rand"), sqn(set, "sqn"));

        assertThat(auts).isEqualTo(hex(set, "auts"));
        assertThat(Auts.verify(algorithm(set), hex(set, "rand"), auts)).hasValue(sqn(set, "sqn"));
    }

    @Test
    void resHas128BitsUnlessSaidOtherwise() {
        assertThat(res(new XorTestAlgorithm(new byte[16]))).hasSize(16);
        assertThat(res(new XorTestAlgorithm(new byte[16], 4))).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3, 17})
    void aResOfAnotherLengthIsRefused(int length) {
        assertThatThrownBy(() -> new XorTestAlgorithm(new byte[16], length))
                .hasMessage("RES: " + length + " octets (expected: 4 to 16)");
    }

    @Test
    void inputsOfTheWrongSizeAreRefused() {
        XorTestAlgorithm algorithm = new XorTestAlgorithm(new byte[16]);

        assertThatThrownBy(() -> new XorTestAlgorithm(new byte[32]))
                .hasMessage("K: 32 octets (expected: 16)");
        assertThatThrownBy(() -> algorithm.anonymityKey(new byte[15]))
                .hasMessage("RAND: 15 octets (expected: 16)");
        assertThatThrownBy(() -> algorithm.outputs(new byte[16], 1L << 48, new byte[2]))
                .hasMessageStartingWith("SQN: 281474976710656");
        assertThatThrownBy(() -> algorithm.outputs(new byte[16], 0, new byte[1]))
                .hasMessage("AMF: 1 octets (expected: 2)");
    }

    @Test
    void nothingPrintsTheKeyAndNobodyCanChangeIt() {
        byte[] k = new byte[16];
        XorTestAlgorithm algorithm = new XorTestAlgorithm(k);
        k[5] = 1;

        assertThat(algorithm).hasToString("XorTestAlgorithm[masked]");
        assertThat(algorithm.anonymityKey(new byte[16])).isZero();
    }

    private static byte[] res(XorTestAlgorithm algorithm) {
        return algorithm.outputs(new byte[16], 0, new byte[2]).res();
    }

    private static XorTestAlgorithm algorithm(JsonNode set) {
        return new XorTestAlgorithm(hex(set, "k"), hex(set, "res").length);
    }

    private static byte[] hex(JsonNode set, String field) {
        return HexFormat.of().parseHex(set.get(field).asText());
    }

    private static long sqn(JsonNode set, String field) {
        return HexFormat.fromHexDigitsToLong(set.get(field).asText());
    }
}
