package org.gatehouse.ims.core.diameter.io;

import java.util.Optional;
import org.gatehouse.ims.core.diameter.Avp;
import org.gatehouse.ims.core.diameter.AvpCode;
import org.gatehouse.ims.core.diameter.DiameterMessage;
import org.gatehouse.ims.core.diameter.DiameterSyntaxException;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.ResultCode;

/** Whether a request is for us: we are no relay. */
final class Destination {
    private Destination() {}

    /** Refuses what is meant for another node (3002) or realm (3003). */
    static void check(DiameterMessage message, LocalPeer own) throws DiameterSyntaxException {
        Optional<Avp> host = message.avps().optional(AvpCode.DESTINATION_HOST);
        if (host.isPresent() && !host.get().text().equalsIgnoreCase(own.host())) {
            throw new DiameterSyntaxException(
                    ResultCode.UNABLE_TO_DELIVER, "Destination-Host is not " + own.host());
        }
        Optional<Avp> realm = message.avps().optional(AvpCode.DESTINATION_REALM);
        if (realm.isPresent() && !realm.get().text().equalsIgnoreCase(own.realm())) {
            throw new DiameterSyntaxException(
                    ResultCode.REALM_NOT_SERVED, "Destination-Realm is not " + own.realm());
        }
    }
}
