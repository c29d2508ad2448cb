package org.gatehouse.ims.core.diameter.cx;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterHeader;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.MessageCheck;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.push.PushCodec;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each published message, cut off and with lengths that lie: refused by an answer, never else. */
class DamagedCxMessagesTest {
    private static final LocalPeer OWN = new LocalPeer("hss.home", "home", "test", 1);
    private static final long SEED = 29_229;
    private static final int AVP_LENGTH_OFFSET = 5;

    /** "MUST include a Failed-AVP" or SHOULD, by RFC 6733 clause 7.1.5. */
    private static final Set<Integer> WITH_FAILED_AVP =
            Set.of(
                    ResultCode.AVP_UNSUPPORTED,
                    ResultCode.INVALID_AVP_VALUE,
                    ResultCode.MISSING_AVP,
                    ResultCode.AVP_OCCURS_TOO_MANY_TIMES,
                    ResultCode.INVALID_AVP_LENGTH,
                    ResultCode.INVALID_AVP_BITS);

    @TestFactory
    Stream<DynamicTest> aMessageCutOffAnywhereIsReadOrRefused() {
        return each(octets -> {
            for (int length = 0; length < octets.length; length++) {
                byte[] cut = Arrays.copyOf(octets, length);
                read(cut);
                if (length >= DiameterHeader.OCTETS) {
                    read(withLength(cut, length));
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aMessageWhoseAvpsLieAboutTheirLengthsIsReadOrRefused() {
        return each(octets -> {
            for (int at = DiameterHeader.OCTETS; at + 8 <= octets.length; at += 4) {
                for (int length : new int[] {0, 1, 7, 8, 11, 12, 13, 255, 65_536, 0xFF_FFFF}) {
                    byte[] lying = octets.clone();
                    lying[at + AVP_LENGTH_OFFSET] = (byte) (length >>> 16);
                    lying[at + AVP_LENGTH_OFFSET + 1] = (byte) (length >>> 8);
                    lying[at + AVP_LENGTH_OFFSET + 2] = (byte) length;
                    read(lying);
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> aMessageWithOctetsChangedAtRandomIsReadOrRefused() {
        return each(octets -> {
            Random random = new Random(SEED);
            for (int round = 0; round < 500; round++) {
                byte[] changed = octets.clone();
                for (int i = 1 + random.nextInt(4); i > 0; i--) {
                    changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
                }
                read(changed);
            }
        });
    }

    private static Stream<DynamicTest> each(Consumer<byte[]> damage) {
        List<JsonNode> vectors = VectorFiles.read("cx/cx-messages.json");
        return vectors.stream()
                .map(vector ->
                        DynamicTest.dynamicTest(
                                vector.get("id").asText() + ", seed " + SEED,
                                () ->
                                        damage.accept(
                                                HexFormat.of()
                                                        .parseHex(vector.get("hex").asText()))));
    }

    private static byte[] withLength(byte[] octets, int length) {
        byte[] changed = octets.clone();
        ByteBuffer.wrap(changed).putInt(DiameterHeader.VERSION << 24 | length);
        return changed;
    }

    /** As both ends of Cx read: any other exception fails the test. */
    private static void read(byte[] octets) {
        DiameterMessage message;
        try {
            message = DiameterMessage.decode(octets);
        } catch (DiameterSyntaxException e) {
            if (octets.length >= DiameterHeader.OCTETS) {
                assertIsRefusal(ErrorAnswers.to(octets, OWN, e), e);
            }
            return;
        }
        try {
            if (message.isRequest()) {
                readRequest(message);
            } else {
                readAnswer(message);
            }
        } catch (DiameterSyntaxException e) {
            assertIsRefusal(ErrorAnswers.to(message, OWN, e), e);
        }
    }

    private static void readRequest(DiameterMessage message) throws DiameterSyntaxException {
        switch (message.header().command()) {
            case Applications.REGISTRATION_TERMINATION, Applications.PUSH_PROFILE ->
                    PushCodec.decode(message);
            case Applications.USER_AUTHORIZATION,
                    Applications.MULTIMEDIA_AUTH,
                    Applications.SERVER_ASSIGNMENT,
                    Applications.LOCATION_INFO ->
                    CxRequestCodec.decode(message);
            default -> MessageCheck.checkRequest(message);
        }
    }

    private static void readAnswer(DiameterMessage message) throws DiameterSyntaxException {
        List<CxRequest> all =
                List.of(
                        new UserAuthorization("a", "b", "c", UserAuthorization.Type.REGISTRATION),
                        new MultimediaAuth("a", "b", "c", 1, null),
                        new ServerAssignment(
                                "a", List.of(), "c", AssignmentType.REGISTRATION, false),
                        new LocationInfo("b", false));
        for (CxRequest request : all) {
            CxAnswerCodec.decode(request, message);
        }
        PushCodec.result(message);
    }

    private static void assertIsRefusal(DiameterMessage answer, DiameterSyntaxException fault) {
        DiameterMessage read;
        try {
            read = DiameterMessage.decode(answer.encode());
        } catch (DiameterSyntaxException e) {
            throw new AssertionError("our own answer is broken", e);
        }
        int code = read.resultCode().orElseThrow();
        assertThat(code / 1000).isIn(3, 5);
        assertThat(read.header().isError()).isEqualTo(ResultCode.isProtocolError(code));
        assertThat(read.header().isRequest()).isFalse();
        if (WITH_FAILED_AVP.contains(code)) {
            assertThat(read.avps().all(AvpCode.FAILED_AVP))
                    .as("Failed-AVP of " + fault.getMessage())
                    .hasSize(1);
        }
    }
}
