package org.gatehouse.ims.core.diameter.peer;

import org.gatehouse.ims.core.diameter.Applications;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.AvpList;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.ResultCode;

/**
 * What a CER or CEA says of its sender. To be had from {@link #of} alone, which checks that there
 * is something to talk about.
 *
 * @param host Origin-Host
 * @param realm Origin-Realm
 */
record RemoteCapabilities(String host, String realm) {

    /** Reads CER or CEA; refuses one without identity (5005) or without Cx (5010). */
    static RemoteCapabilities of(DiameterMessage message) throws DiameterSyntaxException {
        AvpList avps = message.avps();
        String host = avps.required(AvpCode.ORIGIN_HOST).text();
        String realm = avps.required(AvpCode.ORIGIN_REALM).text();
        if (!offersCx(avps)) {
            // "If the receiver ... does not have any applications in common with the sender then it
            // MUST return a CEA with Result-Code DIAMETER_NO_COMMON_APPLICATION" (RFC 6733 5.3)
            throw new DiameterSyntaxException(
                    ResultCode.NO_COMMON_APPLICATION, host + " does not offer Cx (16777216)");
        }
        return new RemoteCapabilities(host, realm);
    }

    private static boolean offersCx(AvpList avps) throws DiameterSyntaxException {
        if (namesCx(avps)) {
            return true;
        }
        for (Avp specific : avps.all(AvpCode.VENDOR_SPECIFIC_APPLICATION_ID)) {
            if (namesCx(specific.group())) {
                return true;
            }
        }
        return false;
    }

    /** Cx itself, or the mark of a relay, which takes every application. */
    private static boolean namesCx(AvpList avps) throws DiameterSyntaxException {
        for (Avp avp : avps.all(AvpCode.AUTH_APPLICATION_ID)) {
            int application = (int) avp.unsigned32();
            if (application == Applications.CX || application == Applications.RELAY) {
                return true;
            }
        }
        return false;
    }
}
