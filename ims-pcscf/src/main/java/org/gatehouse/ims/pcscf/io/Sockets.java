package org.gatehouse.ims.pcscf.io;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;

/**
 * The bound sockets.
 *
 * @param gm bare SIP of UEs
 * @param mw SIP of the core
 * @param esp ESP of UEs
 */
record Sockets(Network.Datagrams gm, Network.Datagrams mw, EspCarriers esp) {
    /** Sends on the socket that a bare flow belongs to. */
    void send(Flow flow, byte[] octets) {
        Network.Datagrams socket = isMw(flow) ? mw : gm;
        socket.send(flow.remote(), octets);
    }

    boolean isMw(Flow flow) {
        return !flow.isProtected() && flow.local().equals(mw.local());
    }

    void close() {
        gm.close();
        mw.close();
        esp.close();
    }
}
