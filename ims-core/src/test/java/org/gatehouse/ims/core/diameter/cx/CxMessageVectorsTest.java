package org.gatehouse.ims.core.diameter.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterFrames;
import org.gatehouse.ims.core.diameter.DiameterFrames.Garbage;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.push.PushCodec;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.testkit.VectorFiles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The Cx messages of the published set, octet by octet. */
class CxMessageVectorsTest {
    private static final List<JsonNode> VECTORS = VectorFiles.read("cx/cx-messages.json");
    private static final HexFormat HEX = HexFormat.of();

    @TestFactory
    Stream<DynamicTest> everyAcceptedMessageDecodesAsPrintedAndEncodesToTheSameOctets() {
        return VECTORS.stream()
                .filter(vector -> vector.has("decoded"))
                .map(vector ->
                        VectorFiles.test(id(vector), vector, () -> decodesAsPrinted(vector)));
    }

    private static void decodesAsPrinted(JsonNode vector) throws DiameterSyntaxException {
        DiameterMessage message = DiameterMessage.decode(octets(vector));
        JsonNode decoded = vector.get("decoded");
        assertThat(hex(message.header().flags(), 2)).isEqualTo(decoded.get("flags").asText());
        assertThat(message.header().command()).isEqualTo(decoded.get("code").asInt());
        assertThat(message.header().application()).isEqualTo(decoded.get("application").asInt());
        assertThat(hex(message.header().hopByHop(), 8))
                .isEqualTo(decoded.get("hop_by_hop").asText());
        assertThat(hex(message.header().endToEnd(), 8))
                .isEqualTo(decoded.get("end_to_end").asText());
        compare(message.avps(), decoded.get("avps"));
        assertThat(HEX.formatHex(message.encode())).isEqualTo(vector.get("hex").asText());
    }

    private static void compare(AvpList avps, JsonNode expected) throws DiameterSyntaxException {
        assertThat(avps.size()).isEqualTo(expected.size());
        for (int i = 0; i < avps.size(); i++) {
            compare(avps.asList().get(i), expected.get(i));
        }
    }

