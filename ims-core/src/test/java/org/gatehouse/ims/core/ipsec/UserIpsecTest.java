package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.ipsec.TwoEnds.Datagram;
import org.gatehouse.ims.core.ipsec.TwoEnds.Message;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserIpsecTest {
    private static final AlgorithmPair AES = AlgorithmPair.parse("hmac-sha-1-96/aes-cbc");

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
    void messagesGoFromClientPortToServerPortBothWays(String algorithms) {
        for (TwoEnds ends :
                List.of(TwoEnds.joined(algorithms), TwoEnds.joinedOverIpv6(algorithms))) {
            Datagram up = ends.fromUe("REGISTER sip:home.example SIP/2.0");
            assertThat(new String(up.octets(), StandardCharsets.ISO_8859_1).contains("REGISTER"))
                    .isEqualTo(algorithms.endsWith("null"));
            ends.pcscf.takes(up);
            ends.ue.takes(ends.fromPcscf("SIP/2.0 200 OK"));
            InetSocketAddress ueClient = new InetSocketAddress(ends.ueAddress, 31000);
            InetSocketAddress ueServer = new InetSocketAddress(ends.ueAddress, 31001);
            InetSocketAddress pcscfClient = new InetSocketAddress(ends.pcscfAddress, 5100);
            InetSocketAddress pcscfServer = new InetSocketAddress(ends.pcscfAddress, 5101);
            assertThat(ends.pcscf.received)
                    .containsExactly(
                            new Message(
                                    new Flow(
                                            TransportProtocol.UDP,
                                            pcscfServer,
                                            ueClient,
                                            TwoEnds.PCSCF_SET),
                                    "REGISTER sip:home.example SIP/2.0"));
            assertThat(ends.ue.received)
                    .containsExactly(
                            new Message(
                                    new Flow(
                                            TransportProtocol.UDP,
                                            ueServer,
                                            pcscfClient,
                                            TwoEnds.UE_SET),
                                    "SIP/2.0 200 OK"));
        }
    }

    @Test
    @Requirement("nat-ports")
    void theOuterPortIsLearntFromTheFirstAuthenticPacketAndKept() {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        assertThat(ends.pcscf.engine.send(TwoEnds.PCSCF_SET, new byte[1]))
                .isEqualTo(SendOutcome.PEER_PORT_UNKNOWN);
        assertThat(ends.pcscf.engine.sendKeepAlive(TwoEnds.PCSCF_SET)).isFalse();
        Datagram first = ends.fromUe("one");
        byte[] forged = first.octets().clone();
        forged[20] ^= 1;
        InetSocketAddress thief = new InetSocketAddress(ends.ueAddress, 6666);
        ends.pcscf.takes(first.with(forged).from(thief));
        assertThat(ends.pcscf.learnt).isNull();

        InetSocketAddress natted = new InetSocketAddress(ends.ueAddress, 40123);
        ends.pcscf.takes(first.from(natted));
        assertThat(ends.pcscf.learnt).isEqualTo(natted);
        assertThat(ends.fromPcscf("two").to()).isEqualTo(natted);
        assertThat(ends.fromPcscf("two").from().getPort()).isEqualTo(4500);

        ends.pcscf.takes(ends.fromUe("three").from(thief));
        assertThat(ends.fromPcscf("four").to()).isEqualTo(natted);
    }

    @Test
    @Requirement("nat-keepalive")
    void keepAlivesAreDroppedSilently() {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        assertThat(ends.ue.engine.sendKeepAlive(TwoEnds.UE_SET)).isTrue();
        Datagram keepAlive = ends.ue.sent.removeLast();
        assertThat(keepAlive.octets()).containsExactly(0xFF);
        ends.pcscf.takes(keepAlive);
        assertThat(ends.pcscf.keepAlives).isEqualTo(1);
        assertThat(ends.pcscf.drops).isEmpty();
        assertThat(ends.pcscf.received).isEmpty();
    }

    @Test
    @Requirement("sel-addresses")
    void aHolderOfTheKeysCannotSpeakFromAnotherAddressOrPort() {
        for (AssociationSet.End pretended :
                List.of(
                        new AssociationSet.End(
                                TwoEnds.address("192.0.2.8"), TwoEnds.UE_PORTS, TwoEnds.UE_SPIS),
                        new AssociationSet.End(
                                TwoEnds.address("192.0.2.7"),
                                new PortPair(31002, 31001),
                                TwoEnds.UE_SPIS))) {
            TwoEnds ends = TwoEnds.bare();
            ends.pcscf.engine.install(ends.pcscfSet(AES));
            ends.ue.engine.install(
                    TwoEnds.set(TwoEnds.UE_SET, pretended, ends.pcscfEnd(), AES, 4500, 4500));
            assertThat(ends.pcscf.dropOf(ends.fromUe("spoofed")))
                    .isEqualTo(DropReason.SELECTOR_MISMATCH);
            assertThat(ends.pcscf.received).isEmpty();
        }
    }

    @Test
    void withAnotherKeyNothingPasses() {
        TwoEnds ends = TwoEnds.bare();
        ends.pcscf.engine.install(ends.pcscfSet(AES));
        AssociationSet right = ends.ueSet(AES);
        ends.ue.engine.install(
                new AssociationSet(
                        right.id(),
                        right.local(),
                        right.remote(),
                        right.integrity(),
                        right.encryption(),
                        right.mode(),
                        right.localOuter(),
                        right.remoteOuter(),
                        TwoEnds.keys(0x22)));
        assertThat(ends.pcscf.dropOf(ends.fromUe("SM7"))).isEqualTo(DropReason.BAD_ICV);
        assertThat(ends.pcscf.received).isEmpty();
    }

    @Test
    void aSetIsInstalledWholeOrNotAtAll() {
        TwoEnds ends = TwoEnds.bare();
        UserIpsec engine = ends.pcscf.engine;
        engine.install(ends.pcscfSet(AES));
        SetId other = new SetId(7);
        SpiPair fresh = new SpiPair(new Spi(2_000_000_000L), new Spi(2_000_000_001L));
        SpiPair halfUsed = new SpiPair(new Spi(2_000_000_000L), TwoEnds.PCSCF_SPIS.server());
        SpiPair reserved = new SpiPair(new Spi(2_000_000_000L), new Spi(255));
        assertRefused(engine, ends, TwoEnds.PCSCF_SET, fresh, "already installed");
        assertRefused(engine, ends, other, halfUsed, "in use");
        assertRefused(engine, ends, other, reserved, "below 256");
        engine.install(set(ends, other, fresh));
        assertThat(engine.spisInUse()).hasSize(6).contains(fresh.client(), fresh.server());
    }

    @Test
    @Requirement({"spi-unique", "arch-gm-protected"})
    void aSetWhoseSpisAreThoseOfThePeerIsRefused() {
        TwoEnds ends = TwoEnds.bare();
        assertRefused(
                ends.pcscf.engine,
                ends,
                TwoEnds.PCSCF_SET,
                new SpiPair(new Spi(2_000_000_000L), TwoEnds.UE_SPIS.client()),
                "four different");
    }

    private static void assertRefused(
            UserIpsec engine, TwoEnds ends, SetId id, SpiPair spis, String why) {
        Set<Spi> before = engine.spisInUse();
        assertThatThrownBy(() -> engine.install(set(ends, id, spis)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
        assertThat(engine.spisInUse()).isEqualTo(before);
    }

    private static AssociationSet set(TwoEnds ends, SetId id, SpiPair spis) {
        AssociationSet.End local =
                new AssociationSet.End(ends.pcscfAddress, TwoEnds.PCSCF_PORTS, spis);
        return TwoEnds.set(id, local, ends.ueEnd(), AES, 4500, 0);
    }

    @Test
    void aRemovedSetIsGoneWithItsKeys() {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        Datagram late = ends.fromUe("late");
        EspKeys keys = ends.pcscf.engine.revealKeys(TwoEnds.PCSCF_SET).orElseThrow();
        ends.pcscf.engine.remove(TwoEnds.PCSCF_SET);
        ends.pcscf.engine.remove(TwoEnds.PCSCF_SET);
        assertThat(keys.revealEncryptionKey()).containsOnly(0);
        assertThat(keys.revealIntegrityKey()).containsOnly(0);
        assertThat(ends.pcscf.dropOf(late)).isEqualTo(DropReason.UNKNOWN_SPI);
        assertThat(ends.pcscf.engine.send(TwoEnds.PCSCF_SET, new byte[1]))
                .isEqualTo(SendOutcome.NO_SET);
        assertThat(ends.pcscf.engine.sendKeepAlive(TwoEnds.PCSCF_SET)).isFalse();
        assertThat(ends.pcscf.engine.spisInUse()).isEmpty();
        assertThat(ends.pcscf.engine.dropsWithoutSet())
                .isEqualTo(Map.of(DropReason.UNKNOWN_SPI, 1L));
    }

    @Test
    @Requirement("esp-four-sas")
    void theFourSasAndTheirCountersCanBeRead() {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        Datagram first = ends.fromUe("one");
        ends.pcscf.takes(first);
        ends.pcscf.takes(first);
        SetStatistics statistics = ends.pcscf.engine.statistics(TwoEnds.PCSCF_SET).orElseThrow();
        assertThat(statistics.packetsIn()).isEqualTo(1);
        assertThat(statistics.drops()).isEqualTo(Map.of(DropReason.REPLAYED, 1L));
        assertThat(ends.ue.engine.statistics(TwoEnds.UE_SET).orElseThrow().packetsOut())
                .isEqualTo(1);
        List<SecurityAssociation> ue = ends.ue.engine.associations(TwoEnds.UE_SET);
        List<SecurityAssociation> pcscf = ends.pcscf.engine.associations(TwoEnds.PCSCF_SET);
        assertThat(ue).hasSize(4);
        for (SecurityAssociation one : ue) {
            assertThat(pcscf)
                    .filteredOn(other -> other.spi().equals(one.spi()))
                    .singleElement()
                    .matches(other ->
                            other.source().equals(one.source())
                                    && other.destination().equals(one.destination())
                                    && other.direction() != one.direction());
        }
        assertThat(ends.pcscf.tapped).hasSize(2);
        assertThat(ends.ue.tapped).hasSize(1);
    }

    @Test
    void aMessageThatFitsNoDatagramIsNotSent() {
        TwoEnds ends = TwoEnds.joined("hmac-md5-96/aes-cbc");
        assertThat(ends.ue.engine.send(TwoEnds.UE_SET, new byte[65_500]))
                .isEqualTo(SendOutcome.TOO_LONG);
        String largest = "x".repeat(65_400);
        Datagram datagram = ends.fromUe(largest);
        assertThat(datagram.octets().length).isLessThanOrEqualTo(65_507);
        ends.pcscf.takes(datagram);
        assertThat(ends.pcscf.received).hasSize(1);
    }

    @Test
    void aPacketToAnotherAddressOfThisHostNamesNoSa() {
        TwoEnds ends = TwoEnds.joined("hmac-md5-96/aes-cbc");
        Datagram datagram = ends.fromUe("one");
        InetSocketAddress elsewhere = new InetSocketAddress(TwoEnds.address("203.0.113.9"), 4500);
        assertThat(ends.pcscf.dropOf(datagram.to(elsewhere))).isEqualTo(DropReason.UNKNOWN_SPI);
    }
}
