package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;

/** Sends ESP packets; the daemon has the sockets. */
@FunctionalInterface
public interface EspSender {
    /**
     * Sends one packet; never blocks.
     *
     * @param outerLocal own address; the port counts for carrier UDP alone, and is 0 otherwise
     * @param outerRemote the peer's, likewise
     * @return false if the socket did not take it, which loses it
     */
    boolean send(
            Carrier carrier,
            InetSocketAddress outerLocal,
            InetSocketAddress outerRemote,
            byte[] packet);
}
