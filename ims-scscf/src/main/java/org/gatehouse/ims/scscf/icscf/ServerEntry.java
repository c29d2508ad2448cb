package org.gatehouse.ims.scscf.icscf;

import java.net.InetSocketAddress;
import java.util.Set;

/**
 * An S-CSCF that this I-CSCF knows.
 *
 * @param name SIP URI by which the HSS knows it
 * @param address where it takes SIP
 * @param capabilities numbers that the HSS may demand (TS 29.228 clause 6.7)
 */
public record ServerEntry(String name, InetSocketAddress address, Set<Integer> capabilities) {
    public ServerEntry {
        capabilities = Set.copyOf(capabilities);
    }
}
