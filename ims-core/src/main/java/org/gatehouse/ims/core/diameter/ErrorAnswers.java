package org.gatehouse.ims.core.diameter;

import java.util.ArrayList;
import java.util.List;

/** Answers to requests that can't be served as they are (RFC 6733 clause 7.2). */
public final class ErrorAnswers {
    private ErrorAnswers() {}

    /** The answer to a request that was decoded. */
    public static DiameterMessage to(
            DiameterMessage request, LocalPeer own, int resultCode, String text) {
        return to(request, own, new DiameterSyntaxException(resultCode, text));
    }

    /** The answer to a request that was decoded, and then broke a rule. */
    public static DiameterMessage to(
            DiameterMessage request, LocalPeer own, DiameterSyntaxException fault) {
        List<Avp> avps = new ArrayList<>();
        request.avps().first(AvpCode.SESSION_ID).ifPresent(avps::add);
        addFault(avps, own, fault);
        boolean error = ResultCode.isProtocolError(fault.resultCode());
        return new DiameterMessage(
                request.header().answer(error), request.withProxyInfo(AvpList.of(avps)));
    }

    /** The answer to octets with the head of a request and a body that could not be decoded. */
    public static DiameterMessage to(byte[] request, LocalPeer own, DiameterSyntaxException fault) {
        List<Avp> avps = new ArrayList<>();
        DiameterMessage.sessionIdOf(request).ifPresent(avps::add);
        addFault(avps, own, fault);
        boolean error = ResultCode.isProtocolError(fault.resultCode());
        return new DiameterMessage(DiameterHeader.decode(request).answer(error), AvpList.of(avps));
    }

    private static void addFault(List<Avp> avps, LocalPeer own, DiameterSyntaxException fault) {
        avps.add(Avp.of(AvpCode.RESULT_CODE, fault.resultCode()));
        avps.add(Avp.of(AvpCode.ORIGIN_HOST, own.host()));
        avps.add(Avp.of(AvpCode.ORIGIN_REALM, own.realm()));
        String text = String.valueOf(fault.getMessage());
        avps.add(
                Avp.of(
                        AvpCode.ERROR_MESSAGE,
                        text.substring(0, Math.min(text.length(), DiameterLimits.MAX_ERROR_TEXT))));
        Avp failed = fault.failed();
        if (failed != null) {
            avps.add(Avp.of(AvpCode.FAILED_AVP, AvpList.of(failed)));
        }
    }
}
