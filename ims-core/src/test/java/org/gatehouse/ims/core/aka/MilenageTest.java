package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Requirement("aka-av-33102")
class MilenageTest {
    private static final HexFormat HEX = HexFormat.of();

    static List<JsonNode> published() {
        return VectorFiles.read("aka/milenage.json");
    }

    static List<JsonNode> generated() {
        return VectorFiles.read("aka/milenage-generated.json");
    }

    static List<JsonNode> tokens() {
        return VectorFiles.read("aka/milenage-autn-auts.json");
    }

    @ParameterizedTest
    @MethodSource({"published", "generated"})
    void allFunctionsGiveWhatTheTestSetPrints(JsonNode set) {
        AkaOutputs outputs =
                milenage(set).outputs(hex(set, "rand"), sqn(set, "sqn"), hex(set, "amf"));

        assertThat(outputs.macA()).isEqualTo(hex(set, "f1"));
        assertThat(outputs.macS()).isEqualTo(hex(set, "f1star"));
        assertThat(outputs.res()).isEqualTo(hex(set, "f2"));
        assertThat(outputs.ck()).isEqualTo(hex(set, "f3"));
        assertThat(outputs.ik()).isEqualTo(hex(set, "f4"));
        assertThat(outputs.ak()).isEqualTo(sqn(set, "f5"));
        assertThat(outputs.akStar()).isEqualTo(sqn(set, "f5star"));
    }

    @ParameterizedTest
    @MethodSource({"published", "generated"})
    void theAnonymityKeysAloneAreTheSame(JsonNode set) {
        Milenage milenage = milenage(set);

        assertThat(milenage.anonymityKey(hex(set, "rand"))).isEqualTo(sqn(set, "f5"));
        assertThat(milenage.resynchronisationKey(hex(set, "rand"))).isEqualTo(sqn(set, "f5star"));
    }

    @ParameterizedTest
    @MethodSource({"published", "generated"})
    void opcComesFromOpAndKey(JsonNode set) {
        assertThat(Milenage.opc(hex(set, "k"), hex(set, "op"))).isEqualTo(hex(set, "opc"));
    }

    static List<JsonNode> blocks() {
        return VectorFiles.read("aka/milenage-aes-kernel.json");
    }

    /** "OPc = OP xor E[OP]K" shows the kernel. */
    @ParameterizedTest
    @MethodSource("blocks")
    void theKernelIsAes(JsonNode block) {
        byte[] plain = hex(block, "plaintext");
        byte[] encrypted = Milenage.opc(hex(block, "key"), plain);
        for (int i = 0; i < plain.length; i++) {
            encrypted[i] ^= plain[i];
        }
        assertThat(encrypted).isEqualTo(hex(block, "ciphertext"));
    }

