package org.gatehouse.ims.core.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostPortTest {
    /** The examples of RFC 5952 clauses 1 and 4, and the ends of what there is. */
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::1:0:0:1, 2001:db8::1:0:0:1",
        "2001:db8::0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:DB8:0:0:1::1, 2001:db8::1:0:0:1",
        "2001:db8:aaaa:bbbb:cccc:dddd:eeee:0001, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:1",
        "2001:db8:0:0:0:0:2:1, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "2001:db8:0:0:0:0:0:0, 2001:db8::",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "1:0:0:0:0:0:0:0, 1::",
        "0:0:1:0:0:0:0:0, 0:0:1::",
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
    })
    void anAddressHasOneText(String spelt, String expected) {
        assertThat(HostPort.text(InetAddress.ofLiteral(spelt))).isEqualTo(expected);
    }

    @Test
    void theTextOfAnyIpv6AddressIsThatAddress() throws UnknownHostException {
        long seed = 5952;
        Random random = new Random(seed);
        for (int i = 0; i < 10_000; i++) {
            byte[] octets = new byte[16];
            for (int group = 0; group < 8; group++) {
                octets[2 * group] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
                octets[2 * group + 1] = (byte) (random.nextInt(3) == 0 ? random.nextInt() : 0);
            }
            InetAddress address = Inet6Address.getByAddress(null, octets, -1);
            assertThat(InetAddress.ofLiteral(HostPort.text(address)).getAddress())
                    .as("seed %d, %s", seed, address)
                    .isEqualTo(InetAddress.getByAddress(octets).getAddress());
        }
    }

    @Test
    void ipv6StandsInBracketsAndNeverWithAZone() throws UnknownHostException {
        byte[] octets = InetAddress.ofLiteral("fe80::1").getAddress();
        InetAddress onALink = Inet6Address.getByAddress(null, octets, 3);

        assertThat(onALink.getHostAddress()).contains("%3");
        assertThat(HostPort.of(new InetSocketAddress(onALink, 5060))).isEqualTo("[fe80::1]:5060");
        assertThat(HostPort.text(onALink)).isEqualTo("fe80::1");
    }

    @ParameterizedTest
    @CsvSource({
        "[2001:db8::1], 2001:db8::1",
        "[2001:0DB8:0:0::1], 2001:db8::1",
        "2001:db8:0:0:0:0:0:1, 2001:db8::1",
        "[::ffff:192.0.2.1], 192.0.2.1",
        "192.0.2.1, 192.0.2.1",
    })
    void spellingsOfAnAddressNameIt(String host, String address) {
        assertThat(HostPort.names(host, InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2001:db8::2]",
                "192.0.2.2",
                "pcscf.example.org",
                "[::1",
                "[]",
                "",
                "1.2",
                "[2001:db8:::1]",
                "[fe80::1%1]",
            })
    void otherHostsDoNot(String host) {
        assertThat(HostPort.names(host, InetAddress.ofLiteral("2001:db8::1"))).isFalse();
        assertThat(HostPort.names(host, InetAddress.ofLiteral("192.0.2.1"))).isFalse();
    }
}
