package org.gatehouse.ims.ue.card;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.Random;
import javax.smartcardio.CommandAPDU;
import javax.smartcardio.ResponseAPDU;
import org.junit.jupiter.api.Test;

/** What a card may answer that a well-made one does not. */
class UiccTest {
    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }

    /** An FCP of a real card's master file, as a vendor's page about AT commands prints it. */
    private static final byte[] REAL =
            hex(
                    "62298202782183023f00a509800131830400006d988a01058b032f0603"
                            + "c60c90016083010183010a83010d");

    @Test
    void aRealTemplateIsRead() throws UiccException {
        assertThat(Fcp.parse(REAL)).isEqualTo(new Fcp(0, 0, 0, 1));
    }

    @Test
    void sizeRecordsAndPinComeOfTheTemplate() throws UiccException {
        assertThat(Fcp.parse(hex("620a" + "82024121" + "80020123" + "8a00")).size())
                .isEqualTo(0x123);
        assertThat(Fcp.parse(hex("6207" + "82054221002605"))).isEqualTo(new Fcp(0, 0x26, 5, 1));
        assertThat(
                        Fcp.parse(
                                hex(
                                        "620f" + "c60d" + "900160" + "830111" + "830181" + "830103"
                                                + "00")))
                .extracting(Fcp::pin)
                .isEqualTo(3);
    }

    @Test
    void noTemplateIsAClearError() {
        for (String answer : new String[] {"", "00", "6f00", "6282", "628200", "62810582"}) {
            assertThatThrownBy(() -> Fcp.parse(hex(answer)))
                    .isInstanceOf(UiccException.class)
                    .hasMessageContaining("makes no sense");
        }
    }

    @Test
    void lengthsOfOneToThreeOctetsAreReadAndNoLonger() {
        assertThat(Tlv.find(hex("8001aa"), 0x80)).hasValue(hex("aa"));
        assertThat(Tlv.find(hex("808101aa"), 0x80)).hasValue(hex("aa"));
        assertThat(Tlv.find(hex("80820001aa"), 0x80)).hasValue(hex("aa"));
        assertThat(Tlv.find(hex("8083000001aa"), 0x80)).isEmpty();
        assertThat(Tlv.find(hex("8080aa"), 0x80)).isEmpty();
        assertThat(Tlv.find(hex("8002aa"), 0x80)).isEmpty();
        assertThat(Tlv.find(hex("ff"), 0x80)).isEmpty();
        assertThat(Tlv.find(hex("8100ff8001aa"), 0x80)).isEmpty();
    }

    private static Uicc answering(String hex) {
        return new Uicc(
                new CardLink() {
                    @Override
                    public String reader() {
                        return "slot";
                    }

                    @Override
                    public ResponseAPDU transmit(CommandAPDU command) {
                        return new ResponseAPDU(hex(hex));
                    }

                    @Override
                    public <T> T exclusively(Work<T> work) throws UiccException {
                        return work.run();
                    }

                    @Override
                    public void close() {}
                });
    }

    @Test
    void aCardThatAlwaysHasMoreToSayIsNotListenedToForever() {
        assertThatThrownBy(() -> answering("006110").authenticate(new byte[16], new byte[16]))
                .hasMessageContaining("without end");
    }

    @Test
    void aCardThatAlwaysWantsAnotherLengthIsAskedOnce() {
        assertThatThrownBy(() -> answering("6c10").authenticate(new byte[16], new byte[16]))
                .hasMessageContaining("6C10");
    }

    @Test
    void aProactiveCardsSuccessIsSuccess() throws UiccException {
        assertThat(answering("db91 10".replace(" ", "")).authenticate(new byte[16], new byte[16]))
                .hasSize(1);
    }

    @Test
    void aFileWithoutOctetsOrOfAnAbsurdSizeIsRefused() {
        assertThatThrownBy(() -> answering("6204800200009000").readBinary(0x6F02))
                .hasMessageContaining("size 0");
        assertThatThrownBy(() -> answering("62048002ffff9000").readBinary(0x6F02))
                .hasMessageContaining("size 65535");
    }

    @Test
    void whateverACardAnswersEndsInAnErrorWithAName() {
        long seed = 31103;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            byte[] answer = new byte[2 + random.nextInt(40)];
            random.nextBytes(answer);
            if (i % 2 == 0) {
                answer[0] = 0x62;
                answer[answer.length - 2] = (byte) 0x90;
                answer[answer.length - 1] = 0;
            }
            Uicc uicc = answering(HexFormat.of().formatHex(answer));
            assertThatCode(
                            () -> {
                                try {
                                    new CardFiles(uicc).applications();
                                    new CardFiles(uicc).identity(CardApplication.ISIM);
                                } catch (UiccException e) {
                                    assertThat(e).hasMessageContaining("expected");
                                }
                            })
                    .as("seed %d, answer %s", seed, HexFormat.of().formatHex(answer))
                    .doesNotThrowAnyException();
        }
    }
}
