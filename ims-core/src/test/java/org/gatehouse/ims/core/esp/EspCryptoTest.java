package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.ObjectOutputStream;
import java.util.Objects;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Cipher objects that many associations share, and the random octets of IVs. */
class EspCryptoTest {
    private static final Spi SPI = new Spi(3_000_000_000L);

    private static EspKeys keys(EncryptionAlgorithm encryption, int seed) throws WeakKeyException {
        byte[] ck = new byte[16];
        byte[] ik = new byte[16];
        new Random(seed).nextBytes(ck);
        new Random(~seed).nextBytes(ik);
        return EspKeys.expand(IntegrityAlgorithm.HMAC_SHA_1_96, encryption, ck, ik);
    }

    @ParameterizedTest
    @EnumSource
    void associationsThatTakeTurnsKeepTheirOwnKeys(EncryptionAlgorithm encryption)
            throws Exception {
        IvSource ivs = new IvSource(new Random(1));
        EspKeys one = keys(encryption, 1);
        EspKeys other = keys(encryption, 2);
        OutboundSa outOne = new OutboundSa(SPI, one);
        OutboundSa outOther = new OutboundSa(SPI, other);
        InboundSa inOne = new InboundSa(SPI, one, Selectors.ANY);
        InboundSa inOther = new InboundSa(SPI, other, Selectors.ANY);
        for (int i = 0; i < 5; i++) {
            byte[] fromOne = Objects.requireNonNull(outOne.seal(new byte[9], 17, ivs));
            byte[] fromOther = Objects.requireNonNull(outOther.seal(new byte[9], 17, ivs));
            assertThat(inOther.open(fromOne)).isEqualTo(new EspOutcome.Dropped(DropReason.BAD_ICV));
            assertThat(inOne.open(fromOne)).isInstanceOf(EspOutcome.Authenticated.class);
            assertThat(inOther.open(fromOther)).isInstanceOf(EspOutcome.Authenticated.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void wipingOneAssociationLeavesTheOthersAtWork(EncryptionAlgorithm encryption)
            throws Exception {
        IvSource ivs = new IvSource(new Random(1));
        EspKeys gone = keys(encryption, 1);
        EspKeys stays = keys(encryption, 2);
        OutboundSa out = new OutboundSa(SPI, stays);
        InboundSa in = new InboundSa(SPI, stays, Selectors.ANY);
        byte[] before = Objects.requireNonNull(out.seal(new byte[9], 17, ivs));
        Objects.requireNonNull(new OutboundSa(SPI, gone).seal(new byte[9], 17, ivs));
        gone.wipe();
        assertThat(in.open(before)).isInstanceOf(EspOutcome.Authenticated.class);
        byte[] after = Objects.requireNonNull(out.seal(new byte[9], 17, ivs));
        assertThat(in.open(after)).isInstanceOf(EspOutcome.Authenticated.class);
        // a wiped key is all zeros, and no object remembers what it was
        byte[] zeroed =
                Objects.requireNonNull(new OutboundSa(SPI, gone).seal(new byte[9], 17, ivs));
        EspKeys zeros =
                EspKeys.ofRaw(
                        IntegrityAlgorithm.HMAC_SHA_1_96,
                        encryption,
                        new byte[20],
                        new byte[gone.revealEncryptionKey().length]);
        assertThat(new InboundSa(SPI, zeros, Selectors.ANY).open(zeroed))
                .isInstanceOf(EspOutcome.Authenticated.class);
    }

    @Test
    void keysAreNotSerialised() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.AES_CBC, 1);
        try (ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(keys.macKey()))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    /** Counts up, so that each octet tells where it stood. */
    private static final class Counting implements RandomGenerator {
        private int calls;
        private int next;

        @Override
        public void nextBytes(byte[] octets) {
            calls++;
            for (int i = 0; i < octets.length; i++) {
                octets[i] = (byte) next++;
            }
        }

        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void ivsAreTakenFromAPoolOctetByOctetAndNoneTwice() {
        Counting random = new Counting();
        IvSource ivs = new IvSource(random);
        byte[] target = new byte[20];
        ivs.put(target, 2, 16);
        assertThat(target[1]).isZero();
        assertThat(target[2]).isZero();
        assertThat(target[17]).isEqualTo((byte) 15);
        assertThat(target[18]).isZero();
        ivs.put(target, 0, 0);
        assertThat(random.calls).isEqualTo(1);
        for (int i = 1; i < 64; i++) {
            ivs.put(target, 0, 16);
            assertThat(target[0]).isEqualTo((byte) (16 * i));
        }
        assertThat(random.calls).isEqualTo(1);
        ivs.put(target, 0, 16);
        assertThat(random.calls).isEqualTo(2);
        // 8 octets left do not make an IV of 16
        ivs.put(target, 0, 8);
        for (int i = 0; i < 62; i++) {
            ivs.put(target, 0, 16);
        }
        assertThat(random.calls).isEqualTo(2);
        ivs.put(target, 0, 16);
        assertThat(random.calls).isEqualTo(3);
        assertThat(target[0]).isZero();
    }
}
