package org.gatehouse.ims.scscf.testbed;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** Numeric addresses, without a resolver. */
public final class Addresses {
    private Addresses() {}

    public static InetSocketAddress at(String address, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(address), port);
    }
}
