package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;

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
        OutboundSa old = new OutboundSa(SPI, keys, 0xFFFF_FFFEL);
        assertThat(Octets.getInt(seal(old, new byte[8]), 4)).isEqualTo(0xFFFF_FFFF);
        assertThat(old.seal(new byte[8], 17, ivs)).isNull();
        assertThat(old.seal(new byte[8], 17, ivs)).isNull();
        assertThat(old.sent()).isEqualTo(0xFFFF_FFFFL);
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
