package org.gatehouse.ims.scscf.config;

import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;

/**
 * Whom S-CSCF and I-CSCF take SIP from: "Access to S-CSCF entities shall be restricted to the core
 * network entities that are required for IMS operation, only" (TS 33.203 Annex J).
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
