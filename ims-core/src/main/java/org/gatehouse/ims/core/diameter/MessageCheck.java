package org.gatehouse.ims.core.diameter;

/**
 * What holds for the AVPs of every request, whatever its command: known if they have the M bit,
 * long enough for their format, not too many, not too deep.
 */
public final class MessageCheck {
    private int avps;

    private MessageCheck() {}

    /** Refuses a request with the Result-Code and Failed-AVP that its first fault calls for. */
    public static void checkRequest(DiameterMessage message) throws DiameterSyntaxException {
        new MessageCheck().check(message.avps(), 0);
    }

    private void check(AvpList list, int depth) throws DiameterSyntaxException {
        if (depth > DiameterLimits.MAX_NESTING) {
            throw new DiameterSyntaxException(
                    ResultCode.UNABLE_TO_COMPLY,
                    "AVPs nested deeper than " + DiameterLimits.MAX_NESTING);
        }
        avps += list.size();
        if (avps > DiameterLimits.MAX_AVPS) {
            throw new DiameterSyntaxException(
                    ResultCode.UNABLE_TO_COMPLY, "more than " + DiameterLimits.MAX_AVPS + " AVPs");
        }
        for (Avp avp : list) {
            check(avp, depth);
        }
    }

    private void check(Avp avp, int depth) throws DiameterSyntaxException {
        AvpCode code = AvpCode.of(avp.code(), avp.vendor()).orElse(null);
        if (code == null) {
            // "If an AVP with the 'M' bit set is received ... and ... is unrecognized, the message
            // MUST be rejected" (RFC 6733 clause 4.1)
            if (avp.isMandatory()) {
                throw new DiameterSyntaxException(
                        ResultCode.AVP_UNSUPPORTED, avp.name() + " is not known here", avp);
            }
            return;
        }
        checkLength(avp, code.type());
        // Proxy-Info is another node's affair, and Failed-AVP holds what was wrong elsewhere.
        if (code.type() == AvpType.GROUPED
                && code != AvpCode.PROXY_INFO
                && code != AvpCode.FAILED_AVP) {
            check(avp.group(), depth + 1);
        }
    }

    private static void checkLength(Avp avp, AvpType type) throws DiameterSyntaxException {
        int minimum = type.minimumOctets();
        if (avp.data().length < minimum || (type.isFixed() && avp.data().length != minimum)) {
            throw avp.badLength(minimum);
        }
    }
}
