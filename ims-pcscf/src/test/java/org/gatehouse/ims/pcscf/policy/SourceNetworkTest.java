package org.gatehouse.ims.pcscf.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceNetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.1.0.0/16, 10.1.255.255, true",
        "10.1.0.0/16, 10.2.0.0, false",
        "10.1.0.0/17, 10.1.127.255, true",
        "10.1.0.0/17, 10.1.128.0, false",
        "192.0.2.7/32, 192.0.2.7, true",
        "192.0.2.7/32, 192.0.2.6, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        "fd00::/8, fdff::1, true",
        "fd00::/8, fe00::1, false",
        "2001:db8::1/128, 2001:db8::1, true",
        "2001:db8::1/128, 2001:db8::2, false"
    })
    void anAddressIsInANetworkIfTheBitsOfThePrefixAreTheSame(
            String network, String address, boolean in) {
        assertThat(
                        SourceNetwork.parse(network)
                                .orElseThrow()
                                .contains(InetAddress.ofLiteral(address)))
                .isEqualTo(in);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.1.0.0",
                "10.1.0.0/",
                "10.1.0.0/33",
                "10.1.0.1/16",
                "10.1.128.0/16",
                "10.1/16",
                "256.0.0.0/8",
                "fd00::/129",
                "fd00::1/64",
                "1::2::3/64",
                "host/8",
                "10.0.0.0/-1"
            })
    void whatIsNoNetworkIsNotRead(String text) {
        assertThat(SourceNetwork.parse(text)).isEmpty();
    }
}
