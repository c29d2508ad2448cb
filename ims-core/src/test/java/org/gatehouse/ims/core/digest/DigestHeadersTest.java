package org.gatehouse.ims.core.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DigestHeadersTest {
    private static final String CK = "5dbdbb2954e8f3cde665b046179a5098";
    private static final String IK = "59a92d3b476a0443487055cf88b2307b";

    static List<JsonNode> shapes() {
        return VectorFiles.read("digest/auth-headers.json");
    }

    static List<JsonNode> printed() {
        return VectorFiles.read("digest/aka-digest-rfc3310.json");
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void eachShapeOfAHeaderReads(JsonNode row) throws DigestSyntaxException {
        String value = row.get("value").asText();
        DigestText text = DigestText.parse(value);

        assertThat(text.scheme()).isEqualTo(row.get("expected").get("scheme").asText());
        assertThat(text.parameters().stream().map(DigestHeadersTest::read))
                .containsExactlyElementsOf(
                        row.get("expected")
                                .get("params")
                                .valueStream()
                                .map(DigestHeadersTest::expected)
                                .toList());
        assertThat(text.text()).isEqualTo(value);
    }

    private static List<Object> read(DigestText.Parameter parameter) {
        return List.of(parameter.name(), parameter.value(), parameter.quoted());
    }

    private static List<Object> expected(JsonNode parameter) {
        return List.of(
                parameter.get(0).asText(), parameter.get(1).asText(), parameter.get(2).asBoolean());
    }

    @ParameterizedTest
    @MethodSource("printed")
    void theHeadersRfc3310PrintsRead(JsonNode row) throws DigestSyntaxException {
        String value = row.get("value").asText();
        switch (row.get("header").asText()) {
            case "Authorization" -> {
                DigestCredentials credentials = DigestCredentials.parse(value);
                assertThat(credentials.username()).isEqualTo("jon.dough@mobile.biz");
                assertThat(credentials.realm()).isEqualTo("RoamingUsers@mobile.biz");
                assertThat(credentials.nc()).isEqualTo("00000001");
                assertThat(credentials.text()).isEqualTo(value);
                // the nonce as printed is no base64, so nobody can have answered it
                assertThat(AkaNonce.decode(credentials.nonce())).isEmpty();
            }
            case "WWW-Authenticate" -> {
                DigestChallenge challenge = DigestChallenge.parse(value);
                assertThat(challenge.algorithm()).isEqualTo("AKAv1-MD5");
                assertThat(challenge.qop()).containsExactly("auth", "auth-int");
                assertThat(challenge.text()).isEqualTo(value);
            }
            default -> {
                AuthenticationInfo info = AuthenticationInfo.parse(value);
                assertThat(info.qop()).isEqualTo("auth-int");
                assertThat(info.rspauth()).isEqualTo("6629fae49393a05397450978507c4ef1");
                assertThat(info.cnonce()).isEqualTo("0a4f113b");
                assertThat(info.nc()).isEqualTo("00000001");
                assertThat(info.nextNonce()).isEmpty();
                assertThat(info).hasToString(value);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Digest",
                "Basic realm=\"r\", nonce=\"n\"",
                "Digest realm=\"r\"",
                "Digest realm=\"r\", nonce=\"n\",",
                "Digest realm=\"r\",, nonce=\"n\"",
                "Digest realm=\"r\" nonce=\"n\"",
                "Digest realm=\"r\", nonce=\"n",
                "Digest realm=\"r\", nonce=",
                "Digest realm=\"r\", nonce",
                "Digest realm=\"r\", =\"n\"",
                "Digest realm=\"r\", nonce=\"n\\",
                "Digest realm=\"r\", nonce=\"n\", Nonce=\"m\"",
                "Digest realm=\"r\r\nTo: x\", nonce=\"n\"",
            })
    void whatIsNoChallengeIsRefused(String value) {
        assertThatThrownBy(() -> DigestChallenge.parse(value))
                .isInstanceOf(DigestSyntaxException.class);
    }

    @Test
    void whatIsMissingOfAChallengeIsNamed() {
        assertThatThrownBy(() -> DigestChallenge.parse("Digest nonce=\"n\""))
                .hasMessage("no realm (expected: realm)");
        assertThatThrownBy(() -> DigestChallenge.parse("Digest realm=\"r\""))
                .hasMessage("no nonce (expected: nonce)");
        assertThatThrownBy(() -> DigestChallenge.parse("Digest realm=\"r\" nonce=\"n\""))
                .hasMessage("digest, character 18 (expected: ',')");
    }

    @Test
    void aChallengeAsLongAsAllowedIsRead() throws DigestSyntaxException {
        String start = "Digest realm=\"r\", nonce=\"";
        String nonce = "n".repeat(DigestText.LONGEST_TEXT - start.length() - 1);
        StringBuilder many = new StringBuilder("Digest realm=\"r\", nonce=\"n\"");
        for (int i = 2; i < DigestText.MOST_PARAMETERS; i++) {
            many.append(", p").append(i).append("=1");
        }

        assertThat(DigestChallenge.parse(start + nonce + '"').nonce()).isEqualTo(nonce);
        assertThat(DigestChallenge.parse(many.toString()).parameter("P31")).isEqualTo("1");
    }

    @Test
    void optionalParametersOfAChallengeAreReadOrMissing() throws DigestSyntaxException {
        DigestChallenge full =
                DigestChallenge.parse(
                        "Digest realm=\"r\", nonce=\"n\", stale=True, opaque=\"o\", qop=\" auth ,,"
                                + "auth-int\"");
        DigestChallenge bare = DigestChallenge.parse("Digest realm=\"r\", nonce=\"n\"");

        assertThat(full.stale()).isTrue();
        assertThat(full.opaque()).isEqualTo("o");
        assertThat(full.qop()).containsExactly("auth", "auth-int");
        assertThat(bare.stale()).isFalse();
        assertThat(bare.opaque()).isNull();
        assertThat(bare.qop()).isEmpty();
        assertThat(bare.algorithm()).isNull();
        assertThat(bare.hasKeys()).isFalse();
        assertThat(bare.keys()).isEmpty();
    }

    @Test
    void keysAre32HexDigitsEachAndOneAloneIsNone() throws DigestSyntaxException {
        String head = "Digest realm=\"r\", nonce=\"n\"";
        String notHex = "g" + CK.substring(1);

        assertThat(DigestChallenge.parse(head + ", ck=\"" + CK + "\"").keys()).isEmpty();
        assertThat(DigestChallenge.parse(head + ", ck=\"" + CK + "\"").hasKeys()).isTrue();
        assertThat(DigestChallenge.parse(head + ", ik=\"" + CK + "\"").hasKeys()).isTrue();
        assertThat(DigestChallenge.parse(head + ", ck=" + CK + ", ik=" + notHex).keys()).isEmpty();
        assertThat(DigestChallenge.parse(head + ", ck=" + CK + ", ik=" + IK).keys()).isPresent();
    }

    @Test
    void aChallengeOfOurOwnMayBeStaleAndOpaqueAndWithoutQop() {
        DigestChallenge challenge =
                DigestChallenge.building("r", "n").qop(List.of()).opaque("o").stale().build();
        assertThat(challenge.text())
                .isEqualTo("Digest realm=\"r\", nonce=\"n\", opaque=\"o\", stale=TRUE");
    }

    @Test
    void optionalParametersOfCredentialsAreReadOrMissing() throws DigestSyntaxException {
        DigestCredentials full =
                DigestCredentials.parse(
                        "Digest username=u,realm=r,nonce=n,uri=sip:x,response=0,algorithm=MD5,"
                                + "qop=auth,nc=1,cnonce=c,opaque=o,auts=a,integrity-protected=yes,"
                                + "x=y");
        DigestCredentials bare = DigestCredentials.parse("Digest username=u");

        assertThat(full.algorithm()).isEqualTo("MD5");
        assertThat(full.qop()).isEqualTo("auth");
        assertThat(full.nc()).isEqualTo("1");
        assertThat(full.cnonce()).isEqualTo("c");
        assertThat(full.opaque()).isEqualTo("o");
        assertThat(full.auts()).isEqualTo("a");
        assertThat(full.integrityProtected()).isEqualTo("yes");
        assertThat(full.parameter("X")).isEqualTo("y");
        assertThat(full.uri()).isEqualTo("sip:x");
        assertThat(full.response()).isEqualTo("0");
        assertThat(bare.realm()).isEmpty();
        assertThat(bare.nonce()).isEmpty();
        assertThat(bare.algorithm()).isNull();
        assertThat(bare.cnonce()).isNull();
        assertThat(bare.auts()).isNull();
        assertThat(bare.integrityProtected()).isNull();
    }

    @Test
    void endlessHeadersAreRefused() {
        StringBuilder many = new StringBuilder("Digest realm=\"r\", nonce=\"n\"");
        for (int i = 0; i < DigestText.MOST_PARAMETERS; i++) {
            many.append(", p").append(i).append("=1");
        }
        String longValue =
                "Digest realm=\"r\", nonce=\"" + "n".repeat(DigestText.LONGEST_TEXT) + "\"";

        assertThatThrownBy(() -> DigestChallenge.parse(many.toString()))
                .hasMessageContaining("at most 32 parameters");
        assertThatThrownBy(() -> DigestChallenge.parse(longValue))
                .hasMessageContaining("at most 8192");
    }

    @Test
    void credentialsNeedAUsername() {
        assertThatThrownBy(() -> DigestCredentials.parse("Digest realm=\"r\""))
                .hasMessage("no username (expected: the private identity)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Digest ck=\"#\", ik=\"#\", realm=\"r\",  nonce=\"n\" ,opaque=x",
                "Digest realm=\"r\",  nonce=\"n\" ,opaque=x, ck=\"#\", ik=\"#\"",
                "Digest realm=\"r\", ck=#,  nonce=\"n\" , IK = \"#\",opaque=x",
                "Digest IK=\"#\",realm=\"r\",  nonce=\"n\" ,CK=\"#\" ,opaque=x",
            })
    @Requirement("aka-pcscf-strips-keys")
    void takingTheKeysOutLeavesTheRestAsReceived(String pattern) throws DigestSyntaxException {
        DigestChallenge challenge = DigestChallenge.parse(pattern.replace("#", CK));

        assertThat(challenge.hasKeys()).isTrue();
        assertThat(challenge.withoutKeys())
                .startsWith("Digest ")
                .contains("realm=\"r\"", "nonce=\"n\"")
                .endsWith(",opaque=x")
                .doesNotContain(CK)
                .doesNotContainIgnoringCase("ck")
                .doesNotContainIgnoringCase("ik");
        assertThat(DigestChallenge.parse(challenge.withoutKeys()).hasKeys()).isFalse();
        assertThat(challenge.toString()).doesNotContain(CK);
    }

    @Test
    @Requirement("aka-pcscf-strips-keys")
    void keysInFrontOrBehindLeaveNoTrace() throws DigestSyntaxException {
        String rest = "realm=\"r\",  nonce=\"n\" ,opaque=x";
        String keys = "ck=\"" + CK + "\",ik=\"" + IK + "\"";

        assertThat(DigestChallenge.parse("Digest " + keys + ", " + rest).withoutKeys())
                .isEqualTo("Digest " + rest);
        assertThat(DigestChallenge.parse("Digest " + rest + "," + keys).withoutKeys())
                .isEqualTo("Digest " + rest);
    }

    @Test
    @Requirement("aka-pcscf-strips-keys")
    void malformedKeysAreTakenOutToo() throws DigestSyntaxException {
        DigestChallenge challenge =
                DigestChallenge.parse("Digest realm=\"r\", nonce=\"n\", ck=\"12\", ik=\"x\"");

        assertThat(challenge.keys()).isEmpty();
        assertThat(challenge.hasKeys()).isTrue();
        assertThat(challenge.withoutKeys()).isEqualTo("Digest realm=\"r\", nonce=\"n\"");
    }

    @Test
    @Requirement("aka-challenge")
    void aChallengeOfOurOwnCarriesNonceAndKeys() throws DigestSyntaxException {
        HexFormat hex = HexFormat.of();
        DigestChallenge challenge =
                DigestChallenge.building("home.net", "bm9uY2U=")
                        .algorithm(AkaDigest.ALGORITHM)
                        .qop(List.of("auth"))
                        .keys(hex.parseHex(CK), hex.parseHex(IK))
                        .build();

        assertThat(challenge.text())
                .isEqualTo(
                        "Digest realm=\"home.net\", nonce=\"bm9uY2U=\", algorithm=AKAv1-MD5,"
                                + " qop=\"auth\", ck=\""
                                + CK
                                + "\", ik=\""
                                + IK
                                + "\"");
        AkaKeys keys = DigestChallenge.parse(challenge.text()).keys().orElseThrow();
        assertThat(keys.ck()).isEqualTo(hex.parseHex(CK));
        assertThat(keys.ik()).isEqualTo(hex.parseHex(IK));
        assertThat(keys).hasToString("AkaKeys[masked]");
    }

    @Test
    @Requirement("ind-protected")
    void integrityProtectedIsOverwrittenAndNothingElse() throws DigestSyntaxException {
        DigestCredentials claimed =
                DigestCredentials.parse(
                        "Digest  username=\"u\" ,integrity-protected=yes, realm=\"r\"");
        DigestCredentials silent = DigestCredentials.parse("Digest username=\"u\",realm=\"r\" ");

        assertThat(claimed.with(DigestCredentials.INTEGRITY_PROTECTED, "no").text())
                .isEqualTo("Digest  username=\"u\" ,integrity-protected=\"no\", realm=\"r\"");
        assertThat(claimed.without(DigestCredentials.INTEGRITY_PROTECTED).text())
                .isEqualTo("Digest  username=\"u\", realm=\"r\"");
        assertThat(silent.with(DigestCredentials.INTEGRITY_PROTECTED, "yes").text())
                .isEqualTo("Digest username=\"u\",realm=\"r\", integrity-protected=\"yes\" ");
    }

    @Test
    void credentialsOfOurOwnHaveEmptyNonceAndResponseAtFirst() {
        DigestCredentials first = DigestCredentials.initial("u@r", "r", "sip:r");

        assertThat(first.text())
                .isEqualTo(
                        "Digest username=\"u@r\", realm=\"r\", nonce=\"\", uri=\"sip:r\","
                                + " response=\"\"");
        assertThat(first.with("qop", "auth").with("nc", "00000001").text())
                .endsWith(", qop=auth, nc=00000001");
    }

    @Test
    void aValueCanNotBreakOutOfItsQuotes() throws DigestSyntaxException {
        DigestCredentials credentials =
                DigestCredentials.initial("a\"b\\c", "r", "sip:r").with("opaque", "x\", y=\"z");

        DigestCredentials read = DigestCredentials.parse(credentials.text());
        assertThat(read.username()).isEqualTo("a\"b\\c");
        assertThat(read.opaque()).isEqualTo("x\", y=\"z");
        assertThatThrownBy(() -> credentials.with("opaque", "x\r\nTo: y"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> credentials.with("algorithm", "a, b=c"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Requirement("aka-challenge")
    void aNonceIsRandAndAutnInBase64() {
        byte[] rand = HexFormat.of().parseHex(CK);
        byte[] autn = HexFormat.of().parseHex(IK);
        String nonce = AkaNonce.encode(rand, autn);

        assertThat(AkaNonce.decode(nonce))
                .hasValueSatisfying(read -> {
                    assertThat(read.rand()).isEqualTo(rand);
                    assertThat(read.autn()).isEqualTo(autn);
                });
        assertThat(AkaNonce.decode("")).isEmpty();
        assertThat(AkaNonce.decode("AAAA")).isEmpty();
        assertThat(AkaNonce.decode("not base64!")).isEmpty();
    }

    @Test
    @Requirement("aka-challenge")
    void aNonceMayGoOnWithDataOfTheServer() {
        byte[] octets = new byte[33];
        octets[31] = 7;
        octets[32] = 9;
        String longer = Base64.getEncoder().encodeToString(octets);
        String shorter = Base64.getEncoder().encodeToString(new byte[31]);

        assertThat(AkaNonce.decode(longer))
                .hasValueSatisfying(read -> assertThat(read.autn()).hasSize(16).endsWith(7));
        assertThat(AkaNonce.decode(shorter)).isEmpty();
        assertThatThrownBy(() -> AkaNonce.encode(new byte[15], new byte[16]))
                .hasMessage("RAND and AUTN: 15 and 16 octets (expected: 16 each)");
        assertThatThrownBy(() -> AkaNonce.encode(new byte[16], new byte[17]))
                .hasMessage("RAND and AUTN: 16 and 17 octets (expected: 16 each)");
    }
}
