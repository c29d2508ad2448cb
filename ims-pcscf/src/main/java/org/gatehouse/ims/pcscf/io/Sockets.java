package org.gatehouse.ims.pcscf.io;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * The bound sockets.
 *
 * @param gm bare SIP of UEs
 * @param mw SIP of the core
 * @param esp ESP inside UDP; null without IPsec
 */
record Sockets(Network.Datagrams gm, Network.Datagrams mw, Network.@Nullable Datagrams esp) {
    /** Sends on the socket that a bare flow belongs to. */
    void send(Flow flow, byte[] octets) {
        Network.Datagrams socket = isMw(flow) ? mw : gm;
        socket.send(flow.remote(), octets);
    }

    boolean isMw(Flow flow) {
        return !flow.isProtected() && flow.local().equals(mw.local());
    }

    InetSocketAddress espAddress() {
        if (esp == null) {
            throw new IllegalStateException("no ESP socket (expected: an engine that has one)");
        }
        return esp.local();
    }

    void close() {
        gm.close();
        mw.close();
        if (esp != null) {
            esp.close();
        }
    }
}
