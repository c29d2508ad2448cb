package org.gatehouse.ims.core.secagree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where ranges end: what mutants of the code survived the other tests by. */
class SecurityListEdgesTest {
    /** RFC 3261 clause 25.1, token. */
    private static final String TOKEN =
            "-.!%*_+`'~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static final String OFFER =
            "ipsec-3gpp;alg=hmac-sha-1-96;spi-c=1000;spi-s=1001;port-c=5000;port-s=5001";

    private static SecurityList list(String text) throws SecAgreeSyntaxException {
        return SecurityList.parse(List.of(text));
    }

    private static SecurityMechanism first(String text) throws SecAgreeSyntaxException {
        return list(text).mechanisms().getFirst();
    }

    @Test
    void aTokenIsMadeOfItsCharactersAndNoOthers() throws SecAgreeSyntaxException {
        for (char c = '!'; c <= 0x7f; c++) {
            String text = "x" + c;
            if (TOKEN.indexOf(c) >= 0) {
                assertThat(first(text).name()).isEqualTo(text);
            } else {
                assertThatExceptionOfType(SecAgreeSyntaxException.class)
                        .as(text)
                        .isThrownBy(() -> list(text));
            }
        }
    }

    @Test
    void anErrorNamesThePlaceAndWhatIsThere() {
        assertThatExceptionOfType(SecAgreeSyntaxException.class)
                .isThrownBy(() -> list("tls;=1"))
                .withMessage("found '=1' at character 5 (expected: parameter name)");
        assertThatExceptionOfType(SecAgreeSyntaxException.class)
                .isThrownBy(() -> list("tls;"))
                .withMessage("found the end at character 5 (expected: parameter name)");
        assertThatExceptionOfType(SecAgreeSyntaxException.class)
                .isThrownBy(() -> list("tls,\u0007"))
                .withMessageContaining("found '?'");
    }

    @ParameterizedTest
    @CsvSource({
        "mod=ring, unknown mod ring",
        "ealg=rot13, unknown ealg rot13",
        "prot=tcp, unknown prot tcp",
    })
    void anUnknownValueTakesTheOfferOutOfTheChoiceAndIsNamed(String parameter, String problem)
            throws SecAgreeSyntaxException {
        SecurityMechanism offer = first(OFFER + ";" + parameter);
        assertThat(offer.ipsec()).isNull();
        assertThat(offer.problem()).contains(problem);
        SecurityChoice choice =
                PcscfChoice.choose(
                        list(OFFER + ";" + parameter),
                        List.of(AlgorithmPair.parse("hmac-sha-1-96/null")),
                        List.of(IpsecMode.TRANSPORT));
        assertThat(choice)
                .isEqualTo(
                        new SecurityChoice.Unacceptable(
                                SecurityChoice.Reason.NO_USABLE_IPSEC_3GPP, problem));
    }

    @Test
    void whatIsWrittenIsToldFromWhatIsMeant() throws SecAgreeSyntaxException {
        assertThat(first(OFFER).states("mod")).isFalse();
        assertThat(first(OFFER + ";MOD=trans").states("mod")).isTrue();
        assertThat(list(OFFER).sameAgreement(list(OFFER + ";mod=trans"))).isTrue();
        assertThat(list(OFFER).sameAgreement(list(OFFER + ";mod=tun"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"1000, 0000001000, true", "1000, 100, false", "0, 0000, true", "0, 10, false"})
    void leadingZerosOfANumberDoNotCountAndOthersDo(String one, String other, boolean same)
            throws SecAgreeSyntaxException {
        String offer = "ipsec-3gpp;alg=hmac-md5-96;spi-s=1001;port-c=5000;port-s=5001;spi-c=";
        assertThat(list(offer + one).sameAgreement(list(offer + other))).isEqualTo(same);
    }

    @Test
    void aModeThatIsNotCommonIsNamed() throws SecAgreeSyntaxException {
        SecurityChoice choice =
                PcscfChoice.choose(
                        list(OFFER),
                        List.of(AlgorithmPair.parse("hmac-sha-1-96/null")),
                        List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL));
        assertThat(choice)
                .isEqualTo(
                        new SecurityChoice.Unacceptable(
                                SecurityChoice.Reason.NO_COMMON_MODE,
                                "modes offered: trans (expected: UDP-enc-tun)"));
    }

    /** RFC 2406 clause 2.1: "1 through 255 are reserved". */
    @Test
    void theFirstSpiThatMayBeAgreedIs256() {
        assertThat(new Spi(255).isReserved()).isTrue();
        assertThat(new Spi(256).isReserved()).isFalse();
    }

    @Test
    void aPolicyIsFoundByItsToken() {
        for (ConfidentialityPolicy policy : ConfidentialityPolicy.values()) {
            assertThat(ConfidentialityPolicy.ofToken(policy.token())).contains(policy);
        }
        assertThat(ConfidentialityPolicy.ofToken("always")).isEmpty();
        assertThat(Spi.ofInt(-1)).isEqualTo(new Spi(Spi.MAX));
        assertThat(SecurityChoice.Reason.NO_COMMON_MODE.text()).isEqualTo("no common mode");
    }
}
