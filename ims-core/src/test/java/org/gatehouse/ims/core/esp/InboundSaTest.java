package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.gatehouse.ims.core.esp.EspOutcome.Authenticated;
import org.gatehouse.ims.core.esp.EspOutcome.Dropped;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Requirement;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The checks of an inbound SA one by one, each at its edge. */
class InboundSaTest {
    private static final Spi SPI = new Spi(4_000_000_000L);

    private final IvSource ivs = new IvSource(new Random(1));

    private static EspKeys keys(EncryptionAlgorithm encryption) throws WeakKeyException {
        byte[] ck = new byte[16];
        new Random(3).nextBytes(ck);
        return EspKeys.expand(IntegrityAlgorithm.HMAC_MD5_96, encryption, ck, new byte[16]);
    }

    private byte[] sealed(EspKeys keys, int length) {
        return Objects.requireNonNull(new OutboundSa(SPI, keys).seal(new byte[length], 17, ivs));
    }

    private static InboundSa sa(EspKeys keys) {
        return new InboundSa(SPI, keys, Selectors.ANY);
    }

    private static @Nullable DropReason drop(EspOutcome outcome) {
        return outcome instanceof Dropped dropped ? dropped.reason() : null;
    }

    /** An ESP packet with a clear text of one's own choice and a right ICV. */
    private static byte[] packet(EspKeys keys, long sequence, byte... clear) {
        byte[] packet = new byte[8 + clear.length + EspCrypto.ICV_OCTETS];
        Octets.putInt(packet, 0, SPI.toInt());
        Octets.putInt(packet, 4, (int) sequence);
        System.arraycopy(clear, 0, packet, 8, clear.length);
        EspCrypto.ofThread().putIcv(keys, packet, 0, 8 + clear.length);
        return packet;
    }

    @ParameterizedTest
    @CsvSource({"NULL, 24", "AES_CBC, 52", "DES_EDE3_CBC, 36"})
    void theShortestPacketPassesAndOneOctetLessIsTooShort(
            EncryptionAlgorithm encryption, int shortest) throws Exception {
        EspKeys keys = keys(encryption);
        byte[] packet = sealed(keys, 0);
        assertThat(packet).hasSize(shortest);
        assertThat(drop(sa(keys).open(packet))).isNull();
        for (int length = 0; length < shortest; length++) {
            assertThat(drop(sa(keys).open(Arrays.copyOf(packet, length))))
                    .isEqualTo(DropReason.TOO_SHORT);
        }
    }

