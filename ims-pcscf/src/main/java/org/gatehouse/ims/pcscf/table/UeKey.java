package org.gatehouse.ims.pcscf.table;

import java.net.InetAddress;
import org.gatehouse.ims.core.net.HostPort;

/**
 * One user at one address. The address is part of it, so that a REGISTER from elsewhere with a
 * user's IMPI touches nothing of that user before it has succeeded.
 *
 * @param address "the source IP address of the IP packet" that carried SM1 (TS 33.203 clause 7.2)
 */
public record UeKey(InetAddress address, String impi) {
    @Override
    public String toString() {
        return impi + " at " + HostPort.text(address);
    }
}
