package org.gatehouse.ims.ue.message;

import java.util.List;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SpiPair;

/**
 * What a Security-Client said: SPI_U, Port_U and every combination of algorithms and mode. "The
 * client shall include the Security-Client header in the first protected request" (TS 33.203 Annex
 * H), so it is kept until SM7.
 *
 * @param securityClient values of the Security-Client header field, as sent
 */
public record Offer(SpiPair spis, PortPair ports, List<String> securityClient) {
    public Offer {
        securityClient = List.copyOf(securityClient);
    }
}