    /** A set that a HSS under another licence is tested with; its numbers are facts. */
    @Test
    void theResponseOfAnotherHssIsTheSame() {
        Milenage milenage =
                new Milenage(
                        HEX.parseHex("937eeee6ce2c65d066dde32ba79967ed"),
                        HEX.parseHex("f4953df2c4544e929cb5cfb3880e0af8"));
        byte[] rand = HEX.parseHex("fe328a60e7108543f86f845884b842f8");

        assertThat(milenage.outputs(rand, 0, new byte[2]).res())
                .isEqualTo(HEX.parseHex("5b510215e92efc47"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    void aVectorHoldsResKeysAndAutn(JsonNode set) {
        AuthenticationVector vector =
                AuthVectors.generate(
                        milenage(set), hex(set, "rand"), sqn(set, "sqn_he"), hex(set, "amf"));

        assertThat(vector.rand()).isEqualTo(hex(set, "rand"));
        assertThat(vector.xres()).isEqualTo(hex(set, "res"));
        assertThat(vector.ck()).isEqualTo(hex(set, "ck"));
        assertThat(vector.ik()).isEqualTo(hex(set, "ik"));
        assertThat(vector.autn()).isEqualTo(hex(set, "autn"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    @Requirement("sync-hss-check")
    void autsHidesSqnMsWithADummyAmf(JsonNode set) {
        Milenage milenage = milenage(set);
        byte[] rand = hex(set, "rand");
        byte[] auts = Auts.make(milenage, rand, sqn(set, "sqn_ms"));

        assertThat(auts).isEqualTo(hex(set, "auts"));
        assertThat(Auts.verify(milenage, rand, auts)).hasValue(sqn(set, "sqn_ms"));
    }

    @ParameterizedTest
    @MethodSource("tokens")
    @Requirement("sync-hss-check")
    void anAutsWithAnyBitChangedDoesNotVerify(JsonNode set) {
        Milenage milenage = milenage(set);
        byte[] rand = hex(set, "rand");
        for (int bit = 0; bit < Auts.LENGTH * 8; bit++) {
            byte[] changed = hex(set, "auts");
            changed[bit / 8] ^= (byte) (1 << bit % 8);

            assertThat(Auts.verify(milenage, rand, changed)).isEmpty();
        }
    }

    @Test
    @Requirement("sync-hss-check")
    void anAutsOfTheWrongLengthDoesNotVerify() {
        Milenage milenage = new Milenage(new byte[16], new byte[16]);
        byte[] auts = Auts.make(milenage, new byte[16], 7);

        assertThat(Auts.verify(milenage, new byte[16], new byte[0])).isEmpty();
        assertThat(Auts.verify(milenage, new byte[16], Arrays.copyOf(auts, 13))).isEmpty();
        assertThat(Auts.verify(milenage, new byte[16], Arrays.copyOf(auts, 15))).isEmpty();
    }

    @Test
    @Requirement("arch-key-stays")
    void nothingPrintsAKey() {
        JsonNode set = published().getFirst();
        Milenage milenage = milenage(set);
        AkaOutputs outputs = milenage.outputs(hex(set, "rand"), 0, new byte[2]);
        AuthenticationVector vector =
                AuthVectors.generate(milenage, hex(set, "rand"), 0, new byte[2]);

        assertThat(milenage).hasToString("Milenage[masked]");
        assertThat(outputs).hasToString("AkaOutputs[masked]");
        assertThat(vector).hasToString("AuthenticationVector[masked]");
        assertThat(new Isim.Result.Accepted(outputs.res(), outputs.ck(), outputs.ik()))
                .hasToString("Accepted[masked]");
    }

    @Test
    void inputsOfTheWrongSizeAreRefused() {
        Milenage milenage = new Milenage(new byte[16], new byte[16]);

        assertThatThrownBy(() -> new Milenage(new byte[15], new byte[16]))
                .hasMessage("K: 15 octets (expected: 16)");
        assertThatThrownBy(() -> new Milenage(new byte[16], new byte[17]))
                .hasMessage("OPc: 17 octets (expected: 16)");
        assertThatThrownBy(() -> Milenage.opc(new byte[16], new byte[15]))
                .hasMessage("OP: 15 octets (expected: 16)");
        assertThatThrownBy(() -> Milenage.opc(new byte[32], new byte[16]))
                .hasMessage("K: 32 octets (expected: 16)");
        assertThatThrownBy(() -> milenage.outputs(new byte[16], 0, new byte[1]))
                .hasMessage("AMF: 1 octets (expected: 2)");
        assertThatThrownBy(() -> milenage.anonymityKey(new byte[15]))
                .hasMessage("RAND: 15 octets (expected: 16)");
        assertThatThrownBy(() -> milenage.outputs(new byte[17], 0, new byte[2]))
                .hasMessage("RAND: 17 octets (expected: 16)");
        assertThatThrownBy(() -> milenage.outputs(new byte[16], 1L << 48, new byte[2]))
                .hasMessageStartingWith("SQN: 281474976710656");
        assertThat(milenage.outputs(new byte[16], (1L << 48) - 1, new byte[2]).macA()).hasSize(8);
    }

    private static Milenage milenage(JsonNode set) {
        return new Milenage(hex(set, "k"), hex(set, "opc"));
    }

    private static byte[] hex(JsonNode set, String field) {
        return HEX.parseHex(set.get(field).asText());
    }

    private static long sqn(JsonNode set, String field) {
        return HexFormat.fromHexDigitsToLong(set.get(field).asText());
    }
}
