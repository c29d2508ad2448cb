package org.gatehouse.ims.core.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.testkit.PhoneLine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Authorization and WWW-Authenticate as real phones and networks write them. */
class PhoneAuthorizationTest {
    static List<PhoneLine> headers() {
        return PhoneLine.read("authorization-headers.tsv");
    }

    @ParameterizedTest
    @MethodSource("headers")
    void everyHeaderIsRead(PhoneLine line) throws DigestSyntaxException {
        String value = line.cell(5);
        DigestText text = DigestText.parse(value);

        assertThat(text.parameters()).hasSize(Integer.parseInt(line.cell(2)));
        if (line.cell(1).equals("Authorization")) {
            DigestCredentials credentials = DigestCredentials.parse(value);
            assertThat(credentials.username()).contains("@");
            assertThat(credentials.realm()).isNotEmpty();
            assertThat(credentials.uri()).startsWith("sip:");
            assertThat(orDash(credentials.algorithm())).isEqualTo(line.cell(3));
            assertThat(orDash(credentials.qop())).isEqualTo(line.cell(4));
            // a first REGISTER has neither, an answer both
            assertThat(credentials.response().isEmpty()).isEqualTo(credentials.nonce().isEmpty());
            assertThat(AkaDigest.isOf(credentials)).isTrue();
            assertThat(credentials.with("integrity-protected", "no").text())
                    .isEqualTo(value + ", integrity-protected=\"no\"");
        } else {
            DigestChallenge challenge = DigestChallenge.parse(value);
            assertThat(AkaNonce.decode(challenge.nonce())).isPresent();
            assertThat(orDash(challenge.algorithm())).isEqualTo(line.cell(3));
            assertThat(orDash(String.join(",", challenge.qop()))).isEqualTo(line.cell(4));
        }
        assertThat(text.text()).isEqualTo(value);
    }

    private static String orDash(@Nullable String value) {
        return value == null || value.isEmpty() ? "-" : value;
    }
}
