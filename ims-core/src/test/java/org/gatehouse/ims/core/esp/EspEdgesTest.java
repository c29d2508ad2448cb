package org.gatehouse.ims.core.esp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import org.gatehouse.ims.core.esp.InnerPacket.Endpoint;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Where ranges end: what mutants of the code survived the other tests by. */
class EspEdgesTest {
    private static final Spi SPI = new Spi(4711);
    private static final Endpoint UE = new Endpoint(new byte[] {10, 0, 0, 1}, 5060);
    private static final Endpoint PCSCF = new Endpoint(new byte[] {10, 0, 0, 2}, 6060);
    private static final Endpoint UE6 = new Endpoint(new byte[16], 5060);
    private static final Endpoint PCSCF6 = new Endpoint(new byte[16], 6060);

    private static EspKeys keys(EncryptionAlgorithm encryption) {
        byte[] ck = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
        try {
            return EspKeys.expand(IntegrityAlgorithm.HMAC_SHA_1_96, encryption, ck, ck);
        } catch (WeakKeyException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] seal(EspKeys keys, byte[] payload) {
        return seal(keys, payload, 17);
    }

    private static byte[] seal(EspKeys keys, byte[] payload, int nextHeader) {
        byte @Nullable [] packet =
                new OutboundSa(SPI, keys).seal(payload, nextHeader, new IvSource(new Random(1)));
        if (packet == null) {
            throw new AssertionError("not sealed");
        }
        return packet;
    }

    @ParameterizedTest
    @EnumSource
    void payloadsOfEveryLengthArePaddedNoMoreThanTheyNeed(EncryptionAlgorithm encryption) {
        EspKeys keys = keys(encryption);
        int block = EspCrypto.blockOctets(encryption);
        for (int octets = 0; octets <= 2 * block; octets++) {
            byte[] packet = seal(keys, new byte[octets]);
            int clear = packet.length - 8 - EspCrypto.ivOctets(encryption) - EspCrypto.ICV_OCTETS;
            assertThat(clear % block).isZero();
            assertThat(clear - octets - 2).isBetween(0, block - 1);
            InboundSa inbound = new InboundSa(SPI, keys, Selectors.ANY);
            assertThat(inbound.open(packet)).isInstanceOf(EspOutcome.Authenticated.class);
            assertThat(inbound.highestSequence()).isEqualTo(1);
            assertThat(inbound.spi()).isEqualTo(SPI);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPacketOneBlockShorterThanTheShortestIsTooShort(EncryptionAlgorithm encryption) {
        int least =
                8
                        + EspCrypto.ivOctets(encryption)
                        + EspCrypto.blockOctets(encryption)
                        + EspCrypto.ICV_OCTETS;
        InboundSa inbound = new InboundSa(SPI, keys(encryption), Selectors.ANY);
        assertThat(inbound.open(new byte[least - 1]))
                .isEqualTo(new EspOutcome.Dropped(DropReason.TOO_SHORT));
        assertThat(inbound.open(new byte[least]))
                .isEqualTo(new EspOutcome.Dropped(DropReason.UNKNOWN_SPI));
    }

    /** The room in which packets are put together still holds the one before. */
    @Test
    void everyPacketHasItsOwnNextHeader() {
        EspKeys keys = keys(EncryptionAlgorithm.AES_CBC);
        for (int nextHeader : new int[] {17, 4, 41, 255, 0}) {
            byte[] packet = seal(keys, new byte[20], nextHeader);
            assertThat(new InboundSa(SPI, keys, Selectors.ANY).open(packet))
                    .isInstanceOfSatisfying(
                            EspOutcome.Authenticated.class,
                            inside -> assertThat(inside.nextHeader()).isEqualTo(nextHeader));
        }
    }

    @Test
    void wipedKeysOpenAndSealNothingMore() {
        EspKeys keys = keys(EncryptionAlgorithm.AES_CBC);
        byte[] sealed = seal(keys, new byte[5]);
        assertThat(keys.macKey().isDestroyed()).isFalse();
        keys.wipe();
        assertThat(keys.macKey().isDestroyed()).isTrue();
        assertThat(keys.cipherKey().isDestroyed()).isTrue();
        assertThat(keys.revealIntegrityKey()).containsOnly(0);
        assertThat(keys.revealEncryptionKey()).containsOnly(0);
        assertThat(new InboundSa(SPI, keys, Selectors.ANY).open(sealed))
                .as("the MAC object of this thread has forgotten the key")
                .isEqualTo(new EspOutcome.Dropped(DropReason.BAD_ICV));
    }

    @Test
    void noKeyIsPrinted() {
        EspKeys keys = keys(EncryptionAlgorithm.AES_CBC);
        assertThat(keys).hasToString("EspKeys[hmac-sha-1-96, aes-cbc, masked]");
        assertThat(keys.macKey()).hasToString("EspKey[masked]");
    }

    @ParameterizedTest
    @CsvSource({"32, true", "31, false", "4096, true", "4097, false"})
    void aWindowHas32To4096Places(int size, boolean allowed) {
        if (allowed) {
            ReplayWindow window = new ReplayWindow(size);
            window.mark(size + 1L);
            assertThat(window.check(1)).isEqualTo(DropReason.LEFT_OF_WINDOW);
            assertThat(window.check(2)).isNull();
        } else {
            assertThatIllegalArgumentException().isThrownBy(() -> new ReplayWindow(size));
        }
    }

    @ParameterizedTest
    @CsvSource({"33", "64", "65", "100", "128"})
    void numbersOnceSeenStaySeenWhileTheyAreInTheWindow(int size) {
        ReplayWindow window = new ReplayWindow(size);
        for (long n = 1; n <= 5L * size; n += 2) {
            assertThat(window.check(n)).isNull();
            window.mark(n);
            for (long seen = Math.max(1, n - size + 1); seen <= n; seen++) {
                assertThat(window.check(seen))
                        .as("%s after %s", seen, n)
                        .isEqualTo(seen % 2 == 1 ? DropReason.REPLAYED : null);
            }
        }
    }

    @Test
    void theShortestPacketsThereAreArePassed() {
        byte[] packet = InnerPacket.ipAndUdp(UE, PCSCF, new byte[0]);
        assertThat(SipSelectors.tunnel(UE, PCSCF).check(packet, packet.length, 4)).isNull();
        assertThat(SipSelectors.tunnel(UE, PCSCF).check(packet, packet.length - 1, 4))
                .isEqualTo(DropReason.INNER_MALFORMED);
        byte[] packet6 = InnerPacket.ipAndUdp(UE6, PCSCF6, new byte[0]);
        assertThat(SipSelectors.tunnel(UE6, PCSCF6).check(packet6, packet6.length, 41)).isNull();
        assertThat(SipSelectors.tunnel(UE6, PCSCF6).check(packet6, packet6.length - 1, 41))
                .isEqualTo(DropReason.INNER_MALFORMED);
        byte[] segment = InnerPacket.udp(UE, PCSCF, new byte[0]);
        assertThat(SipSelectors.transport(UE, PCSCF).check(segment, 8, 17)).isNull();
        assertThat(SipSelectors.transport(UE, PCSCF).check(segment, 7, 17))
                .isEqualTo(DropReason.INNER_MALFORMED);
    }

    @ParameterizedTest
    @CsvSource({"4, 20", "6, 40"})
    void aHeaderWithoutAnythingBehindItIsMalformed(int version, int octets) {
        byte[] header =
                version == 4
                        ? InnerPacket.ipAndUdp(UE, PCSCF, new byte[0])
                        : InnerPacket.ipAndUdp(UE6, PCSCF6, new byte[0]);
        SipSelectors selectors =
                version == 4 ? SipSelectors.tunnel(UE, PCSCF) : SipSelectors.tunnel(UE6, PCSCF6);
        Octets.putShort(header, version == 4 ? 2 : 4, version == 4 ? 20 : 0);
        if (version == 4) {
            Octets.putShort(header, 10, 0);
            Octets.putShort(header, 10, Octets.checksum(Octets.sum(header, 0, 20)));
        }
        assertThat(selectors.check(header, octets, version == 4 ? 4 : 41))
                .isEqualTo(DropReason.INNER_MALFORMED);
    }

    @Test
    void everyReasonHasATokenOfItsOwn() {
        assertThat(DropReason.BAD_ICV.token()).isEqualTo("bad-icv");
        assertThat(DropReason.values()).extracting(DropReason::token).doesNotHaveDuplicates();
    }
}
