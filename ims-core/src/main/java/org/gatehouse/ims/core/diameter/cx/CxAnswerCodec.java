package org.gatehouse.ims.core.diameter.cx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.Vendor;
import org.jspecify.annotations.Nullable;

/**
 * UAA, MAA, SAA and LIA on the wire (TS 29.229 clause 6.1). Reading is lenient where the sender is
 * not harmed: unknown AVPs of an answer are stepped over, with or without the M bit.
 */
public final class CxAnswerCodec {
    private CxAnswerCodec() {}

    /** The message of an answer to this request. */
    public static DiameterMessage encode(DiameterMessage request, CxAnswer answer, LocalPeer own) {
        CxResult result = answer.result();
        if (!result.experimental() && ResultCode.isProtocolError(result.code())) {
            return ErrorAnswers.to(request, own, result.code(), "refused by the HSS");
        }
        List<Avp> avps = head(request, result, own);
        switch (answer) {
            case UserAuthorizationAnswer uaa ->
                    addServer(
                            avps,
                            uaa.result(),
                            uaa.serverName(),
                            uaa.mandatoryCapabilities(),
                            uaa.optionalCapabilities(),
                            uaa.candidates());
            case MultimediaAuthAnswer maa -> add(avps, maa);
            case ServerAssignmentAnswer saa -> add(avps, saa);
            case LocationInfoAnswer lia ->
                    addServer(
                            avps,
                            lia.result(),
                            lia.serverName(),
                            lia.mandatoryCapabilities(),
                            lia.optionalCapabilities(),
                            lia.candidates());
        }
        return request.answer(AvpList.of(avps));
    }

    /** What stands at the beginning of each answer, in either direction. */
    public static List<Avp> head(DiameterMessage request, CxResult result, LocalPeer own) {
        List<Avp> avps = new ArrayList<>(16);
        request.avps().first(AvpCode.SESSION_ID).ifPresent(avps::add);
        avps.add(CxRequestCodec.vendorSpecificApplicationId());
        avps.add(result(result));
        avps.add(CxRequestCodec.authSessionState());
        avps.add(Avp.of(AvpCode.ORIGIN_HOST, own.host()));
        avps.add(Avp.of(AvpCode.ORIGIN_REALM, own.realm()));
        return avps;
    }

    private static Avp result(CxResult result) {
        if (!result.experimental()) {
            return Avp.of(AvpCode.RESULT_CODE, result.code());
        }
        return Avp.of(
                AvpCode.EXPERIMENTAL_RESULT,
                AvpList.of(
                        Avp.of(AvpCode.VENDOR_ID, Vendor.TGPP),
                        Avp.of(AvpCode.EXPERIMENTAL_RESULT_CODE, result.code())));
    }

    private static void addServer(
            List<Avp> avps,
            CxResult result,
            @Nullable String serverName,
            List<Integer> mandatory,
            List<Integer> optional,
            List<String> candidates) {
        addText(avps, AvpCode.SERVER_NAME, serverName);
        List<Avp> capabilities = new ArrayList<>();
        mandatory.forEach(c -> capabilities.add(Avp.of(AvpCode.MANDATORY_CAPABILITY, c)));
        optional.forEach(c -> capabilities.add(Avp.of(AvpCode.OPTIONAL_CAPABILITY, c)));
        candidates.forEach(name -> addText(capabilities, AvpCode.SERVER_NAME, name));
        // An answer of success has one of the two; without demands the group is there, and empty.
        if (!capabilities.isEmpty() || (result.isSuccess() && serverName == null)) {
            avps.add(Avp.of(AvpCode.SERVER_CAPABILITIES, AvpList.of(capabilities)));
        }
    }

    private static void add(List<Avp> avps, MultimediaAuthAnswer answer) {
        addText(avps, AvpCode.USER_NAME, answer.impi());
        addText(avps, AvpCode.PUBLIC_IDENTITY, answer.impu());
        if (answer.vectors().isEmpty()) {
            return;
        }
        avps.add(Avp.of(AvpCode.SIP_NUMBER_AUTH_ITEMS, answer.vectors().size()));
        int number = 1;
        for (AuthenticationVector vector : answer.vectors()) {
            avps.add(Avp.of(AvpCode.SIP_AUTH_DATA_ITEM, item(number++, vector)));
        }
    }

    /** SIP-Auth-Data-Item of IMS AKA (TS 29.228 table 6.3.4). */
    private static AvpList item(int number, AuthenticationVector vector) {
        byte[] rand = vector.rand();
        byte[] autn = vector.autn();
        byte[] authenticate = Arrays.copyOf(rand, rand.length + autn.length);
        System.arraycopy(autn, 0, authenticate, rand.length, autn.length);
        return AvpList.of(
                Avp.of(AvpCode.SIP_ITEM_NUMBER, number),
                Avp.of(AvpCode.SIP_AUTHENTICATION_SCHEME, MultimediaAuth.DIGEST_AKA_V1_MD5),
                Avp.of(AvpCode.SIP_AUTHENTICATE, authenticate),
                Avp.of(AvpCode.SIP_AUTHORIZATION, vector.xres()),
                Avp.of(AvpCode.CONFIDENTIALITY_KEY, vector.ck()),
                Avp.of(AvpCode.INTEGRITY_KEY, vector.ik()));
    }

    private static void add(List<Avp> avps, ServerAssignmentAnswer answer) {
        addText(avps, AvpCode.USER_NAME, answer.impi());
        addText(avps, AvpCode.USER_DATA, answer.userDataXml());
    }

