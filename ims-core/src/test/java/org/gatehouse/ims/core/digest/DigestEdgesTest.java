package org.gatehouse.ims.core.digest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where ranges end: what mutants of the code survived the other tests by. */
class DigestEdgesTest {
    private static final byte[] RES = {1, 2, 3, 4, 5, 6, 7, 8};
    private static final byte[] BODY = {};

    private static DigestCredentials answered(String... optional) {
        DigestCredentials credentials = DigestCredentials.of("u", "r", "n", "sip:r", "");
        for (int i = 0; i < optional.length; i += 2) {
            credentials = credentials.with(optional[i], optional[i + 1]);
        }
        DigestInputs inputs = DigestInputs.of(credentials, "REGISTER");
        return credentials.with("response", AkaDigest.response(RES, inputs, BODY));
    }

    private static boolean isVerified(DigestCredentials credentials) {
        return AkaDigest.verify(credentials, "REGISTER", BODY, RES).isPresent();
    }

    /** RFC 2617 clause 3.2.2: with qop, cnonce and nc "MUST be specified". */
    @Test
    void aRightResponseWithQopIsWorthNothingWithoutItsOtherParameters() {
        assertThat(isVerified(answered())).isTrue();
        assertThat(isVerified(answered("qop", "auth", "nc", "00000001", "cnonce", "x"))).isTrue();
        assertThat(isVerified(answered("qop", "auth", "cnonce", "x"))).isFalse();
        assertThat(isVerified(answered("qop", "auth", "nc", "00000001"))).isFalse();
        assertThat(isVerified(answered("qop", "auth-x", "nc", "00000001", "cnonce", "x")))
                .isFalse();
    }

    @Test
    void theLongestTextIsReadAndOneCharacterMoreIsNot() throws DigestSyntaxException {
        String start = "Digest realm=\"r\", nonce=\"";
        String fits = start + "n".repeat(8192 - start.length() - 1) + '"';
        assertThat(DigestChallenge.parse(fits).text()).hasSize(8192);
        assertThatExceptionOfType(DigestSyntaxException.class)
                .isThrownBy(
                        () -> DigestChallenge.parse(start + "nn" + fits.substring(start.length())));
    }

    @Test
    void allPartsOfAChallengeAreRead() throws DigestSyntaxException {
        DigestChallenge challenge =
                DigestChallenge.building("r", "n")
                        .qop(List.of("auth", "auth-int"))
                        .opaque("o")
                        .stale()
                        .keys(new byte[16], new byte[16])
                        .build();
        assertThat(challenge.realm()).isEqualTo("r");
        assertThat(challenge.nonce()).isEqualTo("n");
        assertThat(challenge.opaque()).isEqualTo("o");
        assertThat(challenge.parameter("OPAQUE")).isEqualTo("o");
        assertThat(challenge.stale()).isTrue();
        DigestChallenge bare =
                DigestChallenge.parse("Digest realm=\"r\",nonce=\"n\",qop=\"auth,,\"");
        assertThat(bare.stale()).isFalse();
        assertThat(bare.qop()).containsExactly("auth");
        assertThat(bare.withoutKeys()).isEqualTo(bare.text());
    }

    @Test
    void keysAreInNoTextForPeople() {
        byte[] key = {17, 34, 51, 68, 85, 102, 119, 17, 34, 51, 68, 85, 102, 119, 17, 34};
        DigestChallenge challenge = DigestChallenge.building("r", "n").keys(key, key).build();
        assertThat(challenge.toString())
                .isEqualTo("Digest realm=\"r\", nonce=\"n\"")
                .doesNotContain("11223344");
    }

    @Test
    void credentialsAreShownAsTheyAre() {
        DigestCredentials credentials = answered().with("integrity-protected", "yes");
        assertThat(credentials.integrityProtected()).isEqualTo("yes");
        assertThat(credentials.parameter("uri")).isEqualTo("sip:r");
        assertThat(credentials).hasToString(credentials.text());
        assertThat(AkaDigest.verify(credentials, "REGISTER", BODY, RES).orElseThrow())
                .hasToString("VerifiedResponse[u]");
    }

    /** RFC 3261 clause 25.1, token; the names of parameters are made of nothing else. */
    @ParameterizedTest
    @ValueSource(chars = {'a', 'z', 'A', 'Z', '0', '9', '~', '-'})
    void aNameMayHaveItsFirstAndLastCharacters(char c) throws DigestSyntaxException {
        assertThat(DigestCredentials.parse("Digest username=\"u\",x" + c + "=1").parameter("x" + c))
                .isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u007f", "\u007f", "a b", "a\u0000"})
    void aValueWithoutQuotesHoldsNoBlankAndNoControl(String value) {
        assertThatExceptionOfType(DigestSyntaxException.class)
                .isThrownBy(() -> DigestCredentials.parse("Digest username=\"u\",x=" + value));
    }

    @ParameterizedTest
    @ValueSource(chars = {'@', '[', '{', '/', ':', '^', '|'})
    void aNameMayNotHaveTheirNeighbours(char c) {
        assertThatExceptionOfType(DigestSyntaxException.class)
                .isThrownBy(() -> DigestCredentials.parse("Digest username=\"u\",x" + c + "=1"))
                .withMessage("digest, character 22 (expected: '=')");
    }
}
