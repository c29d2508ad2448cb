package org.gatehouse.ims.core.diameter.cx;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.MessageCheck;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.Vendor;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth.Resync;
import org.jspecify.annotations.Nullable;

/**
 * UAR, MAR, SAR and LIR on the wire (TS 29.229 clause 6.1), in the order of AVPs that it prints.
 */
public final class CxRequestCodec {
    /**
     * "The value NO_STATE_MAINTAINED (1) ... the client does not send any re-authorization or
     * session termination requests" (TS 29.229 clause 5.2: Cx has no sessions).
     */
    private static final int NO_STATE_MAINTAINED = 1;

    /** The one value of Originating-Request (TS 29.229 clause 6.3.34). */
    private static final int ORIGINATING = 0;

    private CxRequestCodec() {}

    /** The message of a request, still without hop-by-hop and end-to-end ids. */
    public static DiameterMessage encode(CxRequest request, String sessionId, CxRoute route) {
        List<Avp> avps = head(sessionId, route.own());
        avps.add(Avp.of(AvpCode.DESTINATION_REALM, route.destinationRealm()));
        String destinationHost = route.destinationHost();
        if (destinationHost != null) {
            avps.add(Avp.of(AvpCode.DESTINATION_HOST, destinationHost));
        }
        int command =
                switch (request) {
                    case UserAuthorization uar -> add(avps, uar);
                    case MultimediaAuth mar -> add(avps, mar);
                    case ServerAssignment sar -> add(avps, sar);
                    case LocationInfo lir -> add(avps, lir);
                };
        return DiameterMessage.request(command, Applications.CX, AvpList.of(avps));
    }

    /** What stands at the beginning of each request, in either direction. */
    public static List<Avp> head(String sessionId, LocalPeer own) {
        List<Avp> avps = new ArrayList<>(16);
        avps.add(Avp.of(AvpCode.SESSION_ID, sessionId));
        avps.add(vendorSpecificApplicationId());
        avps.add(authSessionState());
        avps.add(Avp.of(AvpCode.ORIGIN_HOST, own.host()));
        avps.add(Avp.of(AvpCode.ORIGIN_REALM, own.realm()));
        return avps;
    }

    static Avp vendorSpecificApplicationId() {
        return Avp.of(
                AvpCode.VENDOR_SPECIFIC_APPLICATION_ID,
                AvpList.of(
                        Avp.of(AvpCode.VENDOR_ID, Vendor.TGPP),
                        Avp.of(AvpCode.AUTH_APPLICATION_ID, Applications.CX)));
    }

    static Avp authSessionState() {
        return Avp.of(AvpCode.AUTH_SESSION_STATE, NO_STATE_MAINTAINED);
    }

    private static int add(List<Avp> avps, UserAuthorization request) {
        avps.add(Avp.of(AvpCode.USER_NAME, request.impi()));
        avps.add(Avp.of(AvpCode.PUBLIC_IDENTITY, request.impu()));
        avps.add(
                Avp.of(
                        AvpCode.VISITED_NETWORK_IDENTIFIER,
                        request.visitedNetwork().getBytes(StandardCharsets.ISO_8859_1)));
        // "If the User-Authorization-Type is not present ... REGISTRATION" (TS 29.229 6.1.1)
        if (request.type() != UserAuthorization.Type.REGISTRATION) {
            avps.add(Avp.of(AvpCode.USER_AUTHORIZATION_TYPE, request.type().code()));
        }
        return Applications.USER_AUTHORIZATION;
    }