    private static void compare(Avp avp, JsonNode expected) throws DiameterSyntaxException {
        assertThat(avp.code()).isEqualTo(expected.get("code").asInt());
        assertThat(avp.vendor()).isEqualTo(expected.get("vendor").asInt());
        assertThat(hex(avp.flags(), 2)).isEqualTo(expected.get("flags").asText());
        AvpCode known = AvpCode.of(avp.code(), avp.vendor()).orElse(null);
        if (known != null) {
            assertThat(known.text())
                    .isEqualTo(expected.get("name").asText().toLowerCase(Locale.ROOT));
        }
        if (expected.has("avps")) {
            compare(avp.group(), expected.get("avps"));
        } else if (expected.has("text")) {
            assertThat(avp.text()).isEqualTo(expected.get("text").asText());
        } else if (expected.has("value")) {
            assertThat(avp.unsigned32()).isEqualTo(expected.get("value").asLong());
        } else {
            assertThat(HEX.formatHex(avp.data())).isEqualTo(expected.get("hex").asText());
        }
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerWithOneVectorGivesItsRandAutnXresAndKeys() {
        return VECTORS.stream()
                .filter(vector -> vector.has("av"))
                .map(vector -> VectorFiles.test(id(vector), vector, () -> givesVector(vector)));
    }

    private static void givesVector(JsonNode vector) throws DiameterSyntaxException {
        MultimediaAuthAnswer answer = readMaa(vector);
        JsonNode av = vector.get("av");
        AuthenticationVector expected =
                new AuthenticationVector(
                        octets(av, "rand"),
                        octets(av, "xres"),
                        octets(av, "ck"),
                        octets(av, "ik"),
                        octets(av, "autn"));
        assertThat(answer.result()).isEqualTo(CxResult.DIAMETER_SUCCESS);
        assertThat(answer.vectors()).containsExactly(expected);
    }

    @TestFactory
    Stream<DynamicTest> everyVectorAnswerIsEncodedAsPrintedFromItsValues() {
        return VECTORS.stream()
                .filter(vector -> vector.has("av"))
                .map(vector -> VectorFiles.test(id(vector), vector, () -> encodesMaa(vector)));
    }

    private static void encodesMaa(JsonNode vector) throws DiameterSyntaxException {
        DiameterMessage printed = DiameterMessage.decode(octets(vector));
        DiameterMessage request =
                new DiameterMessage(
                        DiameterMessage.request(
                                        Applications.MULTIMEDIA_AUTH,
                                        Applications.CX,
                                        AvpList.EMPTY)
                                .withIds(printed.header().hopByHop(), printed.header().endToEnd())
                                .header(),
                        AvpList.of(printed.avps().required(AvpCode.SESSION_ID)));
        DiameterMessage ours = CxAnswerCodec.encode(request, readMaa(vector), originOf(printed));
        assertThat(HEX.formatHex(ours.encode())).isEqualTo(vector.get("hex").asText());
    }

    @TestFactory
    Stream<DynamicTest> everyRequestOfOursIsEncodedAsPrintedFromItsValues() {
        // Feature negotiation is not ours to send, so that one has more AVPs than we write.
        return VECTORS.stream()
                .filter(vector -> id(vector).matches("(mar|uar|sar|lir|rtr|ppr)-.*"))
                .filter(vector -> vector.get("decoded").get("flags").asText().equals("c0"))
                .filter(vector -> !id(vector).startsWith("sar-supported-features"))
                // Has Associated-Identities last; clause 6.1.9 prints them before the reason.
                .filter(vector -> !id(vector).startsWith("rtr-server-change"))
                .map(vector -> VectorFiles.test(id(vector), vector, () -> encodesRequest(vector)));
    }

    private static void encodesRequest(JsonNode vector) throws DiameterSyntaxException {
        DiameterMessage printed = DiameterMessage.decode(octets(vector));
        AvpList avps = printed.avps();
        Avp host = avps.optional(AvpCode.DESTINATION_HOST).orElse(null);
        CxRoute route =
                new CxRoute(
                        originOf(printed),
                        avps.required(AvpCode.DESTINATION_REALM).text(),
                        host == null ? null : host.text());
        String session = avps.required(AvpCode.SESSION_ID).text();
        DiameterMessage ours =
                id(vector).matches("(rtr|ppr)-.*")
                        ? PushCodec.encode(
                                PushCodec.decode(printed),
                                session,
                                route.own(),
                                avps.required(AvpCode.DESTINATION_HOST).text(),
                                route.destinationRealm())
                        : CxRequestCodec.encode(CxRequestCodec.decode(printed), session, route);
        ours = ours.withIds(printed.header().hopByHop(), printed.header().endToEnd());
        assertThat(HEX.formatHex(ours.encode())).isEqualTo(vector.get("hex").asText());
    }

    @TestFactory
    Stream<DynamicTest> everyAnswerToALocationOrAPushIsEncodedAsPrintedFromItsValues() {
        return VECTORS.stream()
                .filter(vector -> id(vector).matches("(lir|rtr|ppr)-.*"))
                .filter(vector -> vector.get("decoded").get("flags").asText().equals("40"))
                .map(vector -> VectorFiles.test(id(vector), vector, () -> encodesAnswer(vector)));
    }

    private static void encodesAnswer(JsonNode vector) throws DiameterSyntaxException {
        DiameterMessage printed = DiameterMessage.decode(octets(vector));
        DiameterMessage request =
                DiameterMessage.request(
                                printed.header().command(),
                                Applications.CX,
                                AvpList.of(printed.avps().required(AvpCode.SESSION_ID)))
                        .withIds(printed.header().hopByHop(), printed.header().endToEnd());
        LocalPeer own = originOf(printed);
        DiameterMessage ours =
                printed.header().command() == Applications.LOCATION_INFO
                        ? CxAnswerCodec.encode(
                                request,
                                CxAnswerCodec.decode(new LocationInfo("sip:a", false), printed),
                                own)
                        : PushCodec.answer(request, PushCodec.result(printed), own);
        assertThat(HEX.formatHex(ours.encode())).isEqualTo(vector.get("hex").asText());
    }

    @Test
    void aTerminationNamesItsIdentitiesAndItsReason() throws DiameterSyntaxException {
        String impi = "001010123456077@ims.mnc001.mcc001.3gppnetwork.org";
        assertThat(PushCodec.decode(DiameterMessage.decode(octets(vector("rtr-permanent-r")))))
                .isEqualTo(
                        new RegistrationTermination(
                                impi,
                                List.of("sip:" + impi),
                                List.of(),
                                RegistrationTermination.Reason.PERMANENT_TERMINATION,
                                "subscription ended"));
        assertThat(PushCodec.decode(DiameterMessage.decode(octets(vector("rtr-server-change-r")))))
                .isEqualTo(
                        new RegistrationTermination(
                                impi,
                                List.of(),
                                List.of(impi),
                                RegistrationTermination.Reason.SERVER_CHANGE,
                                null));
    }

    private static LocalPeer originOf(DiameterMessage message) throws DiameterSyntaxException {
        return new LocalPeer(
                message.avps().required(AvpCode.ORIGIN_HOST).text(),
                message.avps().required(AvpCode.ORIGIN_REALM).text(),
                "test",
                1);
    }

    @Test
    void aResynchronizationGivesRandAndAuts() throws DiameterSyntaxException {
        JsonNode vector = vector("mar-resync-35.208-s4");
        MultimediaAuth request =
                (MultimediaAuth) CxRequestCodec.decode(DiameterMessage.decode(octets(vector)));
        MultimediaAuth.Resync resync = Objects.requireNonNull(request.resync());
        assertThat(resync.rand()).isEqualTo(octets(vector.get("resync"), "rand"));
        assertThat(resync.auts()).isEqualTo(octets(vector.get("resync"), "auts"));
    }

    @Test
    void vectorsAreTakenInTheOrderOfTheirItemNumbers() throws DiameterSyntaxException {
        List<AuthenticationVector> vectors = readMaa(vector("mar-three-a")).vectors();
        assertThat(vectors).hasSize(3);
        assertThat(vectors)
                .extracting(v -> HEX.formatHex(v.rand()).substring(0, 8))
                .containsExactly("4e1195df", "f55ff16f", "2c3a4249");
    }

    @Test
    void anEmptySipAuthenticateGivesNoVector() throws DiameterSyntaxException {
        assertThat(readMaa(vector("bad-empty-authenticate")).vectors()).isEmpty();
    }

    @Test
    void aConfidentialityKeyOf15OctetsGivesNoVector() throws DiameterSyntaxException {
        assertThat(readMaa(vector("bad-short-ck")).vectors()).isEmpty();
    }

    @Test
    void anotherVersionEndsTheConnection() {
        assertThat(new DiameterFrames().received(octets(vector("bad-version-2"))))
                .isInstanceOf(Garbage.class);
    }

    @Test
    void whatFollowsAMessageThatLiesAboutItsLengthEndsTheConnection() {
        DiameterFrames.Cut cut = new DiameterFrames().received(octets(vector("bad-length-short")));
        assertThat(cut).isInstanceOf(Garbage.class);
        assertThat(cut.messages()).hasSize(1);
        assertThat(
                        catchThrowableOfType(
                                        DiameterSyntaxException.class,
                                        () -> DiameterMessage.decode(cut.messages().getFirst()))
                                .resultCode())
                .isEqualTo(ResultCode.INVALID_AVP_LENGTH);
    }

    @Test
    void aLengthThatIsNoMultipleOf4IsRefusedWith5015() {
        byte[] octets = octets(vector("bad-length-not-4"));
        assertThat(
                        catchThrowableOfType(
                                        DiameterSyntaxException.class,
                                        () -> DiameterMessage.decode(octets))
                                .resultCode())
                .isEqualTo(ResultCode.INVALID_MESSAGE_LENGTH);
    }

    @Test
    void capabilitiesAndExperimentalResultOfAFirstRegistrationAreRead()
            throws DiameterSyntaxException {
        UserAuthorizationAnswer answer =
                (UserAuthorizationAnswer)
                        CxAnswerCodec.decode(
                                new UserAuthorization(
                                        "a", "sip:a", "n", UserAuthorization.Type.REGISTRATION),
                                DiameterMessage.decode(octets(vector("uar-first-a"))));
        assertThat(answer.result()).isEqualTo(CxResult.DIAMETER_FIRST_REGISTRATION);
        assertThat(answer.serverName()).isNull();
        assertThat(answer.mandatoryCapabilities()).containsExactly(1);
        assertThat(answer.optionalCapabilities()).containsExactly(7);
        assertThat(answer.candidates()).hasSize(1);
    }

    @Test
    void theProfileOfARegistrationIsReadWithItsBarredIdentity() throws DiameterSyntaxException {
        ServerAssignmentAnswer answer =
                (ServerAssignmentAnswer)
                        CxAnswerCodec.decode(
                                new ServerAssignment(
                                        "a",
                                        List.of(),
                                        "sip:s",
                                        AssignmentType.REGISTRATION,
                                        false),
                                DiameterMessage.decode(octets(vector("sar-registration-a"))));
        String xml = Objects.requireNonNull(answer.userDataXml());
        UserProfile profile = UserProfileXml.read(xml).orElseThrow();
        assertThat(profile.impi()).isEqualTo("001010123456077@ims.mnc001.mcc001.3gppnetwork.org");
        assertThat(profile.identities())
                .containsExactly(
                        new UserProfile.Identity(
                                "sip:001010123456077@ims.mnc001.mcc001.3gppnetwork.org", false),
                        new UserProfile.Identity("tel:+15555550177", true));
    }

    private static MultimediaAuthAnswer readMaa(JsonNode vector) throws DiameterSyntaxException {
        MultimediaAuth request = new MultimediaAuth("a", "sip:a", "sip:s", 1, null);
        return (MultimediaAuthAnswer)
                CxAnswerCodec.decode(request, DiameterMessage.decode(octets(vector)));
    }

    private static JsonNode vector(String id) {
        return VECTORS.stream().filter(v -> id(v).equals(id)).findFirst().orElseThrow();
    }

    private static String id(JsonNode vector) {
        return vector.get("id").asText();
    }

    private static byte[] octets(JsonNode vector) {
        return octets(vector, "hex");
    }

    private static byte[] octets(JsonNode node, String field) {
        return HEX.parseHex(node.get(field).asText());
    }

    private static String hex(int value, int digits) {
        return HexFormat.of().toHexDigits(value, digits);
    }
}
