package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TuakTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int SHAKE256_RATE = 136;

    static List<JsonNode> permutations() {
        return VectorFiles.read("aka/keccak-f1600.json");
    }

    static List<JsonNode> published() {
        return VectorFiles.read("aka/tuak.json");
    }

    static List<JsonNode> generated() {
        return VectorFiles.read("aka/tuak-generated.json");
    }

    @ParameterizedTest
    @MethodSource("permutations")
    void thePermutationIsThePublishedOne(JsonNode vector) {
        byte[] state = hex(vector, "input");
        Keccak.permute(state);
        assertThat(state).isEqualTo(hex(vector, "output"));
    }

    @Test
    void thePermutationIsThatInsideShake256() {
        long seed = 20261101;
        Random random = new Random(seed);
        for (int length = 0; length < SHAKE256_RATE; length++) {
            byte[] input = new byte[length];
            random.nextBytes(input);
            byte[] expected = new byte[SHAKE256_RATE];
            SHAKEDigest shake = new SHAKEDigest(256);
            shake.update(input, 0, length);
            shake.doFinal(expected, 0, SHAKE256_RATE);

            byte[] state = new byte[Keccak.STATE];
            System.arraycopy(input, 0, state, 0, length);
            state[length] = 0x1F;
            state[SHAKE256_RATE - 1] ^= (byte) 0x80;
            Keccak.permute(state);

            assertThat(state).as("seed %d, length %d", seed, length).startsWith(expected);
        }
    }

    @Test
    void aStateOfAnotherSizeIsRefused() {
        assertThatThrownBy(() -> Keccak.permute(new byte[199]))
                .hasMessage("Keccak state: 199 octets (expected: 200)");
    }

    @ParameterizedTest
    @MethodSource({"published", "generated"})
    void allFunctionsGiveWhatTheTestSetPrints(JsonNode set) {
        AkaOutputs outputs = tuak(set).outputs(hex(set, "rand"), sqn(set, "sqn"), hex(set, "amf"));

        assertThat(outputs.macA()).isEqualTo(hex(set, "f1"));
        assertThat(outputs.macS()).isEqualTo(hex(set, "f1star"));
        assertThat(outputs.res()).isEqualTo(hex(set, "f2"));
        assertThat(outputs.ck()).isEqualTo(hex(set, "f3"));
        assertThat(outputs.ik()).isEqualTo(hex(set, "f4"));
        assertThat(outputs.ak()).isEqualTo(sqn(set, "f5"));
        assertThat(outputs.akStar()).isEqualTo(sqn(set, "f5star"));
        if (set.has("autn")) {
            byte[] autn =
                    Autn.of(sqn(set, "sqn") ^ outputs.ak(), hex(set, "amf"), outputs.macA())
                            .octets();
            assertThat(autn).isEqualTo(hex(set, "autn"));
        }
        if (set.has("auts")) {
            assertThat(Auts.make(tuak(set), hex(set, "rand"), sqn(set, "sqn")))
                    .isEqualTo(hex(set, "auts"));
        }
    }

    @ParameterizedTest
    @MethodSource({"published", "generated"})
    void theAnonymityKeysAloneAreTheSame(JsonNode set) {
        Tuak tuak = tuak(set);

        assertThat(tuak.anonymityKey(hex(set, "rand"))).isEqualTo(sqn(set, "f5"));
        assertThat(tuak.resynchronisationKey(hex(set, "rand"))).isEqualTo(sqn(set, "f5star"));
    }

    @ParameterizedTest
    @MethodSource({"published", "generated"})
    void topcComesFromTopAndKey(JsonNode set) {
        byte[] topc =
                Tuak.topc(hex(set, "k"), hex(set, "top"), set.get("keccak_iterations").asInt());
        assertThat(topc).isEqualTo(hex(set, "topc"));
    }

    @Test
    void aCardWithTuakRegistersAndSynchronisesLikeAnyOther() {
        Tuak tuak = new Tuak(new byte[32], new byte[32], Tuak.Sizes.IMS);
        SoftIsim card = new SoftIsim(tuak, SqnArray.fresh());
        byte[] rand = new byte[16];
        long sqn = SqnGenerator.after(3).current();
        AuthenticationVector vector = AuthVectors.generate(tuak, rand, sqn, new byte[2]);

        assertThat(card.authenticate(rand, vector.autn()))
                .isInstanceOfSatisfying(
                        Isim.Result.Accepted.class,
                        accepted -> {
                            assertThat(accepted.res()).isEqualTo(vector.xres()).hasSize(8);
                            assertThat(accepted.ck()).isEqualTo(vector.ck());
                            assertThat(accepted.ik()).isEqualTo(vector.ik());
                        });
        assertThat(card.authenticate(rand, vector.autn()))
                .isInstanceOfSatisfying(
                        Isim.Result.SyncFailure.class,
                        failure ->
                                assertThat(Auts.verify(tuak, rand, failure.auts())).hasValue(sqn));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17, 31, 33})
    void aKeyOfAnotherSizeIsRefused(int length) {
        assertThatThrownBy(() -> new Tuak(new byte[length], new byte[32], Tuak.Sizes.IMS))
                .hasMessage("K: " + length + " octets (expected: 16 or 32)");
        assertThatThrownBy(() -> Tuak.topc(new byte[length], new byte[32], 1))
                .hasMessage("K: " + length + " octets (expected: 16 or 32)");
    }

    @Test
    void inputsOfTheWrongSizeAreRefused() {
        Tuak tuak = new Tuak(new byte[16], new byte[32], Tuak.Sizes.IMS);
        byte[] rand = new byte[16];

        assertThatThrownBy(() -> new Tuak(new byte[16], new byte[16], Tuak.Sizes.IMS))
                .hasMessage("TOPc: 16 octets (expected: 32)");
        assertThatThrownBy(() -> Tuak.topc(new byte[16], new byte[31], 1))
                .hasMessage("TOP: 31 octets (expected: 32)");
        assertThatThrownBy(() -> tuak.outputs(new byte[15], 0, new byte[2]))
                .hasMessage("RAND: 15 octets (expected: 16)");
        assertThatThrownBy(() -> tuak.anonymityKey(new byte[15]))
                .hasMessage("RAND: 15 octets (expected: 16)");
        assertThatThrownBy(() -> tuak.resynchronisationKey(new byte[15]))
                .hasMessage("RAND: 15 octets (expected: 16)");
        assertThatThrownBy(() -> tuak.outputs(rand, 0, new byte[3]))
                .hasMessage("AMF: 3 octets (expected: 2)");
        assertThatThrownBy(() -> tuak.outputs(rand, -1, new byte[2]))
                .hasMessageStartingWith("SQN: -1");
    }

    @Test
    void sizesThatTuakDoesNotHaveAreRefused() {
        assertThatThrownBy(() -> new Tuak.Sizes(32, 64, 128, 128, 1))
                .hasMessage("MAC: 32 bits (expected: [64, 128, 256])");
        assertThatThrownBy(() -> new Tuak.Sizes(64, 16, 128, 128, 1))
                .hasMessage("RES: 16 bits (expected: [32, 64, 128, 256])");
        assertThatThrownBy(() -> new Tuak.Sizes(64, 64, 64, 128, 1))
                .hasMessage("CK: 64 bits (expected: [128, 256])");
        assertThatThrownBy(() -> new Tuak.Sizes(64, 64, 128, 512, 1))
                .hasMessage("IK: 512 bits (expected: [128, 256])");
        assertThatThrownBy(() -> new Tuak.Sizes(64, 64, 128, 128, 0))
                .hasMessage("Keccak iterations: 0 (expected: 1 to 255)");
        assertThatThrownBy(() -> new Tuak.Sizes(64, 64, 128, 128, 256))
                .hasMessage("Keccak iterations: 256 (expected: 1 to 255)");
        assertThat(new Tuak.Sizes(64, 64, 128, 128, 255).iterations()).isEqualTo(255);
    }

    @Test
    void aMacTooLongForAutnMakesNoVector() {
        Tuak tuak = new Tuak(new byte[16], new byte[32], new Tuak.Sizes(128, 64, 128, 128, 1));
        assertThatThrownBy(() -> AuthVectors.generate(tuak, new byte[16], 1, new byte[2]))
                .hasMessage("MAC: 16 octets (expected: 8)");
    }

    @Test
    void nothingPrintsAKeyAndNobodyCanChangeIt() {
        byte[] k = new byte[16];
        byte[] topc = new byte[32];
        Tuak tuak = new Tuak(k, topc, Tuak.Sizes.IMS);
        long before = tuak.anonymityKey(new byte[16]);
        k[0] = 1;
        topc[0] = 1;

        assertThat(tuak.anonymityKey(new byte[16])).isEqualTo(before);
        assertThat(tuak).hasToString("Tuak[masked]");
    }

    private static Tuak tuak(JsonNode set) {
        Tuak.Sizes sizes =
                new Tuak.Sizes(
                        set.get("mac_bits").asInt(),
                        set.get("res_bits").asInt(),
                        set.get("ck_bits").asInt(),
                        set.get("ik_bits").asInt(),
                        set.get("keccak_iterations").asInt());
        return new Tuak(hex(set, "k"), hex(set, "topc"), sizes);
    }

    private static byte[] hex(JsonNode set, String field) {
        return HEX.parseHex(set.get(field).asText());
    }

    private static long sqn(JsonNode set, String field) {
        return HexFormat.fromHexDigitsToLong(set.get(field).asText());
    }
}
