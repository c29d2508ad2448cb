package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a path leaves for SIP: compared with the packets that ESP makes. */
class PathMtuTest {
    private static final Endpoint IPV4 = new Endpoint(new byte[] {10, 0, 0, 1}, 6060);
    private static final Endpoint IPV6 = new Endpoint(new byte[16], 6060);

    @ParameterizedTest
    @EnumSource
    void theLargestMessageInOnePacketFitsAndOneOctetMoreDoesNot(EncryptionAlgorithm encryption)
            throws Exception {
        for (IpsecMode mode :
                new IpsecMode[] {IpsecMode.TRANSPORT, IpsecMode.UDP_ENCAPSULATED_TUNNEL}) {
            for (boolean ipv4 : new boolean[] {true, false}) {
                for (int mtu = 576; mtu < 1_600; mtu++) {
                    int most = new PathMtu(mtu).mostInOnePacket(mode, encryption, ipv4);
                    assertThat(onTheWire(mode, encryption, ipv4, most)).isLessThanOrEqualTo(mtu);
                    assertThat(onTheWire(mode, encryption, ipv4, most + 1)).isGreaterThan(mtu);
                }
            }
        }
    }

    /** Octets of the IP packet that carries a message of this length. */
    private static int onTheWire(
            IpsecMode mode, EncryptionAlgorithm encryption, boolean ipv4, int octets)
            throws Exception {
        Endpoint end = ipv4 ? IPV4 : IPV6;
        byte[] ck = new byte[16];
        new Random(1).nextBytes(ck);
        EspKeys keys =
                EspKeys.expand(IntegrityAlgorithm.HMAC_SHA_1_96, encryption, ck, new byte[16]);
        boolean tunnel = mode == IpsecMode.UDP_ENCAPSULATED_TUNNEL;
        byte[] message = new byte[octets];
        byte[] esp =
                new OutboundSa(new Spi(1_000_000_000L), keys)
                        .seal(
                                tunnel
                                        ? InnerPacket.ipAndUdp(end, end, message)
                                        : InnerPacket.udp(end, end, message),
                                17,
                                new IvSource(new Random(1)));
        return (ipv4 ? 20 : 40) + (tunnel ? 8 : 0) + Objects.requireNonNull(esp).length;
    }

    /** The smaller one wins. */
    @ParameterizedTest
    @CsvSource({
        // RFC 3261: within 200 octets of the path MTU
        "1500, 1300, 1300",
        "1280, 1300, 1080",
        "1280, 880, 880",
        "576, 1300, 376",
        "0, 1300, 1300"
    })
    void withoutProtectionARequestKeepsTwoHundredOctetsFromThePathMtu(
            int mtu, int configured, int most) {
        assertThat(new PathMtu(mtu).mostBare(configured)).isEqualTo(most);
    }

    @ParameterizedTest
    @CsvSource({
        "UDP_ENCAPSULATED_TUNNEL, hmac-sha-1-96/aes-cbc, 1500, 1300, 1224",
        "UDP_ENCAPSULATED_TUNNEL, hmac-sha-1-96/null, 1500, 1300, 1252",
        "UDP_ENCAPSULATED_TUNNEL, hmac-sha-1-96/aes-cbc, 1280, 1300, 1016",
        "UDP_ENCAPSULATED_TUNNEL, hmac-sha-1-96/aes-cbc, 1280, 880, 880",
        "UDP_ENCAPSULATED_TUNNEL, hmac-sha-1-96/aes-cbc, 0, 1300, 1300",
        "TRANSPORT, hmac-sha-1-96/aes-cbc, 1500, 1300, 1260",
        "TRANSPORT, hmac-md5-96/des-ede3-cbc, 1280, 1300, 1052"
    })
    void throughASetItKeepsRoomForEspAndForTheResponse(
            IpsecMode mode, String algorithms, int mtu, int configured, int most) {
        TwoEnds ends = TwoEnds.joined(algorithms, mode, TwoEnds.OPTIONS);
        assertThat(new PathMtu(mtu).mostThrough(ends.pcscf.engine, TwoEnds.PCSCF_SET, configured))
                .isEqualTo(most);
    }

    @Test
    void ofASetThatIsGoneNothingIsKnown() {
        TwoEnds ends = TwoEnds.joined(AlgorithmPair.parse("hmac-sha-1-96/null").toString());
        assertThat(Stream.of(7, 8).map(SetId::new))
                .allMatch(id -> new PathMtu(1_280).mostThrough(ends.ue.engine, id, 1_300) == 1_300);
    }
}
