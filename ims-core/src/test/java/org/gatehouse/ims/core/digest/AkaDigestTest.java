package org.gatehouse.ims.core.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Requirement("aka-response-check")
class AkaDigestTest {
    /** The rows of the algorithm that is asked for: not AKAv2, not -sess. */
    static List<JsonNode> answers() {
        return VectorFiles.read("digest/aka-digest.json").stream()
                .filter(row -> row.get("algorithm").asText().equals(AkaDigest.ALGORITHM))
                .toList();
    }

    static List<JsonNode> rightAnswers() {
        return answers().stream().filter(row -> !row.has("auts")).toList();
    }

    static List<JsonNode> awkwardBytes() {
        return VectorFiles.read("digest/aka-digest-res-bytes.json");
    }

    static List<JsonNode> thirdParty() {
        return VectorFiles.read("digest/aka-third-party.json").stream()
                .filter(row -> row.has("response"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerIsMadeFromResOrFromNothingWithAuts(JsonNode row) {
        byte[] password = hex(row, "password_hex");

        assertThat(AkaDigest.response(password, inputs(row), body(row)))
                .isEqualTo(text(row, "response"));
        if (!row.get("rspauth").isNull()) {
            assertThat(AkaDigest.responseAuth(password, inputs(row), body(row)))
                    .isEqualTo(text(row, "rspauth"));
        }
    }

    @ParameterizedTest
    @MethodSource("rightAnswers")
    void aRightAnswerIsVerified(JsonNode row) throws DigestSyntaxException {
        DigestCredentials credentials = DigestCredentials.parse(text(row, "authorization_header"));

        assertThat(AkaDigest.verify(credentials, text(row, "method"), body(row), hex(row, "res")))
                .hasValueSatisfying(proof -> {
                    assertThat(proof.impi()).isEqualTo(text(row, "username"));
                    assertThat(proof.nonce()).isEqualTo(text(row, "nonce"));
                });
    }

    @ParameterizedTest
    @MethodSource("rightAnswers")
    void anAnswerIsWrongOnceAnythingInItIsChanged(JsonNode row) throws DigestSyntaxException {
        DigestCredentials right = DigestCredentials.parse(text(row, "authorization_header"));
        String method = text(row, "method");
        byte[] res = hex(row, "res");
        byte[] otherRes = res.clone();
        otherRes[res.length - 1] ^= 1;

        assertThat(AkaDigest.verify(right, "INVITE", body(row), res)).isEmpty();
        assertThat(AkaDigest.verify(right, method, body(row), otherRes)).isEmpty();
        for (String name : List.of("username", "realm", "nonce", "uri", "response")) {
            assertThat(AkaDigest.verify(right.with(name, "other"), method, body(row), res))
                    .isEmpty();
        }
        if (right.qop() != null) {
            assertThat(AkaDigest.verify(right.without("qop"), method, body(row), res)).isEmpty();
            assertThat(AkaDigest.verify(right.without("nc"), method, body(row), res)).isEmpty();
            assertThat(AkaDigest.verify(right.with("cnonce", "x"), method, body(row), res))
                    .isEmpty();
            assertThat(AkaDigest.verify(right.with("qop", "auth-conf"), method, body(row), res))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("rightAnswers")
    @Requirement("aka-only")
    void anAnswerOfAnotherAlgorithmIsNotVerified(JsonNode row) throws DigestSyntaxException {
        DigestCredentials right = DigestCredentials.parse(text(row, "authorization_header"));
        for (String other : List.of("MD5", "AKAv2-MD5", "AKAv1-MD5-sess")) {
            DigestCredentials changed = right.with("algorithm", other);
            assertThat(AkaDigest.verify(changed, "REGISTER", body(row), hex(row, "res"))).isEmpty();
        }
    }

    /** As the credentials in RFC 3310 clause 4, and those of phones. */
    @ParameterizedTest
    @MethodSource("rightAnswers")
    @Requirement("aka-response-check")
    void anAnswerThatNamesNoAlgorithmIsOfTheOneAskedFor(JsonNode row) throws DigestSyntaxException {
        DigestCredentials silent =
                DigestCredentials.parse(text(row, "authorization_header")).without("algorithm");
        String method = text(row, "method");
        byte[] otherRes = hex(row, "res");
        otherRes[0] ^= 1;

        assertThat(AkaDigest.verify(silent, method, body(row), hex(row, "res"))).isPresent();
        assertThat(AkaDigest.verify(silent, method, body(row), otherRes)).isEmpty();
    }

    @Test
    @Requirement("fail-report-unprotected")
    void anAnswerWithAutsProvesNothing() throws DigestSyntaxException {
        for (JsonNode row : answers()) {
            if (row.has("auts")) {
                DigestCredentials credentials =
                        DigestCredentials.parse(text(row, "authorization_header"));

                assertThat(AkaDigest.verify(credentials, "REGISTER", body(row), new byte[0]))
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("awkwardBytes")
    void resIsOctetsAndNotText(JsonNode row) {
        assertThat(AkaDigest.response(hex(row, "res"), inputs(row), new byte[0]))
                .isEqualTo(text(row, "response"));
    }

    @ParameterizedTest
    @MethodSource("thirdParty")
    void answersOthersMadeAreTheSame(JsonNode row) {
        byte[] password =
                row.has("res") ? hex(row, "res") : text(row, "password_text").getBytes(UTF_8);

        assertThat(AkaDigest.response(password, inputs(row), new byte[0]))
                .isEqualTo(text(row, "response"));
    }

    @Test
    @Requirement({"aka-av-33102", "sync-hss-check"})
    void theRunOfLibosmocoreIsTheSame() {
        JsonNode row =
                VectorFiles.read("digest/aka-third-party.json").stream()
                        .filter(r -> text(r, "id").equals("libosmocore-milenage-test"))
                        .findFirst()
                        .orElseThrow();
        Milenage milenage = new Milenage(hex(row, "k"), hex(row, "opc"));
        long sqn = HexFormat.fromHexDigitsToLong(text(row, "sqn"));
        AuthenticationVector vector =
                AuthVectors.generate(milenage, hex(row, "rand"), sqn, hex(row, "amf"));

        assertThat(vector.autn()).isEqualTo(hex(row, "autn"));
        assertThat(vector.xres()).isEqualTo(hex(row, "res"));
        assertThat(AkaNonce.encode(vector.rand(), vector.autn())).isEqualTo(text(row, "nonce"));
        assertThat(Auts.verify(milenage, vector.rand(), hex(row, "auts")))
                .hasValue(HexFormat.fromHexDigitsToLong(text(row, "auts_sqn_ms")));
        assertThat(Milenage.opc(hex(row, "k"), new byte[16]))
                .isEqualTo(hex(row, "opc_for_op_zero"));
    }

    @Test
    void hexDigitsOfAnAnswerMayBeUpperCase() throws DigestSyntaxException {
        JsonNode row = rightAnswers().getFirst();
        DigestCredentials credentials =
                DigestCredentials.parse(text(row, "authorization_header"))
                        .with("response", text(row, "response").toUpperCase(Locale.ROOT));

        assertThat(AkaDigest.verify(credentials, "REGISTER", body(row), hex(row, "res")))
                .isPresent();
    }

    private static DigestInputs inputs(JsonNode row) {
        return new DigestInputs(
                text(row, "username"),
                text(row, "realm"),
                text(row, "nonce"),
                text(row, "uri"),
                row.has("method") ? text(row, "method") : "REGISTER",
                optional(row, "qop"),
                optional(row, "nc"),
                optional(row, "cnonce"));
    }

    private static byte[] body(JsonNode row) {
        return hex(row, "body_hex");
    }

    private static String text(JsonNode row, String field) {
        return row.get(field).asText();
    }

    private static @Nullable String optional(JsonNode row, String field) {
        return row.get(field).isNull() ? null : row.get(field).asText();
    }

    private static byte[] hex(JsonNode row, String field) {
        return HexFormat.of().parseHex(text(row, field));
    }
}