    private static int add(List<Avp> avps, MultimediaAuth request) {
        avps.add(Avp.of(AvpCode.USER_NAME, request.impi()));
        avps.add(Avp.of(AvpCode.PUBLIC_IDENTITY, request.impu()));
        AvpList item = AvpList.of(Avp.of(AvpCode.SIP_AUTHENTICATION_SCHEME, request.scheme()));
        Resync resync = request.resync();
        if (resync != null) {
            byte[] both = Arrays.copyOf(resync.rand(), Resync.RAND_OCTETS + Resync.AUTS_OCTETS);
            System.arraycopy(resync.auts(), 0, both, Resync.RAND_OCTETS, Resync.AUTS_OCTETS);
            item = item.with(Avp.of(AvpCode.SIP_AUTHORIZATION, both));
        }
        avps.add(Avp.of(AvpCode.SIP_AUTH_DATA_ITEM, item));
        avps.add(Avp.of(AvpCode.SIP_NUMBER_AUTH_ITEMS, request.items()));
        avps.add(Avp.of(AvpCode.SERVER_NAME, request.serverName()));
        return Applications.MULTIMEDIA_AUTH;
    }

    private static int add(List<Avp> avps, ServerAssignment request) {
        String impi = request.impi();
        if (impi != null) {
            avps.add(Avp.of(AvpCode.USER_NAME, impi));
        }
        for (String impu : request.impus()) {
            avps.add(Avp.of(AvpCode.PUBLIC_IDENTITY, impu));
        }
        avps.add(Avp.of(AvpCode.SERVER_NAME, request.serverName()));
        avps.add(Avp.of(AvpCode.SERVER_ASSIGNMENT_TYPE, request.type().code()));
        avps.add(
                Avp.of(
                        AvpCode.USER_DATA_ALREADY_AVAILABLE,
                        request.userDataAlreadyAvailable() ? 1 : 0));
        return Applications.SERVER_ASSIGNMENT;
    }

    private static int add(List<Avp> avps, LocationInfo request) {
        if (request.originating()) {
            avps.add(Avp.of(AvpCode.ORIGINATING_REQUEST, ORIGINATING));
        }
        avps.add(Avp.of(AvpCode.PUBLIC_IDENTITY, request.impu()));
        return Applications.LOCATION_INFO;
    }

    /** Reads a request that reached the HSS; what is wrong with it comes as its Result-Code. */
    public static CxRequest decode(DiameterMessage message) throws DiameterSyntaxException {
        AvpList avps = checked(message);
        return switch (message.header().command()) {
            case Applications.USER_AUTHORIZATION -> userAuthorization(avps);
            case Applications.MULTIMEDIA_AUTH -> multimediaAuth(avps);
            case Applications.SERVER_ASSIGNMENT -> serverAssignment(avps);
            case Applications.LOCATION_INFO -> locationInfo(avps);
            default -> throw notServed(message);
        };
    }

    /** What holds for the requests of Cx, in either direction; gives their AVPs. */
    public static AvpList checked(DiameterMessage message) throws DiameterSyntaxException {
        if (message.header().application() != Applications.CX) {
            throw new DiameterSyntaxException(
                    ResultCode.APPLICATION_UNSUPPORTED,
                    "application "
                            + Integer.toUnsignedString(message.header().application())
                            + " (expected: 16777216)");
        }
        MessageCheck.checkRequest(message);
        AvpList avps = message.avps();
        avps.required(AvpCode.SESSION_ID);
        avps.required(AvpCode.ORIGIN_HOST);
        avps.required(AvpCode.ORIGIN_REALM);
        avps.required(AvpCode.DESTINATION_REALM);
        return avps;
    }

    /** Refuses a command that this end does not serve. */
    public static DiameterSyntaxException notServed(DiameterMessage message) {
        return new DiameterSyntaxException(
                ResultCode.COMMAND_UNSUPPORTED,
                "command " + message.header().command() + " is not served here");
    }

    private static LocationInfo locationInfo(AvpList avps) throws DiameterSyntaxException {
        Avp originating = avps.optional(AvpCode.ORIGINATING_REQUEST).orElse(null);
        if (originating != null && originating.unsigned32() != ORIGINATING) {
            throw originating.badValue("0");
        }
        return new LocationInfo(avps.required(AvpCode.PUBLIC_IDENTITY).text(), originating != null);
    }

