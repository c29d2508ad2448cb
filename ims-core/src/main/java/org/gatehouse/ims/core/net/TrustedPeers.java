package org.gatehouse.ims.core.net;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;

/**
 * Whom core entities take SIP requests from: "Access to S-CSCF entities shall be restricted to the
 * core network entities that are required for IMS operation, only" (TS 33.203 Annex J).
 */
public final class TrustedPeers {
    private final Set<InetAddress> addresses;

    public TrustedPeers(Collection<InetAddress> addresses) {
        this.addresses = Set.copyOf(addresses);
    }

    public boolean trusts(InetAddress source) {
        return addresses.contains(source);
    }
}