    @Test
    void aPacketInTheMiddleOfAnArrayIsFound() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.AES_CBC);
        byte[] packet = sealed(keys, 33);
        byte[] around = new byte[packet.length + 9];
        System.arraycopy(packet, 0, around, 5, packet.length);
        EspOutcome outcome = sa(keys).open(around, 5, packet.length);
        assertThat(outcome).isInstanceOf(Authenticated.class);
        assertThat(((Authenticated) outcome).payload()).isEqualTo(new byte[33]);
        assertThat(((Authenticated) outcome).nextHeader()).isEqualTo(17);
        assertThat(((Authenticated) outcome).sequence()).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("arch-gm-protected")
    void everyBitOfAPacketCounts(EncryptionAlgorithm encryption) throws Exception {
        EspKeys keys = keys(encryption);
        byte[] packet = sealed(keys, 8);
        InboundSa sa = sa(keys);
        for (int bit = 0; bit < 8 * packet.length; bit++) {
            byte[] changed = packet.clone();
            changed[bit / 8] ^= (byte) (1 << bit % 8);
            DropReason expected = bit < 32 ? DropReason.UNKNOWN_SPI : DropReason.BAD_ICV;
            // bit 0 of octet 7 makes sequence number 1 a 0
            assertThat(drop(sa.open(changed)))
                    .as("bit %d", bit)
                    .isEqualTo(bit == 56 ? DropReason.SEQUENCE_ZERO : expected);
        }
        assertThat(sa.highestSequence()).isZero();
        assertThat(drop(sa.open(packet))).isNull();
        assertThat(sa.highestSequence()).isEqualTo(1);
        assertThat(sa.spi()).isEqualTo(SPI);
    }

    @Test
    void authenticCiphertextThatIsNoWholeNumberOfBlocksIsABadLength() throws Exception {
        EspKeys aes = keys(EncryptionAlgorithm.AES_CBC);
        byte[] clear = new byte[16 + 16 + 1];
        assertThat(drop(sa(aes).open(packet(aes, 1, clear)))).isEqualTo(DropReason.BAD_LENGTH);
        EspKeys none = keys(EncryptionAlgorithm.NULL);
        assertThat(drop(sa(none).open(packet(none, 1, new byte[5]))))
                .isEqualTo(DropReason.BAD_LENGTH);
    }

    @Test
    void authenticCiphertextThatIsLongerThanAnIpPacketIsABadLength() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.NULL);
        int room = EspCrypto.ofThread().scratch().length;
        byte[] tooLong = new byte[(room / 4 + 1) * 4];
        assertThat(drop(sa(keys).open(packet(keys, 1, tooLong)))).isEqualTo(DropReason.BAD_LENGTH);
        byte[] longest = new byte[room / 4 * 4];
        assertThat(drop(sa(keys).open(packet(keys, 1, longest)))).isNull();
    }

    @Test
    void paddingHasToCountFromOneAndToFit() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.NULL);
        byte[][] good = {
            {9, 9, 0, 17}, {9, 1, 1, 17}, {1, 2, 2, 17}, {9, 9, 9, 1, 2, 3, 3, 17}, {0, 0, 0, 4},
        };
        byte[][] bad = {
            {9, 0, 1, 17},
            {0, 1, 2, 17},
            {2, 1, 2, 17},
            {1, 3, 2, 17},
            {1, 2, 3, 17},
            {9, 9, (byte) 255, 17},
            {9, 9, 9, 0, 2, 3, 3, 17},
        };
        long sequence = 0;
        InboundSa sa = sa(keys);
        for (byte[] clear : good) {
            EspOutcome outcome = sa.open(packet(keys, ++sequence, clear));
            assertThat(drop(outcome)).as(Arrays.toString(clear)).isNull();
            int padding = clear[clear.length - 2];
            assertThat(((Authenticated) outcome).payload())
                    .isEqualTo(Arrays.copyOf(clear, clear.length - 2 - padding));
        }
        for (byte[] clear : bad) {
            assertThat(drop(sa.open(packet(keys, ++sequence, clear))))
                    .as(Arrays.toString(clear))
                    .isEqualTo(DropReason.BAD_PADDING);
        }
        assertThat(sa.highestSequence()).isEqualTo(good.length);
    }

    @Test
    void aDummyIsDroppedWithoutAskingTheSelectors() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.NULL);
        Selectors never =
                (clear, length, nextHeader) -> {
                    throw new AssertionError("asked");
                };
        InboundSa sa = new InboundSa(SPI, keys, never);
        assertThat(drop(sa.open(packet(keys, 1, new byte[] {1, 2, 2, 59}))))
                .isEqualTo(DropReason.DUMMY);
    }

    @Test
    @Requirement("esp-anti-replay")
    void whatTheSelectorsRefuseDoesNotMoveTheWindow() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.NULL);
        InboundSa sa =
                new InboundSa(
                        SPI,
                        keys,
                        (clear, length, next) ->
                                next == 6 || length != 2 ? DropReason.SELECTOR_MISMATCH : null);
        assertThat(drop(sa.open(packet(keys, 9, new byte[] {7, 7, 0, 6}))))
                .isEqualTo(DropReason.SELECTOR_MISMATCH);
        assertThat(sa.highestSequence()).isZero();
        byte[] right = packet(keys, 9, new byte[] {7, 7, 0, 17});
        assertThat(drop(sa.open(right))).isNull();
        assertThat(drop(sa.open(right))).isEqualTo(DropReason.REPLAYED);
    }

    @Test
    void dropsHaveNamesForMetrics() {
        assertThat(DropReason.BAD_ICV.token()).isEqualTo("bad-icv");
        assertThat(DropReason.values()).extracting(DropReason::token).doesNotHaveDuplicates();
    }
}