    private static UserAuthorization userAuthorization(AvpList avps)
            throws DiameterSyntaxException {
        Avp network = avps.required(AvpCode.VISITED_NETWORK_IDENTIFIER);
        return new UserAuthorization(
                avps.required(AvpCode.USER_NAME).text(),
                avps.required(AvpCode.PUBLIC_IDENTITY).text(),
                // An OctetString: Latin-1 keeps whatever octets it holds.
                new String(network.data(), StandardCharsets.ISO_8859_1),
                authorizationType(avps.optional(AvpCode.USER_AUTHORIZATION_TYPE).orElse(null)));
    }

    private static UserAuthorization.Type authorizationType(@Nullable Avp avp)
            throws DiameterSyntaxException {
        if (avp == null) {
            return UserAuthorization.Type.REGISTRATION;
        }
        UserAuthorization.Type type = UserAuthorization.Type.ofCode(avp.unsigned32()).orElse(null);
        if (type == null) {
            throw avp.badValue("0 to 2");
        }
        return type;
    }

    private static MultimediaAuth multimediaAuth(AvpList avps) throws DiameterSyntaxException {
        Avp number = avps.required(AvpCode.SIP_NUMBER_AUTH_ITEMS);
        if (number.unsigned32() == 0) {
            throw number.badValue("1 or more");
        }
        AvpList item = avps.required(AvpCode.SIP_AUTH_DATA_ITEM).group();
        String scheme = item.required(AvpCode.SIP_AUTHENTICATION_SCHEME).text();
        return new MultimediaAuth(
                avps.required(AvpCode.USER_NAME).text(),
                avps.required(AvpCode.PUBLIC_IDENTITY).text(),
                avps.required(AvpCode.SERVER_NAME).text(),
                (int) Math.min(number.unsigned32(), Integer.MAX_VALUE),
                scheme,
                scheme.equals(MultimediaAuth.DIGEST_AKA_V1_MD5) ? resync(item) : null);
    }

    /**
     * "SIP-Authorization ... shall contain the concatenation of RAND, as sent to the terminal, and
     * AUTS, as received from the terminal" (TS 29.228 clause 6.3, table 6.3.3).
     */
    private static @Nullable Resync resync(AvpList item) throws DiameterSyntaxException {
        Avp authorization = item.optional(AvpCode.SIP_AUTHORIZATION).orElse(null);
        if (authorization == null || authorization.data().length == 0) {
            return null;
        }
        byte[] both = authorization.data();
        if (both.length != Resync.RAND_OCTETS + Resync.AUTS_OCTETS) {
            throw authorization.badValue("RAND and AUTS, 30 octets");
        }
        return new Resync(
                Arrays.copyOf(both, Resync.RAND_OCTETS),
                Arrays.copyOfRange(both, Resync.RAND_OCTETS, both.length));
    }

    private static ServerAssignment serverAssignment(AvpList avps) throws DiameterSyntaxException {
        List<String> impus = new ArrayList<>();
        for (Avp avp : avps.all(AvpCode.PUBLIC_IDENTITY)) {
            impus.add(avp.text());
        }
        Avp user = avps.optional(AvpCode.USER_NAME).orElse(null);
        if (user == null && impus.isEmpty()) {
            throw AvpList.missing(AvpCode.PUBLIC_IDENTITY);
        }
        Avp type = avps.required(AvpCode.SERVER_ASSIGNMENT_TYPE);
        AssignmentType assignment = AssignmentType.ofCode(type.unsigned32()).orElse(null);
        if (assignment == null) {
            throw type.badValue("0 to 11");
        }
        return new ServerAssignment(
                user == null ? null : user.text(),
                impus,
                avps.required(AvpCode.SERVER_NAME).text(),
                assignment,
                avps.required(AvpCode.USER_DATA_ALREADY_AVAILABLE).unsigned32() == 1);
    }
}
