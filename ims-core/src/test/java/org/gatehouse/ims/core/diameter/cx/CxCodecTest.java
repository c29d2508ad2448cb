package org.gatehouse.ims.core.diameter.cx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CxCodecTest {
    private static final LocalPeer CSCF =
            new LocalPeer("scscf.home.example", "home.example", "test", 1);
    private static final LocalPeer HSS =
            new LocalPeer("hss.home.example", "home.example", "test", 2);
    private static final CxRoute ROUTE = new CxRoute(CSCF, "home.example", "hss.home.example");
    private static final MultimediaAuth MAR =
            new MultimediaAuth("a@home.example", "sip:a@home.example", "sip:scscf", 1, null);

    private static DiameterMessage encoded(CxRequest request) {
        return CxRequestCodec.encode(request, "scscf.home.example;1;2;cx0", ROUTE).withIds(1, 2);
    }

    private static CxRequest throughOctets(CxRequest request) throws DiameterSyntaxException {
        return CxRequestCodec.decode(DiameterMessage.decode(encoded(request).encode()));
    }

    @ParameterizedTest
    @EnumSource
    void everyAuthorizationTypeSurvivesTheWire(UserAuthorization.Type type)
            throws DiameterSyntaxException {
        UserAuthorization uar =
                new UserAuthorization("a@home.example", "sip:a@home.example", "visited", type);
        assertThat(throughOctets(uar)).isEqualTo(uar);
    }

    @ParameterizedTest
    @EnumSource
    void everyAssignmentTypeSurvivesTheWire(AssignmentType type) throws DiameterSyntaxException {
        ServerAssignment named =
                new ServerAssignment("a@h", List.of("sip:a@h", "tel:+1"), "sip:s", type, true);
        ServerAssignment nameless =
                new ServerAssignment(null, List.of("sip:a@h"), "sip:s", type, false);
        assertThat(throughOctets(named)).isEqualTo(named);
        assertThat(throughOctets(nameless)).isEqualTo(nameless);
    }

    @Test
    void aResynchronizationSurvivesTheWire() throws DiameterSyntaxException {
        byte[] rand = new byte[16];
        rand[0] = 1;
        byte[] auts = new byte[14];
        auts[13] = 2;
        MultimediaAuth resync =
                new MultimediaAuth(
                        "a@h", "sip:a@h", "sip:s", 3, new MultimediaAuth.Resync(rand, auts));
        assertThat(throughOctets(resync)).isEqualTo(resync);
    }

    @Test
    void anAuthorizationOfTheWrongLengthIsRefusedWith5004() {
        AvpList item =
                AvpList.of(
                        Avp.of(AvpCode.SIP_AUTHENTICATION_SCHEME, MultimediaAuth.DIGEST_AKA_V1_MD5),
                        Avp.of(AvpCode.SIP_AUTHORIZATION, new byte[29]));
        assertThat(refusal(replaced(encoded(MAR), Avp.of(AvpCode.SIP_AUTH_DATA_ITEM, item))))
                .isEqualTo(ResultCode.INVALID_AVP_VALUE);
    }

    @Test
    void noVectorsAndUnknownEnumerationsAreRefusedWith5004() {
        assertThat(refusal(replaced(encoded(MAR), Avp.of(AvpCode.SIP_NUMBER_AUTH_ITEMS, 0))))
                .isEqualTo(ResultCode.INVALID_AVP_VALUE);
        DiameterMessage sar =
                encoded(
                        new ServerAssignment(
                                "a@h", List.of(), "sip:s", AssignmentType.REGISTRATION, false));
        assertThat(refusal(replaced(sar, Avp.of(AvpCode.SERVER_ASSIGNMENT_TYPE, 99))))
                .isEqualTo(ResultCode.INVALID_AVP_VALUE);
        DiameterMessage uar =
                encoded(
                        new UserAuthorization(
                                "a@h", "sip:a@h", "v", UserAuthorization.Type.DE_REGISTRATION));
        assertThat(refusal(replaced(uar, Avp.of(AvpCode.USER_AUTHORIZATION_TYPE, 3))))
                .isEqualTo(ResultCode.INVALID_AVP_VALUE);
    }

    @Test
    void everyMandatoryAvpOfAMarIsMissedWith5005() {
        for (AvpCode code :
                List.of(
                        AvpCode.SESSION_ID,
                        AvpCode.ORIGIN_HOST,
                        AvpCode.ORIGIN_REALM,
                        AvpCode.DESTINATION_REALM,
                        AvpCode.USER_NAME,
                        AvpCode.PUBLIC_IDENTITY,
                        AvpCode.SIP_AUTH_DATA_ITEM,
                        AvpCode.SIP_NUMBER_AUTH_ITEMS,
                        AvpCode.SERVER_NAME)) {
            List<Avp> kept = new ArrayList<>(encoded(MAR).avps().asList());
            kept.removeIf(avp -> avp.is(code));
            DiameterMessage lacking = new DiameterMessage(encoded(MAR).header(), AvpList.of(kept));
            assertThat(refusal(lacking)).as(code.text()).isEqualTo(ResultCode.MISSING_AVP);
        }
    }

    private static int refusal(DiameterMessage message) {
        return catchThrowableOfType(
                        DiameterSyntaxException.class, () -> CxRequestCodec.decode(message))
                .resultCode();
    }

    private static DiameterMessage replaced(DiameterMessage message, Avp replacement) {
        List<Avp> avps = new ArrayList<>(message.avps().asList());
        avps.replaceAll(avp ->
                avp.code() == replacement.code() && avp.vendor() == replacement.vendor()
                        ? replacement
                        : avp);
        return new DiameterMessage(message.header(), AvpList.of(avps));
    }

    @Test
    void anotherSchemeReachesTheHssSoThatItCanRefuseIt() throws DiameterSyntaxException {
        MultimediaAuth digest =
                new MultimediaAuth("a@h", "sip:a@h", "sip:s", 1, "SIP Digest", null);
        assertThat(throughOctets(digest)).isEqualTo(digest);
    }

    @Test
    void aVectorAnswerEchoesUserNameAndPublicIdentity() {
        DiameterMessage answer =
                CxAnswerCodec.encode(
                        encoded(MAR),
                        MultimediaAuthAnswer.refused(CxResult.DIAMETER_ERROR_USER_UNKNOWN, MAR),
                        HSS);
        assertThat(answer.avps().first(AvpCode.USER_NAME))
                .contains(Avp.of(AvpCode.USER_NAME, MAR.impi()));
        assertThat(answer.avps().first(AvpCode.PUBLIC_IDENTITY))
                .contains(Avp.of(AvpCode.PUBLIC_IDENTITY, MAR.impu()));
    }

    @Test
    void aSuccessfulUaaAlwaysHasServerNameOrServerCapabilities() {
        UserAuthorization uar =
                new UserAuthorization("a@h", "sip:a@h", "v", UserAuthorization.Type.REGISTRATION);
        DiameterMessage named =
                CxAnswerCodec.encode(
                        encoded(uar),
                        UserAuthorizationAnswer.of(
                                CxResult.DIAMETER_SUBSEQUENT_REGISTRATION, "sip:s"),
                        HSS);
        DiameterMessage nameless =
                CxAnswerCodec.encode(
                        encoded(uar),
                        UserAuthorizationAnswer.of(CxResult.DIAMETER_FIRST_REGISTRATION),
                        HSS);
        assertThat(named.avps().first(AvpCode.SERVER_NAME)).isPresent();
        assertThat(named.avps().first(AvpCode.SERVER_CAPABILITIES)).isEmpty();
        assertThat(nameless.avps().first(AvpCode.SERVER_CAPABILITIES)).isPresent();
    }

    @Test
    void theSameNumberIsReadInItsOwnSpace() throws DiameterSyntaxException {
        for (CxResult result :
                List.of(CxResult.DIAMETER_SUCCESS, CxResult.DIAMETER_FIRST_REGISTRATION)) {
            DiameterMessage answer =
                    CxAnswerCodec.encode(
                            encoded(MAR), MultimediaAuthAnswer.refused(result, MAR), HSS);
            assertThat(CxAnswerCodec.decode(MAR, answer).result()).isEqualTo(result);
        }
        assertThat(CxResult.DIAMETER_SUCCESS).isNotEqualTo(CxResult.DIAMETER_FIRST_REGISTRATION);
    }

    @Test
    void aProtocolErrorOfTheHandlerIsSentWithTheEBit() {
        DiameterMessage answer =
                CxAnswerCodec.encode(
                        encoded(MAR),
                        MultimediaAuthAnswer.refused(CxResult.DIAMETER_TOO_BUSY, MAR),
                        HSS);
        assertThat(answer.header().isError()).isTrue();
        assertThat(answer.resultCode()).contains(ResultCode.TOO_BUSY);
    }

    @Test
    void anAnswerWithoutAnyResultIsRefused() {
        DiameterMessage empty = encoded(MAR).answer(AvpList.EMPTY);
        assertThatThrownBy(() -> CxAnswerCodec.decode(MAR, empty))
                .isInstanceOf(DiameterSyntaxException.class);
    }

    @Test
    void noValueOfCxShowsAKeyOrAResponse() {
        AuthenticationVector vector =
                new AuthenticationVector(
                        new byte[16],
                        new byte[] {77, 77, 77, 77},
                        new byte[16],
                        new byte[16],
                        new byte[16]);
        MultimediaAuthAnswer answer =
                new MultimediaAuthAnswer(CxResult.DIAMETER_SUCCESS, "a", "sip:a", List.of(vector));
        assertThat(answer.toString()).doesNotContain("77").doesNotContain("4d4d");
    }
}
