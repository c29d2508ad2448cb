package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.ipsec.TwoEnds.Datagram;
import org.gatehouse.ims.core.ipsec.TwoEnds.Message;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The mode of a set decides what carries it; and what an engine's options change. */
class CarrierTest {
    private static final String AES = "hmac-sha-1-96/aes-cbc";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hmac-md5-96/null",
                "hmac-md5-96/aes-cbc",
                "hmac-md5-96/des-ede3-cbc",
                "hmac-sha-1-96/null",
                "hmac-sha-1-96/aes-cbc",
                "hmac-sha-1-96/des-ede3-cbc"
            })
    @Requirement({"esp-four-sas", "esp-enc-algs", "esp-int-algs", "port-udp-use"})
    void transportModeGoesAsIpProtocol50BothWays(String algorithms) {
        for (TwoEnds ends :
                List.of(
                        TwoEnds.joinedInTransportMode(algorithms),
                        TwoEnds.joinedInTransportModeOverIpv6(algorithms))) {
            Datagram up = ends.fromUe("REGISTER sip:home.example SIP/2.0");
            assertThat(up.carrier()).isEqualTo(Carrier.IP);
            assertThat(up.from()).isEqualTo(new InetSocketAddress(ends.ueAddress, 0));
            assertThat(up.to()).isEqualTo(new InetSocketAddress(ends.pcscfAddress, 0));
            ends.pcscf.takes(up);
            // no port is to be learnt: the P-CSCF can speak first
            ends.ue.takes(ends.fromPcscf("SIP/2.0 200 OK"));
            assertThat(ends.pcscf.received)
                    .extracting(Message::text)
                    .containsExactly("REGISTER sip:home.example SIP/2.0");
            assertThat(ends.ue.received)
                    .extracting(Message::text)
                    .containsExactly("SIP/2.0 200 OK");
            assertThat(ends.ue.received.getFirst().flow().local())
                    .isEqualTo(new InetSocketAddress(ends.ueAddress, 31001));
            assertThat(ends.pcscf.learnt).isNull();
            assertThat(ends.pcscf.accepted).isEqualTo(1);
        }
    }

    @Test
    void thePcscfNeedsNoPacketOfTheUeToSpeakInTransportMode() {
        TwoEnds ends = TwoEnds.joinedInTransportMode(AES);
        ends.ue.takes(ends.fromPcscf("SIP/2.0 401 Unauthorized"));
        assertThat(ends.ue.received).hasSize(1);
    }

    @Test
    @Requirement("sel-addresses")
    void inTransportModeTheSourceAddressOfThePacketIsASelector() {
        TwoEnds ends = TwoEnds.joinedInTransportMode(AES);
        Datagram up = ends.fromUe("one");
        InetSocketAddress elsewhere = new InetSocketAddress(TwoEnds.address("192.0.2.8"), 0);
        assertThat(ends.pcscf.dropOf(up.from(elsewhere))).isEqualTo(DropReason.SELECTOR_MISMATCH);
        assertThat(ends.pcscf.engine.statistics(TwoEnds.PCSCF_SET).orElseThrow().drops())
                .containsEntry(DropReason.SELECTOR_MISMATCH, 1L);
        // and did not use up its sequence number
        ends.pcscf.takes(up);
        assertThat(ends.pcscf.received).hasSize(1);
        Datagram foreign = ends.fromUe("two").to(elsewhere);
        assertThat(ends.pcscf.dropOf(foreign)).isEqualTo(DropReason.UNKNOWN_SPI);
    }

    @Test
    void aPacketOnTheOtherCarrierIsNotTaken() {
        TwoEnds tunnel = TwoEnds.joined(AES);
        assertThat(tunnel.pcscf.dropOf(tunnel.fromUe("x").over(Carrier.IP)))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
        TwoEnds transport = TwoEnds.joinedInTransportMode(AES);
        assertThat(transport.pcscf.dropOf(transport.fromUe("x").over(Carrier.UDP)))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
        assertThat(tunnel.pcscf.received).isEmpty();
        assertThat(transport.pcscf.received).isEmpty();
    }

    @Test
    void whatIsNoEspEndsInACountedDropOnProtocol50Too() {
        TwoEnds ends = TwoEnds.joinedInTransportMode(AES);
        Datagram up = ends.fromUe("one");
        assertThat(ends.pcscf.dropOf(up.with(new byte[3]))).isEqualTo(DropReason.TOO_SHORT);
        assertThat(ends.pcscf.dropOf(up.with(new byte[] {1, 2, 3, 4})))
                .isEqualTo(DropReason.UNKNOWN_SPI);
        // the marker and the keep-alive belong to UDP encapsulation
        assertThat(ends.pcscf.dropOf(up.with(new byte[4]))).isEqualTo(DropReason.UNKNOWN_SPI);
        assertThat(ends.pcscf.dropOf(up.with(new byte[] {(byte) 0xFF})))
                .isEqualTo(DropReason.TOO_SHORT);
        assertThat(ends.pcscf.keepAlives).isZero();
        assertThat(ends.pcscf.dropOf(up.with(new byte[4]).over(Carrier.UDP)))
                .isEqualTo(DropReason.NON_ESP_MARKER);
    }

    @Test
    void transportModeSendsNoKeepAlives() {
        TwoEnds ends = TwoEnds.joinedInTransportMode(AES);
        assertThat(ends.ue.engine.sendKeepAlive(TwoEnds.UE_SET)).isFalse();
        assertThat(ends.ue.sent).isEmpty();
    }

    @Test
    void aTapSeesTheCarrier() {
        TwoEnds ends = TwoEnds.joinedInTransportMode(AES);
        ends.pcscf.takes(ends.fromUe("one"));
        assertThat(ends.ue.tapped).extracting(Datagram::carrier).containsExactly(Carrier.IP);
        assertThat(ends.pcscf.tapped).extracting(Datagram::carrier).containsExactly(Carrier.IP);
    }

    @Test
    void aSetWhoseModeHasNoCarrierHereIsRefused() {
        EspOptions udpOnly = EspOptions.UDP_ONLY;
        assertThatThrownBy(() -> TwoEnds.joined(AES, IpsecMode.TRANSPORT, udpOnly))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no carrier here for mode trans");
        EspOptions ipOnly = EspOptions.of(Set.of(Carrier.IP), 64);
        assertThatThrownBy(() -> TwoEnds.joined(AES, IpsecMode.UDP_ENCAPSULATED_TUNNEL, ipOnly))
                .hasMessageContaining("no carrier here for mode UDP-enc-tun");
        TwoEnds ends = TwoEnds.bare();
        AssociationSet set = ends.ueSet(AlgorithmPair.parse(AES));
        assertThatThrownBy(() -> ends.ue.engine.install(TwoEnds.with(set, IpsecMode.TUNNEL)))
                .hasMessageContaining("no carrier here for mode tun");
    }

    @Test
    void eachModeButTunHasItsCarrier() {
        assertThat(Carrier.of(IpsecMode.TRANSPORT)).isEqualTo(Carrier.IP);
        assertThat(Carrier.of(IpsecMode.UDP_ENCAPSULATED_TUNNEL)).isEqualTo(Carrier.UDP);
        assertThat(Carrier.IP.token() + Carrier.UDP.token()).isEqualTo("ipudp");
        assertThatThrownBy(() -> Carrier.of(IpsecMode.TUNNEL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: trans or UDP-enc-tun");
    }

    @Test
    void whatTheSocketDoesNotTakeIsTold() {
        TwoEnds ends = TwoEnds.joinedInTransportMode(AES);
        ends.ue.socketTakes = false;
        assertThat(ends.ue.engine.send(TwoEnds.UE_SET, new byte[1]))
                .isEqualTo(SendOutcome.NOT_TAKEN);
    }

    @Test
    @Requirement("esp-anti-replay")
    void sequenceNumbersThatAreUsedUpEndTheSendingAndAreTold() {
        EspOptions three = new EspOptions(Set.of(Carrier.UDP), 64, 3, PathMtu.UNKNOWN);
        TwoEnds ends = TwoEnds.joined(AES, IpsecMode.UDP_ENCAPSULATED_TUNNEL, three);
        for (int i = 0; i < 3; i++) {
            ends.pcscf.takes(ends.fromUe("message"));
        }
        assertThat(ends.ue.exhausted).isZero();
        for (int i = 1; i <= 2; i++) {
            assertThat(ends.ue.engine.send(TwoEnds.UE_SET, new byte[1]))
                    .isEqualTo(SendOutcome.SEQUENCE_EXHAUSTED);
            assertThat(ends.ue.exhausted).isEqualTo(i);
        }
        assertThat(ends.ue.sent).isEmpty();
        assertThat(ends.pcscf.received).hasSize(3);
        assertThat(EspOptions.UDP_ONLY.lastSequence()).isEqualTo(OutboundSa.LAST_SEQUENCE);
    }

    @Test
    @Requirement("esp-anti-replay")
    void aWiderReplayWindowTakesPacketsThatComeLater() {
        for (int width : new int[] {32, 128, 4096}) {
            EspOptions wide = EspOptions.of(Set.of(Carrier.UDP), width);
            TwoEnds ends = TwoEnds.joined(AES, IpsecMode.UDP_ENCAPSULATED_TUNNEL, wide);
            Datagram tooLate = ends.fromUe("1");
            Datagram late = ends.fromUe("2");
            for (int i = 3; i <= width; i++) {
                ends.fromUe("lost");
            }
            ends.pcscf.takes(ends.fromUe("newest"));
            assertThat(ends.pcscf.dropOf(tooLate)).isEqualTo(DropReason.LEFT_OF_WINDOW);
            assertThat(ends.pcscf.dropOf(late)).isNull();
            assertThat(ends.pcscf.dropOf(late)).isEqualTo(DropReason.REPLAYED);
        }
    }
}
