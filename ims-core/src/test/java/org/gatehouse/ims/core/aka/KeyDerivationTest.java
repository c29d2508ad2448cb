package org.gatehouse.ims.core.aka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class KeyDerivationTest {
    private static final HexFormat HEX = HexFormat.of();

    static List<JsonNode> runs() {
        return VectorFiles.read("aka/kdf-33220.json");
    }

    @ParameterizedTest
    @MethodSource("runs")
    void aPublishedRunComesOutTheSame(JsonNode run) {
        byte[] key = HEX.parseHex(run.get("ck").asText() + run.get("ik").asText());
        byte[] network = run.get("network").asText().getBytes(US_ASCII);
        byte[] sqnXorAk = Arrays.copyOf(HEX.parseHex(run.get("autn").asText()), 6);

        byte[] derived =
                KeyDerivation.derive(
                        key,
                        HexFormat.fromHexDigits(run.get("kdf_fc").asText()),
                        network,
                        sqnXorAk);

        assertThat(HEX.formatHex(derived))
                .isEqualTo(run.get("ck_prime").asText() + run.get("ik_prime").asText());
    }

    @Test
    void aLengthIsWrittenInTwoOctets() {
        byte[] key = new byte[32];
        byte[] long256 = new byte[256];

        assertThat(KeyDerivation.derive(key, 1, long256))
                .isNotEqualTo(KeyDerivation.derive(key, 1, new byte[0], new byte[254]))
                .hasSize(32);
        assertThat(KeyDerivation.derive(key, 1, new byte[65_535])).hasSize(32);
        assertThatThrownBy(() -> KeyDerivation.derive(key, 1, new byte[65_536]))
                .hasMessage("KDF parameter: 65536 octets (expected: up to 65535)");
    }
}
