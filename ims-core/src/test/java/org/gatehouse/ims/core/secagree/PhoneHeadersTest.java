package org.gatehouse.ims.core.secagree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.testkit.PhoneLine;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Security-* values as real phones and networks write them. */
@Requirement("syntax-annex-h")
class PhoneHeadersTest {
    static List<PhoneLine> headers() {
        return PhoneLine.read("security-headers.tsv").stream()
                .filter(line -> !line.cell(2).equals("refused"))
                .toList();
    }

    static List<PhoneLine> refused() {
        return PhoneLine.read("security-headers.tsv").stream()
                .filter(line -> line.cell(2).equals("refused"))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("headers")
    void everyHeaderIsRead(PhoneLine line) throws Exception {
        SecurityList list = SecurityList.parse(List.of(line.cell(4)));

        assertThat(list.mechanisms()).hasSize(Integer.parseInt(line.cell(2)));
        assertThat(list.mechanisms().getLast().problem().orElse("-")).isEqualTo(line.cell(3));
        assertThat(SecurityList.parse(list.formatEach()).sameAgreement(list)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aHeaderWithANumberOutOfRangeIsRefusedWithItsReason(PhoneLine line) {
        assertThatThrownBy(() -> SecurityList.parse(List.of(line.cell(4))))
                .isInstanceOf(SecAgreeSyntaxException.class)
                .hasMessage(line.cell(3));
    }

    /** One field for each pair of algorithms, as AOSP's stack writes it, is one list. */
    @Test
    void fieldsOfOneNameAreOneList() throws Exception {
        List<String> fields = new ArrayList<>();
        for (String alg : List.of("hmac-md5-96", "hmac-sha-1-96")) {
            for (String ealg : List.of("null", "des-ede3-cbc", "aes-cbc")) {
                fields.add(
                        "ipsec-3gpp;alg="
                                + alg
                                + ";prot=esp;mod=trans;ealg="
                                + ealg
                                + ";spi-c=1482093342;spi-s=1482093343;port-c=38001;port-s=39001");
            }
        }
        SecurityList list = SecurityList.parse(fields);

        assertThat(list.mechanisms()).hasSize(6).allMatch(m -> m.problem().isEmpty());
        assertThat(SecurityList.parse(List.of(String.join(",", fields))).sameAgreement(list))
                .isTrue();
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
