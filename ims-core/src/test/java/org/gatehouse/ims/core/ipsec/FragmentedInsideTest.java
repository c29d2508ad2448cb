package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.gatehouse.ims.core.esp.Cut;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.esp.IvSource;
import org.gatehouse.ims.core.esp.OutboundSa;
import org.gatehouse.ims.core.ipsec.TwoEnds.Datagram;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A UE that cuts its packets up before ESP, as a kernel does in tunnel mode, and the P-CSCF. */
class FragmentedInsideTest {
    private static final String LARGE = "m".repeat(4_000);

    private final IvSource ivs = new IvSource(new Random(1));

    /** The UE's SA to the P-CSCF's server port, and what it sends through it. */
    private final class Kernel {
        private final TwoEnds ends;
        private final OutboundSa sa;
        private final Endpoint ue;
        private final Endpoint pcscf;

        Kernel(TwoEnds ends, String algorithms) throws Exception {
            AlgorithmPair pair = AlgorithmPair.parse(algorithms);
            SessionKeys keys = TwoEnds.keys(0x21);
            this.ends = ends;
            this.sa =
                    new OutboundSa(
                            TwoEnds.PCSCF_SPIS.server(),
                            EspKeys.expand(
                                    pair.integrity(), pair.encryption(), keys.ck(), keys.ik()));
            this.ue = Endpoint.of(ends.ueAddress, TwoEnds.UE_PORTS.client());
            this.pcscf = Endpoint.of(ends.pcscfAddress, TwoEnds.PCSCF_PORTS.server());
        }

        byte[] packet(String message) {
            return InnerPacket.ipAndUdp(ue, pcscf, message.getBytes(StandardCharsets.UTF_8));
        }

        Datagram sealed(byte[] inner) {
            byte[] esp = sa.seal(inner, InnerPacket.tunnelProtocol(ue), ivs);
            return ends.fromUe("only for its addresses").with(Objects.requireNonNull(esp));
        }

        List<Datagram> cut(String message, int identification) {
            List<Datagram> all = new ArrayList<>();
            for (byte[] fragment : Cut.fragments(packet(message), identification, 1_200)) {
                all.add(sealed(fragment));
            }
            return all;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "hmac-sha-1-96/aes-cbc, false",
        "hmac-sha-1-96/aes-cbc, true",
        "hmac-md5-96/null, false",
        "hmac-md5-96/des-ede3-cbc, true"
    })
    void aMessageThatCameInFragmentsInsideEspIsDeliveredWhole(String algorithms, boolean ipv6)
            throws Exception {
        TwoEnds ends = ipv6 ? TwoEnds.joinedOverIpv6(algorithms) : TwoEnds.joined(algorithms);
        Kernel kernel = new Kernel(ends, algorithms);
        for (int id = 0; id < 10; id++) {
            List<Datagram> cut = kernel.cut(LARGE + id, id);
            assertThat(cut).hasSize(4);
            Collections.shuffle(cut, new Random(id));
            cut.forEach(ends.pcscf::takes);
            assertThat(ends.pcscf.received.getLast().text()).isEqualTo(LARGE + id);
        }
        assertThat(ends.pcscf.received).hasSize(10);
        assertThat(ends.pcscf.received.getFirst().flow().remote().getPort())
                .isEqualTo(TwoEnds.UE_PORTS.client());
        assertThat(ends.pcscf.accepted).isEqualTo(10);
        assertThat(ends.pcscf.fragmentsKept).isEqualTo(30);
        assertThat(ends.pcscf.drops).isEmpty();
        assertThat(packetsIn(ends)).isEqualTo(40);
    }

    private static long packetsIn(TwoEnds ends) {
        return ends.pcscf.engine.statistics(TwoEnds.PCSCF_SET).orElseThrow().packetsIn();
    }

    @Test
    void fragmentsTakeNoRoomBeforeIcvAndReplayWindowHaveSeenThem() throws Exception {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        Kernel kernel = new Kernel(ends, "hmac-sha-1-96/aes-cbc");
        List<Datagram> cut = kernel.cut(LARGE, 1);
        byte[] forged = cut.get(1).octets().clone();
        forged[40] ^= 1;
        ends.pcscf.takes(cut.get(0));
        assertThat(ends.pcscf.dropOf(cut.get(1).with(forged))).isEqualTo(DropReason.BAD_ICV);
        assertThat(ends.pcscf.dropOf(cut.get(0))).isEqualTo(DropReason.REPLAYED);
        // neither was taken for an overlap, which would drop all
        cut.subList(1, 4).forEach(ends.pcscf::takes);
        assertThat(ends.pcscf.received).hasSize(1);
    }

    @Test
    void whatIsDroppedOrGivenUpIsCountedForItsSet() throws Exception {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        Kernel kernel = new Kernel(ends, "hmac-sha-1-96/aes-cbc");
        byte[] packet = kernel.packet(LARGE);
        ends.pcscf.takes(kernel.sealed(Cut.piece(packet, 1, 0, 1_200)));
        Datagram overlap = kernel.sealed(Cut.piece(packet, 1, 1_192, 2_400));
        assertThat(ends.pcscf.dropOf(overlap)).isEqualTo(DropReason.FRAGMENT_OVERLAP);
        for (int id = 2; id < 7; id++) {
            ends.pcscf.takes(kernel.sealed(Cut.piece(packet, id, 0, 1_200)));
        }
        assertThat(ends.pcscf.drops).containsEntry(DropReason.FRAGMENT_EVICTED, 1);
        assertThat(ends.pcscf.engine.statistics(TwoEnds.PCSCF_SET).orElseThrow().drops())
                .containsEntry(DropReason.FRAGMENT_OVERLAP, 1L)
                .containsEntry(DropReason.FRAGMENT_EVICTED, 1L);
        assertThat(ends.pcscf.received).isEmpty();
    }

    @Test
    void aSetThatIsInstalledAnewTakesNothingOfTheOldOnesFragments() throws Exception {
        TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");
        Kernel kernel = new Kernel(ends, "hmac-sha-1-96/aes-cbc");
        List<Datagram> cut = kernel.cut(LARGE, 1);
        cut.subList(0, 3).forEach(ends.pcscf::takes);
        ends.pcscf.engine.remove(TwoEnds.PCSCF_SET);
        ends.pcscf.engine.install(ends.pcscfSet(AlgorithmPair.parse("hmac-sha-1-96/aes-cbc")));
        ends.pcscf.takes(cut.get(3));
        assertThat(ends.pcscf.received).isEmpty();
        assertThat(ends.pcscf.drops).isEmpty();
    }
}
