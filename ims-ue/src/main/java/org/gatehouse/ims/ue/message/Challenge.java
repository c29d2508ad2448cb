package org.gatehouse.ims.ue.message;

import java.net.InetAddress;
import java.util.List;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.jspecify.annotations.Nullable;

/**
 * What SM6 asks for, read and found acceptable.
 *
 * @param nonce as received
 * @param aka RAND and AUTN in it
 * @param qop the protection to answer with, or null for the form without
 * @param agreement what Security-Server led to, or null where IPsec is off
 */
public record Challenge(
        String realm,
        String nonce,
        @Nullable String qop,
        @Nullable String opaque,
        AkaNonce aka,
        @Nullable Agreement agreement) {

    /**
     * The security agreement.
     *
     * @param chosen the P-CSCF's alternative that was taken, with SPI_P and Port_P
     * @param securityServer the whole list as received, for Security-Verify
     * @param ownAddress the address of this UE as the P-CSCF sees it
     */
    public record Agreement(Ipsec3gpp chosen, List<String> securityServer, InetAddress ownAddress) {
        public Agreement {
            securityServer = List.copyOf(securityServer);
        }
    }
}
