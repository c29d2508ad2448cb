package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.esp.EspOutcome.AuthenticFragment;
import org.gatehouse.ims.core.esp.EspOutcome.Authenticated;
import org.gatehouse.ims.core.esp.EspOutcome.Dropped;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.secagree.Spi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Packets that a peer cut up before it encapsulated them: right ones, and hostile ones. */
class InnerFragmentsTest {
    private static final Instant START = Instant.EPOCH;
    private static final Spi SPI = new Spi(1_000_000_001L);
    private static final Spi OTHER = new Spi(1_000_000_002L);

    private final List<DropReason> givenUp = new ArrayList<>();
    private final InnerFragments fragments = new InnerFragments((sa, why) -> givenUp.add(why));
    private Instant now = START;
    private long sequence;

    /** What the packets are. */
    enum Version {
        IPV4,
        IPV6;

        Endpoint ue() {
            return new Endpoint(address(1), 31000);
        }

        Endpoint pcscf() {
            return new Endpoint(address(2), 6060);
        }

        private byte[] address(int host) {
            byte[] address = new byte[this == IPV4 ? 4 : 16];
            address[0] = (byte) 0xFD;
            address[address.length - 1] = (byte) host;
            return address;
        }

        SipSelectors selectors() {
            return SipSelectors.tunnel(ue(), pcscf());
        }

        byte[] packet(int octets) {
            return InnerPacket.ipAndUdp(ue(), pcscf(), message(octets));
        }

        int protocol() {
            return InnerPacket.tunnelProtocol(ue());
        }
    }

    private static byte[] message(int octets) {
        byte[] message = new byte[octets];
        new Random(octets).nextBytes(message);
        return message;
    }

    private EspOutcome add(Version version, byte[] fragment) {
        return add(SPI, version, fragment);
    }

    /** As a packet that the SA has opened. */
    private EspOutcome add(Spi sa, Version version, byte[] fragment) {
        assertThat(version.selectors().isFragment(fragment, fragment.length, version.protocol()))
                .isTrue();
        return fragments.add(
                sa,
                version.selectors(),
                new AuthenticFragment(fragment, version.protocol(), ++sequence),
                now);
    }

    private DropReason dropped(EspOutcome outcome) {
        assertThat(outcome).isInstanceOf(Dropped.class);
        return ((Dropped) outcome).reason();
    }

    private void kept(EspOutcome outcome) {
        assertThat(outcome).isInstanceOf(AuthenticFragment.class);
    }

