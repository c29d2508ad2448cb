package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.jspecify.annotations.Nullable;

/**
 * The registration set of an authentication that is not over (TS 33.203 clause 7.4.2a), and what
 * its SM7 is compared with.
 *
 * @param nonce the challenge of SM6
 * @param impu public identity of SM1
 * @param client Security-Client of SM1
 * @param server Security-Server of SM6
 * @param openedOver the old set that SM1 came over; null if it came bare
 * @param answered whether SM7 has been forwarded
 */
public record Challenged(
        SetInfo info,
        Instant expires,
        String nonce,
        String impu,
        SecurityList client,
        SecurityList server,
        @Nullable SetId openedOver,
        boolean answered) {
    Challenged withAnswer() {
        return new Challenged(
                info, expires, nonce, impu, client, server, openedOver, /* answered= */ true);
    }
}
