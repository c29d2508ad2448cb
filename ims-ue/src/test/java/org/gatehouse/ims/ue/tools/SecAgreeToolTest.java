package org.gatehouse.ims.ue.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.ue.tools.AkaToolsTest.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecAgreeToolTest {
    private static final String OFFER =
            "ipsec-3gpp;alg=hmac-sha-1-96;ealg=aes-cbc;spi-c=4294967295;spi-s=5001;port-c=31000;port-s=31001";

    private static final String CHOSEN =
            "chosen=ipsec-3gpp;alg=hmac-sha-1-96;prot=esp;mod=trans;ealg=aes-cbc;"
                    + "spi-c=4294967295;spi-s=0000005001;port-c=31000;port-s=31001\n";

    @TempDir private Path folder;

    static List<JsonNode> choices() {
        return VectorFiles.read("sec-agree/sec-agree-choice.json");
    }

    @ParameterizedTest
    @MethodSource("choices")
    void theFirstOfTheOwnListIsChosenOrNone(JsonNode row) throws Exception {
        List<String> order = new ArrayList<>();
        row.get("pcscf_policy_in_order").forEach(pair -> order.add(pair.asText()));
        String client = text(row, "security_client");
        Called called = choose(client, String.join(",", order));

        assertThat(called.exit()).isZero();
        JsonNode expected = row.get("expect").path("chosen");
        if (!expected.isTextual()) {
            assertThat(called.out()).startsWith("none=").hasLineCount(1);
            return;
        }
        String[] pair = expected.asText().split("/", -1);
        assertThat(called.out())
                .isEqualTo(
                        "chosen=ipsec-3gpp;alg="
                                + pair[0]
                                + ";prot=esp;mod=trans;ealg="
                                + pair[1]
                                + ";spi-c=0000005000;spi-s=0000005001"
                                + ";port-c=31000;port-s=31001\n");
        JsonNode answer =
                Called.batchOfOne(
                        "secagree choose",
                        Map.of("client", client, "prefer", String.join(",", order)));
        assertThat("chosen=" + answer.get("chosen").asText() + "\n").isEqualTo(called.out());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Security-Client: %s",
                "security-client:%s\r\n",
                "SECURITY-CLIENT  :\t%s\n\n",
                "%s\n",
                "tls\nSecurity-Client: %s",
                "Security-Client: tls,\n %s\n",
                "Security-Client: digest\r\nSecurity-Client: tls,%s\r\n",
            })
    void theFieldsMayBeNamedFoldedAndSeveral(String form) throws Exception {
        assertThat(choose(form.replace("%s", OFFER), "hmac-sha-1-96/aes-cbc").out())
                .isEqualTo(CHOSEN);
    }

    @Test
    void aFoldedParameterBelongsToItsMechanism() throws Exception {
        String folded = OFFER.replace(";", ";\r\n\t");
        assertThat(choose("Security-Client: " + folded, "hmac-sha-1-96/aes-cbc").out())
                .isEqualTo(CHOSEN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "ipsec-3gpp;alg", ";;;", "\u0000", "tls, ,", "\u00e9"})
    void whatIsNoSecurityClientGivesNoChoice(String client) throws Exception {
        Called called = choose(client, "hmac-sha-1-96/aes-cbc");
        assertThat(called.out()).startsWith("none=").hasLineCount(1);
        assertThat(called.exit()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sha", "hmac-sha-1-96", "hmac-sha-1-96/aes-cbc,", "a/b/c"})
    void anOrderOfUnknownAlgorithmsIsAUsageError(String prefer) throws Exception {
        Called called = choose(OFFER, prefer);
        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.err()).contains("--prefer").contains("expected");
    }

    @Test
    void anotherHeaderFieldIsAMistake() throws Exception {
        Called called = choose("Via: SIP/2.0/UDP a\n" + OFFER, "hmac-sha-1-96/aes-cbc");
        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.err()).contains("line 1").contains("Via");
    }

    private Called choose(String client, String prefer) throws Exception {
        Path file = Files.writeString(folder.resolve("client"), client);
        return Called.with("secagree choose", Map.of("client", file.toString(), "prefer", prefer));
    }
}
