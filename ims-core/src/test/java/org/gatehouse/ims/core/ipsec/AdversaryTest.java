package org.gatehouse.ims.core.ipsec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.gatehouse.ims.core.esp.DropReason;
import org.gatehouse.ims.core.ipsec.TwoEnds.Datagram;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;

/** Someone in the path who has no keys: nothing but whole, first copies gets through. */
@Requirement("arch-gm-protected")
class AdversaryTest {
    private final TwoEnds ends = TwoEnds.joined("hmac-sha-1-96/aes-cbc");

    @Test
    @Requirement("esp-anti-replay")
    void aReplayedPacketIsDropped() {
        Datagram one = ends.fromUe("one");
        ends.pcscf.takes(one);
        assertThat(ends.pcscf.dropOf(one)).isEqualTo(DropReason.REPLAYED);
        for (int i = 0; i < 64; i++) {
            ends.pcscf.takes(ends.fromUe("more"));
        }
        assertThat(ends.pcscf.dropOf(one)).isEqualTo(DropReason.LEFT_OF_WINDOW);
        assertThat(ends.pcscf.received).hasSize(65);
    }

    @Test
    void anyFlippedBitIsSeen() {
        Datagram one = ends.fromUe("one bit only");
        for (int bit = 0; bit < one.octets().length * 8; bit++) {
            byte[] flipped = one.octets().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            DropReason reason = ends.pcscf.dropOf(one.with(flipped));
            if (bit == 24) {
                // this bit makes it the SPI of the client port
                assertThat(reason).isEqualTo(DropReason.BAD_ICV);
            } else if (bit < 32) {
                assertThat(reason).isEqualTo(DropReason.UNKNOWN_SPI);
            } else {
                // without its only bit the sequence number is 0
                assertThat(reason)
                        .isEqualTo(bit == 56 ? DropReason.SEQUENCE_ZERO : DropReason.BAD_ICV);
            }
        }
        assertThat(ends.pcscf.received).isEmpty();
        ends.pcscf.takes(one);
        assertThat(ends.pcscf.received).hasSize(1);
    }

    @Test
    @Requirement("spi-unique")
    void aReflectedPacketIsDropped() {
        Datagram up = ends.fromUe("up");
        assertThat(ends.ue.dropOf(up.from(up.to()).to(up.from())))
                .isEqualTo(DropReason.UNKNOWN_SPI);
        ends.pcscf.takes(up);
        Datagram down = ends.fromPcscf("down");
        assertThat(ends.pcscf.dropOf(down.from(down.to()).to(down.from())))
                .isEqualTo(DropReason.UNKNOWN_SPI);
    }

    @Test
    void aPacketMovedToAnotherSaOfTheSetIsDropped() {
        Datagram one = ends.fromUe("one");
        byte[] moved = one.octets().clone();
        moved[3] = (byte) TwoEnds.PCSCF_SPIS.client().toInt();
        assertThat(ends.pcscf.dropOf(one.with(moved))).isEqualTo(DropReason.BAD_ICV);
    }

    @Test
    @Requirement("esp-anti-replay")
    void reorderedPacketsOfOneWindowAllPassOnce() {
        List<Datagram> wire = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            wire.add(ends.fromUe("message " + i));
        }
        Collections.shuffle(wire, new Random(64));
        wire.forEach(ends.pcscf::takes);
        wire.forEach(ends.pcscf::takes);
        assertThat(ends.pcscf.received).hasSize(64);
        assertThat(ends.pcscf.drops.get(DropReason.REPLAYED)).isEqualTo(64);
    }

    @Test
    void aTruncatedPacketIsDroppedAtEveryLength() {
        Datagram one = ends.fromUe("to be cut");
        for (int length = 0; length < one.octets().length; length++) {
            DropReason reason = ends.pcscf.dropOf(one.with(Arrays.copyOf(one.octets(), length)));
            if (length == 1) {
                // the first octet of this SPI alone is a keep-alive
                assertThat(ends.pcscf.keepAlives).isEqualTo(1);
            } else {
                assertThat(reason).isIn(DropReason.TOO_SHORT, DropReason.BAD_ICV);
            }
        }
        byte[] longer = Arrays.copyOf(one.octets(), one.octets().length + 16);
        assertThat(ends.pcscf.dropOf(one.with(longer))).isEqualTo(DropReason.BAD_ICV);
        assertThat(ends.pcscf.received).isEmpty();
    }

    @Test
    void ikeIsCountedAndGoesNowhere() {
        Datagram one = ends.fromUe("one");
        assertThat(ends.pcscf.dropOf(one.with(new byte[4]))).isEqualTo(DropReason.NON_ESP_MARKER);
        assertThat(ends.pcscf.dropOf(one.with(new byte[200]))).isEqualTo(DropReason.NON_ESP_MARKER);
    }

    @Test
    void randomOctetsAlwaysEndInOneCountedOutcome() {
        Random random = new Random(4500);
        int packets = 0;
        for (int run = 0; run < 100_000; run++) {
            byte[] octets = new byte[random.nextInt(120)];
            random.nextBytes(octets);
            if (octets.length >= 4 && random.nextInt(4) > 0) {
                int spi =
                        random.nextBoolean()
                                ? TwoEnds.PCSCF_SPIS.server().toInt()
                                : TwoEnds.PCSCF_SPIS.client().toInt();
                octets[0] = (byte) (spi >>> 24);
                octets[1] = (byte) (spi >>> 16);
                octets[2] = (byte) (spi >>> 8);
                octets[3] = (byte) spi;
            }
            ends.pcscf.takes(ends.fromUe("x").with(octets));
            assertThat(ends.pcscf.outcomes()).isEqualTo(++packets);
        }
        assertThat(ends.pcscf.received).isEmpty();
        assertThat(ends.pcscf.accepted).isZero();
        ends.pcscf.takes(ends.fromUe("still here"));
        assertThat(ends.pcscf.received).hasSize(1);
    }

    @Test
    void forgedPacketsDoNotMoveTheWindow() {
        Datagram one = ends.fromUe("one");
        byte[] ahead = one.octets().clone();
        ahead[4] = 0x7F;
        assertThat(ends.pcscf.dropOf(one.with(ahead))).isEqualTo(DropReason.BAD_ICV);
        assertThat(ends.pcscf.dropOf(one)).isNull();
        assertThat(ends.pcscf.received).hasSize(1);
    }
}
