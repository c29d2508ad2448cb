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
 * @param relay whether it takes messages of every application, for other nodes
 */
record RemoteCapabilities(String host, String realm, boolean relay) {

    /** Reads CER or CEA; refuses one without identity (5005) or without Cx (5010). */
    static RemoteCapabilities of(DiameterMessage message) throws DiameterSyntaxException {
        AvpList avps = message.avps();
        String host = avps.required(AvpCode.ORIGIN_HOST).text();
        String realm = avps.required(AvpCode.ORIGIN_REALM).text();
        boolean relay = offers(avps, Applications.RELAY);
        if (!relay && !offers(avps, Applications.CX)) {
            // "If the receiver ... does not have any applications in common with the sender then it
            // MUST return a CEA with Result-Code DIAMETER_NO_COMMON_APPLICATION" (RFC 6733 5.3)
            throw new DiameterSyntaxException(
                    ResultCode.NO_COMMON_APPLICATION, host + " does not offer Cx (16777216)");
        }
        return new RemoteCapabilities(host, realm, relay);
    }

    private static boolean offers(AvpList avps, int application) throws DiameterSyntaxException {
        if (names(avps, application)) {
            return true;
        }
        for (Avp specific : avps.all(AvpCode.VENDOR_SPECIFIC_APPLICATION_ID)) {
            if (names(specific.group(), application)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(AvpList avps, int application) throws DiameterSyntaxException {
        for (Avp avp : avps.all(AvpCode.AUTH_APPLICATION_ID)) {
            if ((int) avp.unsigned32() == application) {
                return true;
            }
        }
        return false;
    }
}