    private void assertNothingWaits() {
        assertThat(fragments.octets()).isZero();
        assertThat(fragments.packets()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void fragmentsInAnyOrderBecomeThePacketThatWasCut(Version version) {
        for (int octets : List.of(9, 1_201, 4_000, 65_400)) {
            byte[] packet = version.packet(octets);
            for (int seed = 0; seed < 20; seed++) {
                List<byte[]> cut =
                        new ArrayList<>(Cut.fragments(packet, seed, octets < 1_000 ? 8 : 1_200));
                Collections.shuffle(cut, new Random(seed));
                for (byte[] fragment : cut.subList(1, cut.size())) {
                    kept(add(version, fragment));
                }
                EspOutcome whole = add(version, cut.getFirst());
                assertThat(whole).isInstanceOf(Authenticated.class);
                Authenticated opened = (Authenticated) whole;
                assertThat(version.selectors().udpPayload(opened.payload()))
                        .isEqualTo(message(octets));
                assertThat(opened.nextHeader()).isEqualTo(version.protocol());
                assertThat(opened.sequence()).isEqualTo(sequence);
                assertNothingWaits();
            }
        }
        assertThat(givenUp).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void packetsOfSeveralSasAndIdentificationsDoNotMix(Version version) {
        byte[] one = version.packet(2_000);
        byte[] two = version.packet(2_001);
        List<byte[]> ones = Cut.fragments(one, 7, 1_200);
        List<byte[]> twos = Cut.fragments(two, 8, 1_200);
        kept(add(version, ones.get(0)));
        kept(add(version, twos.get(0)));
        kept(add(OTHER, version, ones.get(1)));
        assertThat(add(version, twos.get(1))).isInstanceOf(Authenticated.class);
        assertThat(add(version, ones.get(1))).isInstanceOf(Authenticated.class);
        assertThat(fragments.packets()).isEqualTo(1);
    }

    /** The selectors judge the whole packet: its ports are in the first fragment alone. */
    @ParameterizedTest
    @EnumSource
    void aPacketThatIsWholeHasToPassTheSelectors(Version version) {
        byte[] otherPort =
                InnerPacket.ipAndUdp(
                        new Endpoint(version.ue().address(), 31001),
                        version.pcscf(),
                        message(2_000));
        List<byte[]> cut = Cut.fragments(otherPort, 1, 1_200);
        kept(add(version, cut.get(1)));
        assertThat(dropped(add(version, cut.get(0)))).isEqualTo(DropReason.SELECTOR_MISMATCH);
        byte[] damaged = version.packet(2_000);
        damaged[1_900] ^= 1;
        cut = Cut.fragments(damaged, 2, 1_200);
        kept(add(version, cut.get(0)));
        assertThat(dropped(add(version, cut.get(1)))).isEqualTo(DropReason.INNER_MALFORMED);
        assertNothingWaits();
    }

    /** RFC 5722: "including those not yet received". */
    @ParameterizedTest
    @EnumSource
    void anOverlapDropsTheWholePacketAndWhatComesOfItLater(Version version) {
        byte[] packet = version.packet(4_000);
        int end = packet.length - (version == Version.IPV4 ? 20 : 40);
        List<int[]> overlaps =
                List.of(
                        new int[] {1_200, 2_400},
                        new int[] {1_192, 2_000},
                        new int[] {2_392, 3_000},
                        new int[] {1_600, 1_800},
                        new int[] {800, 3_200},
                        new int[] {0, end});
        int identification = 0;
        for (int[] overlap : overlaps) {
            identification++;
            kept(add(version, Cut.piece(packet, identification, 1_200, 2_400)));
            byte[] other = Cut.piece(packet, identification, overlap[0], new byte[8], true);
            byte[] long8 =
                    Cut.piece(
                            packet,
                            identification,
                            overlap[0],
                            new byte[(overlap[1] - overlap[0]) / 8 * 8],
                            true);
            assertThat(dropped(add(version, long8)))
                    .as("%d to %d", overlap[0], overlap[1])
                    .isEqualTo(DropReason.FRAGMENT_OVERLAP);
            assertThat(dropped(add(version, other))).isEqualTo(DropReason.FRAGMENT_OVERLAP);
            assertThat(dropped(add(version, Cut.piece(packet, identification, 0, 1_200))))
                    .isEqualTo(DropReason.FRAGMENT_OVERLAP);
            assertThat(dropped(add(version, Cut.piece(packet, identification, 2_400, end))))
                    .isEqualTo(DropReason.FRAGMENT_OVERLAP);
            assertThat(fragments.octets()).isZero();
        }
        // the dead ones gave way to each other, and each was counted when it died
        assertThat(fragments.packets()).isEqualTo(InnerFragments.MOST_PER_SA);
        assertThat(givenUp).isEmpty();
        now = now.plus(InnerFragments.HELD_FOR);
        kept(add(version, Cut.piece(packet, identification, 0, 1_200)));
        assertThat(fragments.packets()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void twoLastFragmentsOrOneBeyondTheLastDropThePacket(Version version) {
        byte[] packet = version.packet(4_000);
        kept(add(version, Cut.piece(packet, 1, 2_400, new byte[100], false)));
        assertThat(dropped(add(version, Cut.piece(packet, 1, 2_504, new byte[8], false))))
                .isEqualTo(DropReason.FRAGMENT_OVERLAP);
        kept(add(version, Cut.piece(packet, 2, 2_400, new byte[100], false)));
        assertThat(dropped(add(version, Cut.piece(packet, 2, 3_200, new byte[8], true))))
                .isEqualTo(DropReason.FRAGMENT_OVERLAP);
        kept(add(version, Cut.piece(packet, 3, 2_400, new byte[104], true)));
        assertThat(dropped(add(version, Cut.piece(packet, 3, 1_200, new byte[8], false))))
                .isEqualTo(DropReason.FRAGMENT_OVERLAP);
    }

    @ParameterizedTest
    @EnumSource
    void aFragmentThatCanBeNoPartOfAPacketIsMalformed(Version version) {
        byte[] packet = version.packet(4_000);
        for (byte[] bad :
                List.of(
                        Cut.piece(packet, 1, 8, new byte[0], false),
                        Cut.piece(packet, 1, 8, new byte[0], true),
                        Cut.piece(packet, 1, 0, new byte[0], true),
                        Cut.piece(packet, 1, 0, new byte[1_199], true),
                        Cut.piece(packet, 1, 65_528, new byte[8], false),
                        Cut.piece(packet, 1, 60_000, new byte[5_536], true))) {
            assertThat(dropped(add(version, bad))).isEqualTo(DropReason.FRAGMENT_MALFORMED);
        }
        assertNothingWaits();
    }

    /** The ping of death: each fragment is sound, and the packet is longer than any may be. */
    @Test
    void aPacketThatIsTooLongByItsOptionsAloneIsMalformed() {
        byte[] packet = Version.IPV4.packet(65_000);
        byte[] first = Cut.piece(packet, 1, 0, new byte[64], true);
        byte[] withOptions = new byte[first.length + 40];
        System.arraycopy(first, 0, withOptions, 0, 20);
        System.arraycopy(first, 20, withOptions, 60, 64);
        Arrays.fill(withOptions, 20, 60, (byte) 1);
        withOptions[0] = 0x4F;
        Octets.putShort(withOptions, 2, withOptions.length);
        Octets.putShort(withOptions, 10, 0);
        Octets.putShort(withOptions, 10, Octets.checksum(Octets.sum(withOptions, 0, 60)));
        kept(add(Version.IPV4, withOptions));
        EspOutcome last = add(Version.IPV4, Cut.piece(packet, 1, 64, new byte[65_515 - 64], false));
        assertThat(dropped(last)).isEqualTo(DropReason.FRAGMENT_MALFORMED);
        assertNothingWaits();
    }

    /** RFC 6946: it waits for nothing, and has nothing to do with others of its identification. */
    @Test
    void anAtomicFragmentIsAPacketByItself() {
        byte[] packet = Version.IPV6.packet(500);
        kept(add(Version.IPV6, Cut.piece(Version.IPV6.packet(2_000), 1, 0, 1_200)));
        EspOutcome whole = add(Version.IPV6, Cut.piece(packet, 1, 0, packet.length - 40));
        assertThat(whole).isInstanceOf(Authenticated.class);
        assertThat(((Authenticated) whole).payload()).isEqualTo(packet);
        assertThat(fragments.packets()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void aPacketInTinyFragmentsIsDroppedAtItsBound(Version version) {
        byte[] packet = version.packet(4_000);
        for (int i = 0; i < InnerFragments.MOST_FRAGMENTS; i++) {
            kept(add(version, Cut.piece(packet, 1, i * 16, i * 16 + 8)));
        }
        assertThat(dropped(add(version, Cut.piece(packet, 1, 8, 16))))
                .isEqualTo(DropReason.FRAGMENT_TOO_MANY);
        assertThat(fragments.octets()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void whatNeverBecomesWholeIsGivenUpInTime(Version version) {
        byte[] packet = version.packet(4_000);
        kept(add(version, Cut.piece(packet, 1, 0, 1_200)));
        now = START.plus(InnerFragments.HELD_FOR).minusNanos(1);
        kept(add(version, Cut.piece(packet, 1, 1_200, 2_400)));
        now = START.plus(InnerFragments.HELD_FOR);
        // the time runs from the first one
        kept(add(version, Cut.piece(packet, 1, 2_400, 3_600)));
        assertThat(givenUp).containsExactly(DropReason.FRAGMENT_TIMEOUT);
        assertThat(fragments.packets()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void anSaLosesItsOldestPacketAtItsBoundAndNobodyElsesIsTouched(Version version) {
        byte[] packet = version.packet(2_000);
        kept(add(OTHER, version, Cut.piece(packet, 1, 0, 1_200)));
        for (int id = 1; id <= InnerFragments.MOST_PER_SA + 2; id++) {
            kept(add(version, Cut.piece(packet, id, 0, 1_200)));
        }
        assertThat(fragments.packets()).isEqualTo(InnerFragments.MOST_PER_SA + 1);
        assertThat(givenUp)
                .containsExactly(DropReason.FRAGMENT_EVICTED, DropReason.FRAGMENT_EVICTED);
        int end = packet.length - (version == Version.IPV4 ? 20 : 40);
        kept(add(version, Cut.piece(packet, 2, 1_200, end)));
        assertThat(add(version, Cut.piece(packet, 6, 1_200, end)))
                .isInstanceOf(Authenticated.class);
        assertThat(add(OTHER, version, Cut.piece(packet, 1, 1_200, end)))
                .isInstanceOf(Authenticated.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 1_200, 65_000})
    void aFloodFromManySasStaysWithinTheBounds(int octets) {
        byte[] packet = Version.IPV4.packet(65_400);
        int sent = 0;
        for (int sa = 0; sa < 3_000; sa++) {
            byte[] fragment = Cut.piece(packet, sa, 0, new byte[octets], true);
            // padding behind the inner packet must not be kept: it is not counted
            byte[] padded = Arrays.copyOf(fragment, fragment.length + (octets == 8 ? 60_000 : 0));
            kept(add(new Spi(2_000_000_000L + sa), Version.IPV4, padded));
            sent++;
            assertThat(fragments.octets()).isLessThanOrEqualTo(InnerFragments.MOST_OCTETS);
            assertThat(fragments.packets()).isLessThanOrEqualTo(InnerFragments.MOST_PACKETS);
        }
        assertThat(givenUp).hasSize(sent - fragments.packets());
        assertThat(givenUp).containsOnly(DropReason.FRAGMENT_EVICTED);
    }

    @Test
    void nothingOfAnSaStaysWhenItGoes() {
        byte[] packet = Version.IPV4.packet(2_000);
        kept(add(Version.IPV4, Cut.piece(packet, 1, 0, 1_200)));
        kept(add(Version.IPV4, Cut.piece(packet, 2, 0, 1_200)));
        kept(add(OTHER, Version.IPV4, Cut.piece(packet, 1, 0, 1_200)));
        fragments.forget(SPI);
        assertThat(fragments.octets()).isEqualTo(1_200);
        assertThat(fragments.packets()).isEqualTo(1);
        fragments.forget(SPI);
        fragments.forget(OTHER);
        assertNothingWaits();
        assertThat(givenUp).isEmpty();
    }

    /** Whatever comes, each packet that gets out is one that was sent, and the books agree. */
    @ParameterizedTest
    @EnumSource
    void fragmentsAtRandomNeverMakeAPacketThatWasNotSent(Version version) {
        Random random = new Random(5722);
        byte[] packet = version.packet(900);
        int data = packet.length - (version == Version.IPV4 ? 20 : 40);
        int whole = 0;
        for (int i = 0; i < 100_000; i++) {
            boolean sound = random.nextInt(20) != 0;
            int unit = sound ? 304 : 8;
            int from = random.nextInt(data / unit + 1) * unit;
            int to = Math.min(data, from + unit * (sound ? 1 : 1 + random.nextInt(60)));
            int id = random.nextInt(6);
            now = now.plus(Duration.ofMillis(random.nextInt(5_000)));
            if (from == to) {
                continue;
            }
            switch (add(version, Cut.piece(packet, id, from, to))) {
                case Authenticated opened -> {
                    assertThat(version.selectors().udpPayload(opened.payload()))
                            .isEqualTo(message(900));
                    whole++;
                }
                case AuthenticFragment kept -> assertThat(fragments.octets()).isPositive();
                case Dropped dropped ->
                        assertThat(dropped.reason()).isEqualTo(DropReason.FRAGMENT_OVERLAP);
            }
        }
        assertThat(whole).isPositive();
        now = now.plus(InnerFragments.HELD_FOR);
        add(version, Cut.piece(packet, 9, 8, 16));
        assertThat(fragments.octets()).isEqualTo(8);
        assertThat(fragments.packets()).isEqualTo(1);
    }
}
