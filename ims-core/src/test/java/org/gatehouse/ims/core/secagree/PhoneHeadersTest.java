package org.gatehouse.ims.core.secagree;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Security-* values as real phones and networks write them. */
@Requirement("syntax-annex-h")
class PhoneHeadersTest {
    static Stream<Arguments> headers() throws IOException {
        try (InputStream in =
                PhoneHeadersTest.class.getResourceAsStream("/phones/security-headers.tsv")) {
            assertThat(in).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> Arguments.of((Object[]) line.split("\t")));
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("headers")
    void everyHeaderIsRead(
            String origin, String header, int mechanisms, String problem, String value)
            throws Exception {
        SecurityList list = SecurityList.parse(List.of(value));
        assertThat(list.mechanisms()).as(origin + header).hasSize(mechanisms);
        assertThat(list.mechanisms().getLast().problem().orElse("-")).isEqualTo(problem);
        assertThat(SecurityList.parse(list.formatEach()).sameAgreement(list)).isTrue();
    }

    @Test
    @Requirement("neg-pcscf-check")
    void aVerifyWrittenInAlphabeticalOrderIsTheSameAgreement() throws Exception {
        SecurityList sent =
                SecurityList.parse(
                        List.of(
                                "ipsec-3gpp;q=0.9;alg=hmac-md5-96;prot=esp;mod=trans;ealg=null"
                                        + ";spi-c=0000005000;spi-s=0000005001;port-c=5062;port-s=5063"));
        SecurityList reserialised =
                SecurityList.parse(
                        List.of(
                                "ipsec-3gpp;alg=hmac-md5-96;ealg=null;mod=trans;port-c=5062"
                                        + ";port-s=5063;prot=esp;spi-c=5000;spi-s=5001"));
        SecurityList terse =
                SecurityList.parse(
                        List.of(
                                "IPSEC-3GPP; ALG=HMAC-MD5-96; spi-c=5000; spi-s=5001"
                                        + "; port-c=5062; port-s=5063"));
        assertThat(sent.sameAgreement(reserialised)).isTrue();
        assertThat(sent.sameAgreement(terse)).isTrue();
    }
}
