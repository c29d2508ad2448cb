package org.gatehouse.ims.core.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Auts;
import org.gatehouse.ims.core.aka.IndRange;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SqnGenerator;
import org.gatehouse.ims.core.aka.SqnProfile;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Requirement("aka-response-check")
class AkaDigestTest {
    /** AKAv1 and AKAv2, with several hashes, one of them for a session. */
    static List<JsonNode> answers() {
        return VectorFiles.read("digest/aka-digest.json");
    }

    /** The rows of the algorithm that IMS asks for: not AKAv2, not -sess. */
    static List<JsonNode> rightAnswers() {
        return answers().stream()
                .filter(row -> text(row, "algorithm").equals(AkaDigest.ALGORITHM))
                .filter(row -> !row.has("auts"))
                .toList();
    }

    static List<JsonNode> rightAnswersOfOtherAlgorithms() {
        return answers().stream()
                .filter(row -> !text(row, "algorithm").equals(AkaDigest.ALGORITHM))
                .toList();
    }

    static List<JsonNode> secondVersion() {
        return Stream.concat(
                        answers().stream().filter(row -> row.has("password_text")),
                        VectorFiles.read("digest/aka-third-party.json").stream()
                                .filter(row -> row.path("kind").asText().startsWith("akav2")))
                .toList();
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
    void anAnswerIsMadeFromThePasswordOrFromNothingWithAuts(JsonNode row) {
        AkaDigestAlgorithm algorithm = algorithm(row);
        byte[] password =
                row.has("auts")
                        ? new byte[0]
                        : algorithm.password(hex(row, "res"), hex(row, "ik"), hex(row, "ck"));

        assertThat(password).isEqualTo(hex(row, "password_hex"));
        assertThat(AkaDigest.response(algorithm, password, inputs(row), body(row)))
                .isEqualTo(text(row, "response"));
        assertThat(
                        HttpDigest.ha1(
                                algorithm.hash(),
                                text(row, "username"),
                                text(row, "realm"),
                                password))
                .satisfies(ha1 -> {
                    if (!algorithm.hash().isSession()) {
                        assertThat(ha1).isEqualTo(text(row, "ha1"));
                    }
                });
        if (!row.get("rspauth").isNull()) {
            assertThat(AkaDigest.responseAuth(algorithm, password, inputs(row), body(row)))
                    .isEqualTo(text(row, "rspauth"));
        }
    }

    @ParameterizedTest
    @MethodSource("rightAnswersOfOtherAlgorithms")
    void aRightAnswerOfAnotherAlgorithmIsVerifiedWhereThatIsAskedForAndNowhereElse(JsonNode row)
            throws DigestSyntaxException {
        AkaDigestAlgorithm algorithm = algorithm(row);
        byte[] password = algorithm.password(hex(row, "res"), hex(row, "ik"), hex(row, "ck"));
        DigestCredentials credentials = DigestCredentials.parse(text(row, "authorization_header"));
        String method = text(row, "method");
        byte[] otherPassword = password.clone();
        otherPassword[0] ^= 1;

        assertThat(AkaDigest.verify(algorithm, credentials, method, body(row), password))
                .isPresent();
        assertThat(AkaDigest.verify(algorithm, credentials, method, body(row), otherPassword))
                .isEmpty();
        assertThat(AkaDigest.verify(credentials, method, body(row), password)).isEmpty();
        assertThat(AkaDigest.isOf(credentials)).isFalse();
    }

    /** RES, IK, CK in this order; the keys of AKAv2 are others than those of AKAv1. */
    @ParameterizedTest
    @MethodSource("secondVersion")
    void passwordAndKeysOfTheSecondVersionAreDerived(JsonNode row) {
        DigestAlgorithm hash = row.has("algorithm") ? algorithm(row).hash() : DigestAlgorithm.MD5;
        if (row.has("password_text")) {
            assertThat(AkaV2.password(hash, hex(row, "res"), hex(row, "ik"), hex(row, "ck")))
                    .asString(UTF_8)
                    .isEqualTo(text(row, "password_text"));
        }
        if (row.has("ik_prime")) {
            assertThat(AkaV2.integrityKey(hash, hex(row, "ik"))).isEqualTo(hex(row, "ik_prime"));
        }
        if (row.has("ck_prime")) {
            assertThat(AkaV2.cipherKey(hash, hex(row, "ck"))).isEqualTo(hex(row, "ck_prime"));
        }
    }

    @Test
    void anAlgorithmIsKnownByItsNameInAnyCase() {
        assertThat(AkaDigestAlgorithm.ofToken("AKAv1-MD5")).hasValue(AkaDigestAlgorithm.AKAV1_MD5);
        assertThat(AkaDigestAlgorithm.ofToken("akaV2-md5")).hasValue(AkaDigestAlgorithm.AKAV2_MD5);
        for (DigestAlgorithm hash : DigestAlgorithm.values()) {
            AkaDigestAlgorithm algorithm = new AkaDigestAlgorithm(2, hash);
            assertThat(AkaDigestAlgorithm.ofToken(algorithm.token())).hasValue(algorithm);
        }
        assertThat(AkaDigestAlgorithm.AKAV1_MD5.token()).isEqualTo("AKAv1-MD5");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MD5", "AKAv1", "AKAv1-", "AKAv1MD5", "AKAv3-MD5", "AKAv1-MD4"})
    void anAlgorithmThatIsNotAkaOrNotKnownHasNone(String token) {
        assertThat(AkaDigestAlgorithm.ofToken(token)).isEmpty();
    }

    @Test
    void thereAreTwoVersions() {
        assertThatThrownBy(() -> new AkaDigestAlgorithm(0, DigestAlgorithm.MD5))
                .hasMessage("AKA version: 0 (expected: 1 or 2)");
        assertThatThrownBy(() -> new AkaDigestAlgorithm(3, DigestAlgorithm.MD5))
                .hasMessage("AKA version: 3 (expected: 1 or 2)");
    }

    /** Phones of two makers, and a tester, whose answers others recomputed. */
    @Test
    void answersOfThePhonesCorpusAreTheSame() {
        DigestInputs first =
                new DigestInputs(
                        "user@msg.pc.t-mobile.com",
                        "msg.pc.t-mobile.com",
                        "dGVzdG5vbmNlMTIzNA==",
                        "sip:msg.pc.t-mobile.com",
                        "REGISTER",
                        "auth",
                        "00000001",
                        "cnonce01");
        byte[] res = HexFormat.of().parseHex("00112233445566778899aabbccddeeff");
        byte[] ik = HexFormat.of().parseHex("f0e1d2c3b4a5968778695a4b3c2d1e0f");
        byte[] ck = HexFormat.of().parseHex("0f0e0d0c0b0a09080706050403020100");
        DigestInputs second =
                new DigestInputs(
                        "user@ims.example.net",
                        "ims.example.net",
                        first.nonce(),
                        "sip:ims.example.net",
                        "REGISTER",
                        "auth",
                        "00000001",
                        "cnonce01");
        AkaDigestAlgorithm akav2 = AkaDigestAlgorithm.AKAV2_MD5;

        assertThat(AkaDigest.response(res, first, new byte[0]))
                .isEqualTo("803db8645c1631ba35e82bc29c8a26c3");
        // base64 of the PRF, as RFC 4169 has it, and not its octets as one UE does
        assertThat(AkaDigest.response(akav2, akav2.password(res, ik, ck), second, new byte[0]))
                .isEqualTo("503bb1ff408cf5eb1348f29d70b320cc");
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

    static List<JsonNode> milenageRuns() {
        return VectorFiles.read("digest/aka-third-party.json").stream()
                .filter(row -> row.path("aka_algorithm").asText().equals("Milenage"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("milenageRuns")
    @Requirement({"aka-av-33102", "sync-hss-check"})
    void theRunOfLibosmocoreIsTheSame(JsonNode row) {
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
        JsonNode after = row.get("sqn_after_auts");
        SqnProfile profile = new SqnProfile(5, 1L << 28, null);
        long sqnMs = HexFormat.fromHexDigitsToLong(text(row, "auts_sqn_ms"));
        SqnGenerator next = new SqnGenerator(profile, IndRange.only(10), profile.seq(sqnMs)).next();
        assertThat(next.current()).isEqualTo(after.get("ind_bits_5_ind_10").asLong());
        assertThat(next.next().current()).isEqualTo(after.get("next").asLong());
        assertThat(next.next().next().current()).isEqualTo(after.get("next2").asLong());
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

    private static AkaDigestAlgorithm algorithm(JsonNode row) {
        return AkaDigestAlgorithm.ofToken(text(row, "algorithm")).orElseThrow();
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
