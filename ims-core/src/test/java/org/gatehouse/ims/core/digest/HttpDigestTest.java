package org.gatehouse.ims.core.digest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpDigestTest {
    private static final byte[] NO_BODY = new byte[0];
    private static final byte[] BODY = "BODY".getBytes(UTF_8);

    static List<JsonNode> examples() {
        return VectorFiles.read("digest/digest.json");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void answersOfTheExamplesComeOutTheSame(JsonNode row) {
        DigestAlgorithm algorithm = algorithm(row);
        // the printed answer of one is made with the wrong hash, and its row says so
        String right = row.has("computed") ? text(row, "computed") : text(row, "response");

        assertThat(HttpDigest.response(algorithm, ha1(row), inputs(row), body(row)))
                .isEqualTo(right);
        if (row.has("rspauth_computed")) {
            assertThat(HttpDigest.responseAuth(algorithm, ha1(row), inputs(row), body(row)))
                    .isEqualTo(text(row, "rspauth_computed"));
        }
        if (row.has("rspauth")) {
            assertThat(text(row, "rspauth")).isEqualTo(text(row, "rspauth_computed"));
        }
        if (row.has("userhash_computed")) {
            assertThat(HttpDigest.userhash(algorithm, text(row, "username"), text(row, "realm")))
                    .isEqualTo(text(row, "userhash_computed"));
        }
        if (!row.get("password").isNull() && !algorithm.isSession()) {
            assertThat(ha1(row)).isEqualTo(text(row, "ha1"));
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anAnswerChangesWithEachOfItsParts(JsonNode row) {
        DigestAlgorithm algorithm = algorithm(row);
        DigestInputs in = inputs(row);
        String right = HttpDigest.response(algorithm, ha1(row), in, body(row));

        assertThat(
                        List.of(
                                HttpDigest.response(algorithm, "0" + ha1(row), in, body(row)),
                                HttpDigest.response(
                                        algorithm, ha1(row), nonce(in, "other"), body(row)),
                                HttpDigest.responseAuth(algorithm, ha1(row), in, body(row))))
                .doesNotContain(right)
                .doesNotHaveDuplicates();
        assertThat(HttpDigest.response(algorithm, ha1(row), in, BODY).equals(right))
                .isEqualTo(!"auth-int".equals(in.qop()));
    }

    /** RFC 7616 clause 3.9.2 prints SHA-512 cut to 256 bits, which FIPS 180-4 does not define. */
    @Test
    void thePrintedAnswerOfRfc7616WithSha512Slash256IsSha512Cut() throws Exception {
        JsonNode row = examples().stream().filter(r -> r.has("computed")).findFirst().orElseThrow();
        String a1 =
                String.join(":", text(row, "username"), text(row, "realm"), text(row, "password"));
        String cut =
                String.join(
                        ":",
                        cutSha512(a1),
                        text(row, "nonce"),
                        text(row, "nc"),
                        text(row, "cnonce"),
                        text(row, "qop"),
                        cutSha512(text(row, "method") + ':' + text(row, "uri")));

        assertThat(cutSha512(cut)).isEqualTo(text(row, "response"));
        assertThat(cutSha512(text(row, "username") + ':' + text(row, "realm")))
                .isEqualTo(text(row, "userhash_printed"));
    }

    /** The unit test of another server has the two parts that its example does not use. */
    @Test
    void aSessionAndABodyGoInAsInTheUnitTestOfAnotherServer() {
        JsonNode row =
                examples().stream()
                        .filter(r -> r.has("ha1_sess_for_nonce_cnonce"))
                        .findFirst()
                        .orElseThrow();
        DigestInputs in =
                new DigestInputs(
                        text(row, "username"),
                        text(row, "realm"),
                        "nonce",
                        text(row, "uri"),
                        text(row, "method"),
                        "auth-int",
                        "1",
                        "cnonce");
        String expected =
                sha256(
                        text(row, "ha1_sess_for_nonce_cnonce")
                                + ":nonce:1:cnonce:auth-int:"
                                + text(row, "ha2_auth_int_body_BODY"));

        assertThat(HttpDigest.response(DigestAlgorithm.SHA_256_SESS, ha1(row), in, BODY))
                .isEqualTo(expected);
    }

    @Test
    void anAlgorithmIsKnownByItsNameInAnyCase() {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            assertThat(DigestAlgorithm.ofToken(algorithm.token())).hasValue(algorithm);
            assertThat(algorithm.isSession()).isEqualTo(algorithm.name().endsWith("_SESS"));
        }
        assertThat(DigestAlgorithm.ofToken("sha-256-SESS")).hasValue(DigestAlgorithm.SHA_256_SESS);
        assertThat(DigestAlgorithm.ofToken("SHA-1")).isEmpty();
        assertThat(DigestAlgorithm.ofToken("")).isEmpty();
    }

    @Test
    void eachHashHasItsHmac() {
        assertThat(DigestAlgorithm.MD5_SESS.hmacName()).isEqualTo("HmacMD5");
        assertThat(DigestAlgorithm.SHA_256.hmacName()).isEqualTo("HmacSHA256");
        assertThat(AkaV2.integrityKey(DigestAlgorithm.SHA_512_256, new byte[16])).hasSize(32);
    }

    @Test
    void anAnswerMatchesInAnyCaseOfItsDigitsAndNotCut() {
        assertThat(HttpDigest.matches("00ff", "00FF")).isTrue();
        assertThat(HttpDigest.matches("00ff", "00f")).isFalse();
        assertThat(HttpDigest.matches("00ff", "00fe")).isFalse();
        assertThat(HttpDigest.matches("00ff", "")).isFalse();
        assertThat(HttpDigest.matches("00ff", "00ff ")).isFalse();
    }

    @Test
    void qopNeedsNcAndCnonceAndASessionNeedsCnonce() {
        DigestAlgorithm md5 = DigestAlgorithm.MD5;
        DigestAlgorithm session = DigestAlgorithm.MD5_SESS;

        assertThat(HttpDigest.isComplete(md5, with(null, null, null))).isTrue();
        assertThat(HttpDigest.isComplete(session, with(null, null, null))).isFalse();
        assertThat(HttpDigest.isComplete(session, with(null, null, "c"))).isTrue();
        assertThat(HttpDigest.isComplete(md5, with("auth", "1", "c"))).isTrue();
        assertThat(HttpDigest.isComplete(md5, with("AUTH-INT", "1", "c"))).isTrue();
        assertThat(HttpDigest.isComplete(md5, with("auth", null, "c"))).isFalse();
        assertThat(HttpDigest.isComplete(md5, with("auth", "1", null))).isFalse();
        assertThat(HttpDigest.isComplete(md5, with("auth,auth-int", "1", "c"))).isFalse();
        assertThat(HttpDigest.isComplete(md5, with("", "1", "c"))).isFalse();
    }

    @Test
    void whatIsMissingCountsAsEmpty() {
        assertThat(HttpDigest.response(DigestAlgorithm.MD5, "a", with("auth", null, null), NO_BODY))
                .isEqualTo(
                        HttpDigest.response(
                                DigestAlgorithm.MD5, "a", with("auth", "", ""), NO_BODY));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void theServerProvesItselfInAuthenticationInfo(JsonNode row) throws DigestSyntaxException {
        String rspauth = HttpDigest.responseAuth(algorithm(row), ha1(row), inputs(row), NO_BODY);
        AuthenticationInfo sent =
                AuthenticationInfo.of(inputs(row), rspauth).withNextNonce("next \"one\"");

        AuthenticationInfo read = AuthenticationInfo.parse(sent.text());

        assertThat(read.proves(inputs(row), rspauth)).isTrue();
        assertThat(read.proves(inputs(row), "0" + rspauth.substring(1) + "0")).isFalse();
        assertThat(read.nextNonce()).hasValue("next \"one\"");
        assertThat(read.qop()).isEqualTo(inputs(row).qop());
        assertThat(read.nc()).isEqualTo(inputs(row).nc());
        assertThat(read.cnonce()).isEqualTo(inputs(row).cnonce());
    }

    @Test
    void authenticationInfoIsWrittenAsRfc3261HasIt() {
        assertThat(AuthenticationInfo.of(with("auth", "00000001", "c"), "aa").text())
                .isEqualTo("qop=auth, rspauth=\"aa\", cnonce=\"c\", nc=00000001");
        assertThat(AuthenticationInfo.of(with(null, null, null), "aa").withNextNonce("n").text())
                .isEqualTo("rspauth=\"aa\", nextnonce=\"n\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qop=auth-int, rspauth=\"aa\", cnonce=\"c\", nc=00000001",
                "qop=auth, rspauth=\"aa\", cnonce=\"C\", nc=00000001",
                "qop=auth, rspauth=\"aa\", cnonce=\"c\", nc=00000002",
                "qop=auth, cnonce=\"c\", nc=00000001",
                "nextnonce=\"n\"",
            })
    void anAuthenticationInfoForAnotherRequestProvesNothing(String value)
            throws DigestSyntaxException {
        assertThat(AuthenticationInfo.parse(value).proves(with("auth", "00000001", "c"), "aa"))
                .isFalse();
    }

    @Test
    void anAuthenticationInfoMayBeTerse() throws DigestSyntaxException {
        AuthenticationInfo terse = AuthenticationInfo.parse(" RSPAUTH=AA ");

        assertThat(terse.proves(with("auth", "00000001", "c"), "aa")).isTrue();
        assertThat(terse.proves(with(null, null, null), "aa")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Digest rspauth=\"a\"", "rspauth", "rspauth=a,", "rspauth=a, rspauth=b"})
    void whatIsNoAuthenticationInfoIsRefused(String value) {
        assertThatThrownBy(() -> AuthenticationInfo.parse(value))
                .isInstanceOf(DigestSyntaxException.class);
    }

    @Test
    void anEndlessAuthenticationInfoIsRefused() {
        assertThatThrownBy(() ->
                        AuthenticationInfo.parse(
                                "nextnonce=" + "n".repeat(DigestText.LONGEST_TEXT)))
                .hasMessageContaining("at most 8192");
    }

    private static DigestInputs with(
            @Nullable String qop, @Nullable String nc, @Nullable String cnonce) {
        return new DigestInputs("u", "r", "n", "sip:x", "REGISTER", qop, nc, cnonce);
    }

    private static DigestInputs nonce(DigestInputs in, String nonce) {
        return new DigestInputs(
                in.username(),
                in.realm(),
                nonce,
                in.uri(),
                in.method(),
                in.qop(),
                in.nc(),
                in.cnonce());
    }

    private static String ha1(JsonNode row) {
        return row.get("password").isNull()
                ? text(row, "ha1")
                : HttpDigest.ha1(
                        algorithm(row),
                        text(row, "username"),
                        text(row, "realm"),
                        text(row, "password").getBytes(UTF_8));
    }

    private static DigestAlgorithm algorithm(JsonNode row) {
        return DigestAlgorithm.ofToken(text(row, "hash")).orElseThrow();
    }

    private static DigestInputs inputs(JsonNode row) {
        return new DigestInputs(
                text(row, "username"),
                text(row, "realm"),
                text(row, "nonce"),
                text(row, "uri"),
                text(row, "method"),
                optional(row, "qop"),
                optional(row, "nc"),
                optional(row, "cnonce"));
    }

    private static byte[] body(JsonNode row) {
        return text(row, "body").getBytes(UTF_8);
    }

    private static String text(JsonNode row, String field) {
        return row.get(field).asText();
    }

    private static @Nullable String optional(JsonNode row, String field) {
        return row.get(field).isNull() ? null : row.get(field).asText();
    }

    private static String cutSha512(String text) throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-512").digest(text.getBytes(UTF_8));
        return HexFormat.of().formatHex(Arrays.copyOf(hash, 32));
    }

    private static String sha256(String text) {
        return HttpDigest.userhash(
                DigestAlgorithm.SHA_256,
                text.substring(0, text.indexOf(':')),
                text.substring(text.indexOf(':') + 1));
    }
}
