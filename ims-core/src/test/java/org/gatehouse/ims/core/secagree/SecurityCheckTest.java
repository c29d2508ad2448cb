package org.gatehouse.ims.core.secagree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Requirement("neg-pcscf-check")
class SecurityCheckTest {
    private static final SecurityList CLIENT =
            SecurityList.client(
                    List.of(
                            AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"),
                            AlgorithmPair.parse("hmac-md5-96/null")),
                    List.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL),
                    new SpisAndPorts(new Spi(5000), new Spi(5001), 31000, 31001));
    private static final SecurityList SERVER =
            SecurityList.server(
                    List.of(
                            AlgorithmPair.parse("hmac-sha-1-96/aes-cbc"),
                            AlgorithmPair.parse("hmac-sha-1-96/null")),
                    ConfidentialityPolicy.WHEN_SUPPORTED,
                    IpsecMode.UDP_ENCAPSULATED_TUNNEL,
                    new SpisAndPorts(new Spi(3000000000L), new Spi(3000000004L), 5100, 5101));

    @Test
    @Requirement("neg-pcscf-check")
    void whatWasSentAndStoredIsProof() throws Exception {
        SecurityCheck check =
                SecurityCheck.check(
                        SERVER,
                        SecurityList.parse(SERVER.formatEach()),
                        CLIENT,
                        SecurityList.parse(List.of(CLIENT.format())));
        assertThat(check).isInstanceOf(VerifiedSecurityAgreement.class);
        assertThat(((VerifiedSecurityAgreement) check).server()).isSameAs(SERVER);
    }

    @ParameterizedTest
    @CsvSource({
        "alg=hmac-sha-1-96, alg=hmac-md5-96, alg, hmac-sha-1-96, hmac-md5-96",
        "ealg=aes-cbc, ealg=null, ealg, aes-cbc, null",
        "mod=UDP-enc-tun, mod=trans, mod, udp-enc-tun, trans",
        "spi-c=3000000000, spi-c=3000000001, spi-c, 3000000000, 3000000001",
        "port-s=5101, port-s=5102, port-s, 5101, 5102",
        "prot=esp, prot=ah, prot, esp, ah",
        "q=0.2, q=0.9, q, 0.2, 0.9",
        "port-s=5101, port-s=5101;x=1, x, none, 1",
        "ipsec-3gpp, ipsec-ike, mechanism, ipsec-3gpp, ipsec-ike",
    })
    void anyParameterThatDiffersIsNamed(
            String was, String becomes, String parameter, String expected, String got)
            throws Exception {
        SecurityList verify =
                SecurityList.parse(List.of(SERVER.format().replaceFirst(was, becomes)));
        SecurityCheck check = SecurityCheck.check(SERVER, verify, CLIENT, CLIENT);
        assertThat(check)
                .isEqualTo(
                        new SecurityCheck.Differs(
                                SecurityCheck.Header.SECURITY_VERIFY, 1, parameter, expected, got));
    }

    @Test
    void aBiddingDownThatTookAwayEncryptionIsSeen() {
        SecurityList without = new SecurityList(SERVER.mechanisms().subList(1, 2));
        assertThat(SecurityCheck.check(SERVER, without, CLIENT, CLIENT))
                .isInstanceOf(SecurityCheck.Differs.class);
        SecurityList more = new SecurityList(SERVER.mechanisms().subList(0, 1));
        SecurityCheck cut = SecurityCheck.check(SERVER, more, CLIENT, CLIENT);
        assertThat(((SecurityCheck.Differs) cut).text())
                .isEqualTo("Security-Verify mechanism 2: number of mechanisms is 1 (expected: 2)");
    }

    @Test
    void aClientListOtherThanThatOfSm1IsSeen() throws Exception {
        SecurityList other =
                SecurityList.parse(List.of(CLIENT.format().replace("spi-s=0000005001", "spi-s=6")));
        assertThat(SecurityCheck.check(SERVER, SERVER, CLIENT, other))
                .isEqualTo(
                        new SecurityCheck.Differs(
                                SecurityCheck.Header.SECURITY_CLIENT, 1, "spi-s", "5001", "6"));
    }
}
