package org.gatehouse.ims.core.ipsec;

import java.net.InetSocketAddress;

/** Sends UDP-encapsulated packets; the daemon has the socket of port 4500. */
@FunctionalInterface
public interface EspSender {
    /** Sends one datagram; never blocks. */
    void send(InetSocketAddress outerLocal, InetSocketAddress outerRemote, byte[] datagram);
}
