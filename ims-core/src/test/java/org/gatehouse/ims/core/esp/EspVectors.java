package org.gatehouse.ims.core.esp;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;

/** What the ESP vector files have in common. */
final class EspVectors {
    private EspVectors() {}

    static byte[] hex(JsonNode vector, String field) {
        return HexFormat.of().parseHex(vector.get(field).asText());
    }

    /** Whether a row uses algorithms of TS 33.203 Release 7 alone. */
    static boolean isRelease7(JsonNode vector) {
        return IntegrityAlgorithm.ofToken(vector.get("auth").asText()).isPresent()
                && EncryptionAlgorithm.ofToken(vector.get("cipher").asText()).isPresent();
    }

    static EspKeys keys(JsonNode vector) {
        return EspKeys.ofRaw(
                IntegrityAlgorithm.ofToken(vector.get("auth").asText()).orElseThrow(),
                EncryptionAlgorithm.ofToken(vector.get("cipher").asText()).orElseThrow(),
                hex(vector, "auth_key"),
                hex(vector, "cipher_key"));
    }

    static InboundSa inbound(JsonNode vector, Selectors selectors) {
        String field = vector.has("sa_spi") ? "sa_spi" : "spi";
        return new InboundSa(new Spi(vector.get(field).asLong()), keys(vector), selectors);
    }
}
