package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.gatehouse.ims.core.esp.EspOutcome.Authenticated;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.testkit.Requirement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutboundSaTest {
    private static final Spi SPI = new Spi(4_000_000_000L);
    private final IvSource ivs = new IvSource(new Random(1));

    @Test
    @Requirement("esp-anti-replay")
    void sequenceNumbersStartAt1AndNeverWrap() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.NULL);
        OutboundSa fresh = new OutboundSa(SPI, keys);
        assertThat(Octets.getInt(seal(fresh, new byte[8]), 4)).isEqualTo(1);
        OutboundSa old = new OutboundSa(SPI, keys, 0xFFFF_FFFEL, 0xFFFF_FFFFL);
        assertThat(old.isExhausted()).isFalse();
        assertThat(Octets.getInt(seal(old, new byte[8]), 4)).isEqualTo(0xFFFF_FFFF);
        assertThat(old.seal(new byte[8], 17, ivs)).isNull();
        assertThat(old.seal(new byte[8], 17, ivs)).isNull();
        assertThat(old.sent()).isEqualTo(0xFFFF_FFFFL);
        assertThat(old.isExhausted()).isTrue();
    }

    @Test
    void anSaMayHaveFewerNumbersButNoneMoreThan32Bits() throws Exception {
        EspKeys keys = keys(EncryptionAlgorithm.NULL);
        OutboundSa short2 = new OutboundSa(SPI, keys, 0, 2);
        assertThat(seal(short2, new byte[8])).isNotEmpty();
        assertThat(short2.isExhausted()).isFalse();
        assertThat(seal(short2, new byte[8])).isNotEmpty();
        assertThat(short2.isExhausted()).isTrue();
        assertThat(short2.seal(new byte[8], 17, ivs)).isNull();
        assertThat(new OutboundSa(SPI, keys, 5, 5).isExhausted()).isTrue();
        for (long[] bad : new long[][] {{-1, 5}, {6, 5}, {0, 0x1_0000_0000L}}) {
            assertThatThrownBy(() -> new OutboundSa(SPI, keys, bad[0], bad[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(bad[0] + " of " + bad[1]);
        }
    }

    @Test
    @Requirement("esp-enc-algs")
    void paddingFillsUpToTheBlockAndNoFurther() throws Exception {
        int[][] octets = {
            // block, IV: a payload that fills its blocks, and one octet more
            {4, 0}, {16, 16}, {8, 8}
        };
        EncryptionAlgorithm[] algorithms = {
            EncryptionAlgorithm.NULL, EncryptionAlgorithm.AES_CBC, EncryptionAlgorithm.DES_EDE3_CBC
        };
        for (int i = 0; i < algorithms.length; i++) {
            OutboundSa sa = new OutboundSa(SPI, keys(algorithms[i]));
            int block = octets[i][0];
            int around = 8 + octets[i][1] + 12;
            assertThat(seal(sa, new byte[5 * block - 2])).hasSize(around + 5 * block);
            assertThat(seal(sa, new byte[5 * block - 1])).hasSize(around + 6 * block);
            assertThat(seal(sa, new byte[0])).hasSize(around + block);
            assertThat(sa.spi()).isEqualTo(SPI);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Requirement("esp-enc-algs")
    void everyLengthSurvivesEveryAlgorithm(EncryptionAlgorithm encryption) throws Exception {
        EspKeys keys = keys(encryption);
        OutboundSa out = new OutboundSa(SPI, keys);
        InboundSa in = new InboundSa(SPI, keys, Selectors.ANY);
        Random random = new Random(2);
        for (int length = 0; length < 200; length++) {
            byte[] payload = new byte[length];
            random.nextBytes(payload);
            byte[] packet = seal(out, payload);
            assertThat(packet.length % 4).isZero();
            EspOutcome outcome = in.open(packet);
            assertThat(outcome).isInstanceOf(Authenticated.class);
            assertThat(((Authenticated) outcome).payload()).isEqualTo(payload);
        }
    }

    @Test
    @Requirement("esp-enc-algs")
    void noIvComesTwice() throws Exception {
        OutboundSa out = new OutboundSa(SPI, keys(EncryptionAlgorithm.AES_CBC));
        assertThat(
                        IntStream.range(0, 500)
                                .mapToObj(i ->
                                        Arrays.toString(
                                                Arrays.copyOfRange(seal(out, new byte[4]), 8, 24))))
                .doesNotHaveDuplicates();
    }

    private byte[] seal(OutboundSa sa, byte[] payload) {
        return Objects.requireNonNull(sa.seal(payload, 17, ivs));
    }

    private static EspKeys keys(EncryptionAlgorithm encryption) throws WeakKeyException {
        byte[] ck = new byte[16];
        new Random(3).nextBytes(ck);
        return EspKeys.expand(IntegrityAlgorithm.HMAC_SHA_1_96, encryption, ck, new byte[16]);
    }
}
