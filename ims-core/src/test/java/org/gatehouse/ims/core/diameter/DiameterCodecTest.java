package org.gatehouse.ims.core.diameter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DiameterCodecTest {
    private static final LocalPeer OWN =
            new LocalPeer("hss.home.example", "home.example", "test", 1);

    @Test
    void anAvpIsPaddedToAMultipleOf4AndItsLengthDoesNotCountThePadding() {
        byte[] octets = AvpList.of(Avp.of(AvpCode.USER_NAME, "abcde")).encode();
        assertThat(HexFormat.of().formatHex(octets)).isEqualTo("000000014000000d6162636465000000");
    }

    @Test
    void anAvpOfAVendorCarriesItsNumberAndTheVBit() {
        byte[] octets = AvpList.of(Avp.of(AvpCode.SIP_ITEM_NUMBER, 1)).encode();
        assertThat(HexFormat.of().formatHex(octets)).isEqualTo("00000265c0000010000028af00000001");
    }

    @Test
    void theLastAvpMayLackItsPadding() throws DiameterSyntaxException {
        byte[] octets = HexFormat.of().parseHex("000000014000000d6162636465");
        assertThat(AvpList.decode(ByteBuffer.wrap(octets)))
                .isEqualTo(AvpList.of(Avp.of(AvpCode.USER_NAME, "abcde")));
    }

    @Test
    void anAvpLengthBeyondTheMessageIsRefusedWith5014AndTheHeadOfTheAvp() {
        DiameterSyntaxException fault = refused("0000010c400000ff000007d1");
        assertThat(fault.resultCode()).isEqualTo(ResultCode.INVALID_AVP_LENGTH);
        assertThat(fault.failed()).isEqualTo(Avp.of(AvpCode.RESULT_CODE, 0));
    }

    @Test
    void anAvpLengthShorterThanItsHeadIsRefusedWith5014() {
        assertThat(refused("0000010c40000007000007d1").resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_LENGTH);
        assertThat(refused("00000265c000000b000028af00000001").resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_LENGTH);
    }

    @Test
    void aVendorAvpCutOffInItsHeadIsRefusedWith5014() {
        assertThat(refused("00000265c0000008").resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_LENGTH);
        assertThat(refused("00000265c000000c").resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_LENGTH);
    }

    @Test
    void unknownFlagsOfAnAvpAreRefusedWith3009() {
        assertThat(refused("000000014100000961000000").resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_BITS);
    }

    private static DiameterSyntaxException refused(String hex) {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        return catchThrowableOfType(DiameterSyntaxException.class, () -> AvpList.decode(in));
    }

    @Test
    void anUnknownAvpWithTheMBitIsRefusedWith5001AndShown() {
        Avp unknown = new Avp(4_711, 0, Avp.FLAG_MANDATORY, new byte[] {1, 2, 3});
        DiameterSyntaxException fault = refusedRequest(AvpList.of(unknown));
        assertThat(fault.resultCode()).isEqualTo(ResultCode.AVP_UNSUPPORTED);
        assertThat(fault.failed()).isEqualTo(unknown);
    }

    @Test
    void anUnknownAvpWithTheMBitIsFoundWithinAGroupToo() {
        Avp unknown = new Avp(4_711, Vendor.TGPP, 0xC0, new byte[4]);
        AvpList nested = AvpList.of(Avp.of(AvpCode.SIP_AUTH_DATA_ITEM, AvpList.of(unknown)));
        assertThat(refusedRequest(nested).resultCode()).isEqualTo(ResultCode.AVP_UNSUPPORTED);
    }

    @Test
    void anUnknownAvpWithoutTheMBitIsSteppedOver() throws DiameterSyntaxException {
        Avp unknown = new Avp(4_711, 0, 0, new byte[] {1, 2, 3});
        MessageCheck.checkRequest(request(AvpList.of(unknown)));
    }

    @Test
    void aNumberOfTheWrongLengthIsRefusedWith5014() {
        Avp bad = Avp.of(AvpCode.SIP_NUMBER_AUTH_ITEMS, new byte[3]);
        DiameterSyntaxException fault = refusedRequest(AvpList.of(bad));
        assertThat(fault.resultCode()).isEqualTo(ResultCode.INVALID_AVP_LENGTH);
        assertThat(fault.failed()).isEqualTo(Avp.of(AvpCode.SIP_NUMBER_AUTH_ITEMS, 0));
    }

    @Test
    void groupsNestedTooDeepAreRefused() {
        Avp group = Avp.of(AvpCode.SUPPORTED_FEATURES, AvpList.EMPTY);
        for (int i = 0; i <= DiameterLimits.MAX_NESTING; i++) {
            group = Avp.of(AvpCode.SUPPORTED_FEATURES, AvpList.of(group));
        }
        assertThat(refusedRequest(AvpList.of(group)).resultCode())
                .isEqualTo(ResultCode.UNABLE_TO_COMPLY);
    }

    @Test
    void tooManyAvpsAreRefusedWhereverTheyStand() {
        List<Avp> half = new ArrayList<>();
        for (int i = 0; i <= DiameterLimits.MAX_AVPS / 2; i++) {
            half.add(Avp.of(AvpCode.FEATURE_LIST, i));
        }
        Avp group = Avp.of(AvpCode.SUPPORTED_FEATURES, AvpList.of(half));
        assertThat(refusedRequest(AvpList.of(group, group)).resultCode())
                .isEqualTo(ResultCode.UNABLE_TO_COMPLY);
        half.addAll(List.copyOf(half));
        DiameterMessage flat = request(AvpList.of(half));
        assertThat(
                        catchThrowableOfType(
                                        DiameterSyntaxException.class,
                                        () -> DiameterMessage.decode(flat.encode()))
                                .resultCode())
                .isEqualTo(ResultCode.UNABLE_TO_COMPLY);
    }

    private static DiameterSyntaxException refusedRequest(AvpList avps) {
        return catchThrowableOfType(
                DiameterSyntaxException.class, () -> MessageCheck.checkRequest(request(avps)));
    }

    private static DiameterMessage request(AvpList avps) {
        return DiameterMessage.request(Applications.MULTIMEDIA_AUTH, Applications.CX, avps)
                .withIds(7, 9);
    }

    @Test
    void aMissingAvpIsShownAsAnExampleOfTheRightLength() {
        DiameterSyntaxException fault =
                catchThrowableOfType(
                        DiameterSyntaxException.class,
                        () -> AvpList.EMPTY.required(AvpCode.SERVER_ASSIGNMENT_TYPE));
        assertThat(fault.resultCode()).isEqualTo(ResultCode.MISSING_AVP);
        assertThat(fault.failed()).isEqualTo(Avp.of(AvpCode.SERVER_ASSIGNMENT_TYPE, 0));
    }

    @Test
    void anAvpThatStandsTwiceIsRefusedWith5009AndTheSecondOneShown() {
        Avp second = Avp.of(AvpCode.USER_NAME, "b");
        AvpList twice = AvpList.of(Avp.of(AvpCode.USER_NAME, "a"), second);
        DiameterSyntaxException fault =
                catchThrowableOfType(
                        DiameterSyntaxException.class, () -> twice.required(AvpCode.USER_NAME));
        assertThat(fault.resultCode()).isEqualTo(ResultCode.AVP_OCCURS_TOO_MANY_TIMES);
        assertThat(fault.failed()).isEqualTo(second);
    }

    @Test
    void textThatIsNotUtf8IsRefusedWith5004() {
        Avp bad = Avp.of(AvpCode.USER_NAME, new byte[] {(byte) 0xC3, 0x28});
        assertThat(catchThrowableOfType(DiameterSyntaxException.class, bad::text).resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_VALUE);
    }

    @Test
    void aRequestWithTheEBitIsRefusedWith3008() {
        byte[] octets = request(AvpList.EMPTY).encode();
        octets[4] |= (byte) DiameterHeader.FLAG_ERROR;
        assertThat(
                        catchThrowableOfType(
                                        DiameterSyntaxException.class,
                                        () -> DiameterMessage.decode(octets))
                                .resultCode())
                .isEqualTo(ResultCode.INVALID_HDR_BITS);
    }

    @Test
    void aProtocolErrorIsAnsweredWithTheEBitAndAPermanentFailureWithoutIt() {
        DiameterMessage request = request(AvpList.of(Avp.of(AvpCode.SESSION_ID, "s;1;2")));
        DiameterMessage busy = ErrorAnswers.to(request, OWN, ResultCode.TOO_BUSY, "busy");
        DiameterMessage missing = ErrorAnswers.to(request, OWN, AvpList.missing(AvpCode.USER_NAME));
        assertThat(busy.header().flags())
                .isEqualTo(DiameterHeader.FLAG_PROXIABLE | DiameterHeader.FLAG_ERROR);
        assertThat(missing.header().flags()).isEqualTo(DiameterHeader.FLAG_PROXIABLE);
        assertThat(missing.avps().first(AvpCode.FAILED_AVP)).isPresent();
        for (DiameterMessage answer : List.of(busy, missing)) {
            assertThat(answer.header().hopByHop()).isEqualTo(7);
            assertThat(answer.header().endToEnd()).isEqualTo(9);
            assertThat(answer.avps().asList().getFirst().is(AvpCode.SESSION_ID)).isTrue();
        }
    }

    @Test
    void proxyInfoComesBackInItsOrder() {
        Avp first = Avp.of(AvpCode.PROXY_INFO, AvpList.of(Avp.of(AvpCode.PROXY_HOST, "a")));
        Avp second = Avp.of(AvpCode.PROXY_INFO, AvpList.of(Avp.of(AvpCode.PROXY_HOST, "b")));
        DiameterMessage request = request(AvpList.of(first, second));
        assertThat(request.answer(AvpList.EMPTY).avps().asList()).containsExactly(first, second);
        assertThat(
                        ErrorAnswers.to(request, OWN, ResultCode.TOO_BUSY, "busy")
                                .avps()
                                .all(AvpCode.PROXY_INFO))
                .containsExactly(first, second);
    }

    @Test
    void aKeyIsNotShownByToString() {
        byte[] key = HexFormat.of().parseHex("5dbdbb2954e8f3cde665b046179a5098");
        DiameterMessage message =
                request(
                        AvpList.of(
                                Avp.of(
                                        AvpCode.SIP_AUTH_DATA_ITEM,
                                        AvpList.of(Avp.of(AvpCode.CONFIDENTIALITY_KEY, key)))));
        assertThat(message.toString()).doesNotContain("5dbd").doesNotContain("93, -67");
    }

    @Test
    void framesComeOutWhateverThePiecesAreThatCameIn() {
        byte[] one = request(AvpList.of(Avp.of(AvpCode.USER_NAME, "abc"))).encode();
        byte[] two = request(AvpList.of(Avp.of(AvpCode.USER_DATA, new byte[9_000]))).encode();
        byte[] all = new byte[one.length * 2 + two.length];
        System.arraycopy(one, 0, all, 0, one.length);
        System.arraycopy(two, 0, all, one.length, two.length);
        System.arraycopy(one, 0, all, one.length + two.length, one.length);
        for (int piece : new int[] {1, 3, 19, 21, 1_000, all.length}) {
            DiameterFrames frames = new DiameterFrames();
            List<byte[]> got = new ArrayList<>();
            for (int from = 0; from < all.length; from += piece) {
                byte[] part = Arrays.copyOfRange(all, from, Math.min(all.length, from + piece));
                got.addAll(frames.received(part).messages());
            }
            assertThat(got).as("pieces of %d", piece).containsExactly(one, two, one);
        }
    }

    @Test
    void aLengthBelowTheHeadOrAboveTheLimitIsGarbageBeforeItsBodyCame() {
        for (int length : new int[] {0, 19, DiameterLimits.MAX_MESSAGE_OCTETS + 1, 0xFF_FFFF}) {
            byte[] start = ByteBuffer.allocate(4).putInt(1 << 24 | length).array();
            assertThat(new DiameterFrames().received(start))
                    .isInstanceOf(DiameterFrames.Garbage.class);
        }
    }

    @Test
    void noOctetsWhateverMakeTheDecoderThrowAnythingElse() {
        Random random = new Random(20_261_121L);
        byte[] valid =
                request(
                                AvpList.of(
                                        Avp.of(AvpCode.SESSION_ID, "s;1;2"),
                                        Avp.of(
                                                AvpCode.SIP_AUTH_DATA_ITEM,
                                                AvpList.of(Avp.of(AvpCode.SIP_ITEM_NUMBER, 1)))))
                        .encode();
        for (int round = 0; round < 20_000; round++) {
            byte[] mutated = valid.clone();
            for (int i = 0; i < 1 + round % 4; i++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            try {
                DiameterMessage message = DiameterMessage.decode(mutated);
                MessageCheck.checkRequest(message);
                assertThat(message.encode()).hasSize(mutated.length);
            } catch (DiameterSyntaxException e) {
                assertThat(ErrorAnswers.to(mutated, OWN, e).encode().length % 4).isZero();
            }
        }
    }
}
