package org.gatehouse.ims.core.aka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.aka.Isim.Result.Accepted;
import org.gatehouse.ims.core.aka.Isim.Result.MacFailure;
import org.gatehouse.ims.core.aka.Isim.Result.SyncFailure;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SoftIsimTest {
    private static final byte[] AMF = {(byte) 0x80, 0};
    private static final byte[] RAND = new byte[16];

    private final Milenage milenage = new Milenage(new byte[16], new byte[16]);
    private final SoftIsim isim = new SoftIsim(milenage, SqnArray.fresh());

    static List<JsonNode> runs() {
        return VectorFiles.read("aka/aka-usim-run.json");
    }

    @ParameterizedTest
    @MethodSource("runs")
    @Requirement("aka-ue-checks")
    void aCardTakesAChallengeAsTheRunSays(JsonNode run) {
        SqnProfile plain =
                new SqnProfile(run.get("ind_bits").asInt(), run.get("delta").asLong(), null);
        String sqnMs = run.get("usim_sqn_ms").asText();
        long seq = HexFormat.fromHexDigitsToLong(sqnMs);
        SqnArray array =
                SqnArray.restore(
                                plain, List.of("sqn-ms=" + sqnMs, "seq-0=" + Long.toHexString(seq)))
                        .orElseThrow();
        SoftIsim card = new SoftIsim(new Milenage(hex(run, "k"), hex(run, "opc")), array);

        switch (card.authenticate(hex(run, "rand"), hex(run, "autn"))) {
            case Accepted(byte[] res, byte[] ck, byte[] ik) -> {
                assertThat(run.get("expect").asText()).isEqualTo("accept");
                assertThat(res).isEqualTo(hex(run, "res"));
                assertThat(ck).isEqualTo(hex(run, "ck"));
                assertThat(ik).isEqualTo(hex(run, "ik"));
            }
            case SyncFailure(byte[] auts) -> {
                assertThat(run.get("expect").asText()).isEqualTo("sync-failure");
                assertThat(auts).isEqualTo(hex(run, "auts"));
            }
            case MacFailure() -> assertThat(run.get("expect").asText()).isEqualTo("mac-failure");
        }
    }

    @Test
    @Requirement("aka-ue-checks")
    void aWrongMacNeverLeadsToAuts() {
        byte[] replayed = autn(1);
        isim.authenticate(RAND, replayed);
        byte[] oldAndForged = replayed.clone();
        oldAndForged[15] ^= 1;

        assertThat(isim.authenticate(RAND, replayed)).isInstanceOf(SyncFailure.class);
        assertThat(isim.authenticate(RAND, oldAndForged)).isInstanceOf(MacFailure.class);
    }

    @Test
    @Requirement("aka-ue-checks")
    void aForgedChallengeLeavesTheSequenceNumbersAlone() {
        byte[] forged = autn(5);
        forged[15] ^= 1;
        List<String> before = isim.sqnArray().snapshot();

        isim.authenticate(RAND, forged);

        assertThat(isim.sqnArray().snapshot()).isEqualTo(before);
    }

    @Test
    @Requirement({"sync-ue-auts", "sync-hss-check"})
    void theAucReadsTheHighestAcceptedNumberFromAuts() {
        isim.authenticate(RAND, autn(9));

        Isim.Result result = isim.authenticate(RAND, autn(9));

        assertThat(result)
                .isInstanceOfSatisfying(
                        SyncFailure.class,
                        failure ->
                                assertThat(Auts.verify(milenage, RAND, failure.auts()))
                                        .hasValue(SqnGenerator.after(9).current()));
    }

    private byte[] autn(long seq) {
        return AuthVectors.generate(milenage, RAND, SqnGenerator.after(seq).current(), AMF).autn();
    }

    private static byte[] hex(JsonNode run, String field) {
        return HexFormat.of().parseHex(run.get(field).asText());
    }
}
