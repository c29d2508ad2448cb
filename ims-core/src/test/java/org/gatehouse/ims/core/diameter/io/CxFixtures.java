package org.gatehouse.ims.core.diameter.io;

import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;

/** Peers, requests and an HSS that answers all of them the same way. */
final class CxFixtures {
    static final String REALM = "home.example";
    static final LocalPeer CSCF = new LocalPeer("scscf.home.example", REALM, "test-cscf", 1);
    static final LocalPeer HSS = new LocalPeer("hss.home.example", REALM, "test-hss", 2);
    static final CxRoute ROUTE = new CxRoute(CSCF, REALM);
    static final String SERVER_NAME = "sip:scscf.home.example";

    private CxFixtures() {}

    static String impi(int user) {
        return "user" + user + "@home.example";
    }

    static String impu(int user) {
        return "sip:user" + user + "@home.example";
    }

    static UserAuthorization uar(int user) {
        return new UserAuthorization(
                impi(user), impu(user), REALM, UserAuthorization.Type.REGISTRATION);
    }

    static MultimediaAuth mar(int user) {
        return new MultimediaAuth(impi(user), impu(user), SERVER_NAME, 2, null);
    }

    static ServerAssignment sar(int user) {
        return new ServerAssignment(
                impi(user), List.of(impu(user)), SERVER_NAME, AssignmentType.REGISTRATION, false);
    }

    static LocationInfo lir(int user) {
        return new LocationInfo(impu(user), false);
    }

    static AuthenticationVector vector(int user) {
        byte fill = (byte) user;
        return new AuthenticationVector(
                filled(16, fill),
                filled(8, fill),
                filled(16, fill),
                filled(16, fill),
                filled(16, fill));
    }

    private static byte[] filled(int length, byte value) {
        byte[] octets = new byte[length];
        java.util.Arrays.fill(octets, value);
        return octets;
    }

    static UserProfile profile(String impi) {
        return UserProfile.of(impi, List.of(new UserProfile.Identity("sip:" + impi, false)));
    }

    /** What {@link #HSS_HANDLER} answers. */
    static CxAnswer answerTo(CxRequest request) {
        return switch (request) {
            case UserAuthorization uar ->
                    UserAuthorizationAnswer.of(CxResult.DIAMETER_FIRST_REGISTRATION, SERVER_NAME);
            case MultimediaAuth mar ->
                    new MultimediaAuthAnswer(
                            CxResult.DIAMETER_SUCCESS,
                            mar.impi(),
                            mar.impu(),
                            Collections.nCopies(mar.items(), vector(mar.impi().charAt(4))));
            case ServerAssignment sar ->
                    new ServerAssignmentAnswer(
                            CxResult.DIAMETER_SUCCESS,
                            sar.impi(),
                            UserProfileXml.write(profile(sar.shardKey())));
            case LocationInfo lir -> LocationInfoAnswer.of(CxResult.DIAMETER_SUCCESS, SERVER_NAME);
        };
    }

    static final CxHandler HSS_HANDLER =
            (CxRequest request, Consumer<CxAnswer> reply) -> reply.accept(answerTo(request));
}
