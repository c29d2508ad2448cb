package org.gatehouse.ims.core.diameter.cx.push;

import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ErrorAnswers;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;
import org.gatehouse.ims.core.diameter.cx.CxAnswerCodec;
import org.gatehouse.ims.core.diameter.cx.CxRequestCodec;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;

/**
 * RTR, PPR and their answers on the wire, in the order of AVPs that TS 29.229 clause 6.1 prints.
 */
public final class PushCodec {
    private PushCodec() {}

    /**
     * The message of a request, still without hop-by-hop and end-to-end ids.
     *
     * @param host Destination-Host: the Origin-Host that the S-CSCF gave in its requests
     * @param realm Destination-Realm
     */
    public static DiameterMessage encode(
            PushRequest request, String sessionId, LocalPeer own, String host, String realm) {
        List<Avp> avps = CxRequestCodec.head(sessionId, own);
        avps.add(Avp.of(AvpCode.DESTINATION_HOST, host));
        avps.add(Avp.of(AvpCode.DESTINATION_REALM, realm));
        avps.add(Avp.of(AvpCode.USER_NAME, request.impi()));
        int command =
                switch (request) {
                    case RegistrationTermination rtr -> add(avps, rtr);
                    case PushProfile ppr -> add(avps, ppr);
                };
        return DiameterMessage.request(command, Applications.CX, AvpList.of(avps));
    }

    private static int add(List<Avp> avps, RegistrationTermination request) {
        if (!request.associated().isEmpty()) {
            List<Avp> impis = new ArrayList<>();
            request.associated().forEach(impi -> impis.add(Avp.of(AvpCode.USER_NAME, impi)));
            avps.add(Avp.of(AvpCode.ASSOCIATED_IDENTITIES, AvpList.of(impis)));
        }
        request.impus().forEach(impu -> avps.add(Avp.of(AvpCode.PUBLIC_IDENTITY, impu)));
        AvpList reason = AvpList.of(Avp.of(AvpCode.REASON_CODE, request.reason().code()));
        String info = request.info();
        if (info != null) {
            reason = reason.with(Avp.of(AvpCode.REASON_INFO, info));
        }
        avps.add(Avp.of(AvpCode.DEREGISTRATION_REASON, reason));
        return Applications.REGISTRATION_TERMINATION;
    }

    private static int add(List<Avp> avps, PushProfile request) {
        if (!request.userDataXml().isEmpty()) {
            avps.add(Avp.of(AvpCode.USER_DATA, request.userDataXml()));
        }
        return Applications.PUSH_PROFILE;
    }

    /** Reads a request that reached the S-CSCF; what is wrong with it comes as its Result-Code. */
    public static PushRequest decode(DiameterMessage message) throws DiameterSyntaxException {
        AvpList avps = CxRequestCodec.checked(message);
        return switch (message.header().command()) {
            case Applications.REGISTRATION_TERMINATION -> termination(avps);
            case Applications.PUSH_PROFILE -> profile(avps);
            default -> throw CxRequestCodec.notServed(message);
        };
    }

    private static RegistrationTermination termination(AvpList avps)
            throws DiameterSyntaxException {
        Avp associated = avps.optional(AvpCode.ASSOCIATED_IDENTITIES).orElse(null);
        AvpList group = avps.required(AvpCode.DEREGISTRATION_REASON).group();
        Avp code = group.required(AvpCode.REASON_CODE);
        Reason reason = Reason.ofCode(code.unsigned32()).orElse(null);
        if (reason == null) {
            throw code.badValue("0 to 3");
        }
        Avp info = group.optional(AvpCode.REASON_INFO).orElse(null);
        return new RegistrationTermination(
                avps.required(AvpCode.USER_NAME).text(),
                texts(avps, AvpCode.PUBLIC_IDENTITY),
                associated == null ? List.of() : texts(associated.group(), AvpCode.USER_NAME),
                reason,
                info == null ? null : info.text());
    }

    private static PushProfile profile(AvpList avps) throws DiameterSyntaxException {
        Avp data = avps.optional(AvpCode.USER_DATA).orElse(null);
        return new PushProfile(
                avps.required(AvpCode.USER_NAME).text(), data == null ? "" : data.text());
    }

    private static List<String> texts(AvpList avps, AvpCode code) throws DiameterSyntaxException {
        List<String> texts = new ArrayList<>();
        for (Avp avp : avps.all(code)) {
            texts.add(avp.text());
        }
        return texts;
    }

    /** The answer to a request. */
    public static DiameterMessage answer(DiameterMessage request, CxResult result, LocalPeer own) {
        if (!result.experimental() && ResultCode.isProtocolError(result.code())) {
            return ErrorAnswers.to(request, own, result.code(), "refused by the S-CSCF");
        }
        return request.answer(AvpList.of(CxAnswerCodec.head(request, result, own)));
    }

    /** What an answer says. */
    public static CxResult result(DiameterMessage answer) throws DiameterSyntaxException {
        return CxAnswerCodec.readResult(answer.avps());
    }
}