    private static void addText(List<Avp> avps, AvpCode code, @Nullable String text) {
        if (text != null) {
            avps.add(Avp.of(code, text));
        }
    }

    /** Reads the answer to a request of ours. */
    public static CxAnswer decode(CxRequest request, DiameterMessage message)
            throws DiameterSyntaxException {
        AvpList avps = message.avps();
        CxResult result = readResult(avps);
        return switch (request) {
            case UserAuthorization uar -> userAuthorization(result, avps);
            case MultimediaAuth mar ->
                    new MultimediaAuthAnswer(
                            result,
                            text(avps, AvpCode.USER_NAME),
                            text(avps, AvpCode.PUBLIC_IDENTITY),
                            vectors(avps));
            case ServerAssignment sar ->
                    new ServerAssignmentAnswer(
                            result, text(avps, AvpCode.USER_NAME), text(avps, AvpCode.USER_DATA));
            case LocationInfo lir -> locationInfo(result, avps);
        };
    }

    /** The outcome that an answer reports, whatever its command. */
    public static CxResult readResult(AvpList avps) throws DiameterSyntaxException {
        Avp experimental = avps.first(AvpCode.EXPERIMENTAL_RESULT).orElse(null);
        if (experimental != null) {
            Avp code = experimental.group().required(AvpCode.EXPERIMENTAL_RESULT_CODE);
            return CxResult.cx((int) code.unsigned32());
        }
        return CxResult.base((int) avps.required(AvpCode.RESULT_CODE).unsigned32());
    }

    private static UserAuthorizationAnswer userAuthorization(CxResult result, AvpList avps)
            throws DiameterSyntaxException {
        Avp capabilities = avps.first(AvpCode.SERVER_CAPABILITIES).orElse(null);
        AvpList group = capabilities == null ? AvpList.EMPTY : capabilities.group();
        List<String> candidates = new ArrayList<>();
        for (Avp name : group.all(AvpCode.SERVER_NAME)) {
            candidates.add(name.text());
        }
        return new UserAuthorizationAnswer(
                result,
                text(avps, AvpCode.SERVER_NAME),
                numbers(group, AvpCode.MANDATORY_CAPABILITY),
                numbers(group, AvpCode.OPTIONAL_CAPABILITY),
                candidates);
    }

    private static LocationInfoAnswer locationInfo(CxResult result, AvpList avps)
            throws DiameterSyntaxException {
        // An LIA names servers as a UAA does.
        UserAuthorizationAnswer same = userAuthorization(result, avps);
        return new LocationInfoAnswer(
                result,
                same.serverName(),
                same.mandatoryCapabilities(),
                same.optionalCapabilities(),
                same.candidates());
    }

    private static List<Integer> numbers(AvpList avps, AvpCode code)
            throws DiameterSyntaxException {
        List<Integer> numbers = new ArrayList<>();
        for (Avp avp : avps.all(code)) {
            numbers.add((int) avp.unsigned32());
        }
        return numbers;
    }

    private static @Nullable String text(AvpList avps, AvpCode code)
            throws DiameterSyntaxException {
        Avp avp = avps.first(code).orElse(null);
        return avp == null ? null : avp.text();
    }

    private record Item(long number, AuthenticationVector vector) {}

    /**
     * "SIP-Item-Number ... the order in which the SIP-Auth-Data-Items are to be processed" (TS
     * 29.229 clause 6.3.14). An item that is no vector is left out; one without a number keeps its
     * place behind the numbered ones.
     */
    private static List<AuthenticationVector> vectors(AvpList avps) throws DiameterSyntaxException {
        List<Item> items = new ArrayList<>();
        for (Avp avp : avps.all(AvpCode.SIP_AUTH_DATA_ITEM)) {
            AvpList item = avp.group();
            Avp number = item.first(AvpCode.SIP_ITEM_NUMBER).orElse(null);
            long place = number == null ? Long.MAX_VALUE : number.unsigned32();
            vector(item).ifPresent(vector -> items.add(new Item(place, vector)));
        }
        items.sort(Comparator.comparingLong(Item::number));
        return items.stream().map(Item::vector).toList();
    }

    private static Optional<AuthenticationVector> vector(AvpList item) {
        byte[] authenticate = data(item, AvpCode.SIP_AUTHENTICATE);
        byte[] xres = data(item, AvpCode.SIP_AUTHORIZATION);
        byte[] ck = data(item, AvpCode.CONFIDENTIALITY_KEY);
        byte[] ik = data(item, AvpCode.INTEGRITY_KEY);
        int randLength = AuthenticationVector.RAND_LENGTH;
        boolean usable =
                authenticate.length == randLength + AuthenticationVector.AUTN_LENGTH
                        && xres.length >= AuthenticationVector.SHORTEST_RES
                        && xres.length <= AuthenticationVector.LONGEST_RES
                        && ck.length == AuthenticationVector.KEY_LENGTH
                        && ik.length == AuthenticationVector.KEY_LENGTH;
        if (!usable) {
            return Optional.empty();
        }
        return Optional.of(
                new AuthenticationVector(
                        Arrays.copyOf(authenticate, randLength),
                        xres,
                        ck,
                        ik,
                        Arrays.copyOfRange(authenticate, randLength, authenticate.length)));
    }

    private static byte[] data(AvpList item, AvpCode code) {
        return item.first(code).map(Avp::data).orElse(new byte[0]);
    }
}
