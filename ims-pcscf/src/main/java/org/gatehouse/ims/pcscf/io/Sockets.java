package org.gatehouse.ims.pcscf.io;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Names;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.stream.InnerTcp;
import org.gatehouse.ims.core.sip.stream.SipStreams;
import org.gatehouse.ims.pcscf.io.esp.EspCarriers;
import org.jspecify.annotations.Nullable;

/**
 * The bound sockets.
 *
 * @param gm bare SIP of UEs
 * @param gmTcp the same over TCP
 * @param mw SIP of the core
 * @param mwTcp the same over TCP
 * @param esp ESP of UEs
 * @param inner TCP inside it, or null
 * @param names of hosts
 */
record Sockets(
        Network.Datagrams gm,
        SipStreams gmTcp,
        Network.Datagrams mw,
        SipStreams mwTcp,
        EspCarriers esp,
        @Nullable InnerTcp inner,
        Names names) {
    /** Sends on the socket that a bare flow belongs to. */
    void send(SipMessage message, Flow flow) {
        boolean isMw = isMw(flow);
        if (flow.transport().isReliable()) {
            (isMw ? mwTcp : gmTcp).send(message, flow);
        } else {
            (isMw ? mw : gm).send(flow.remote(), message.encode());
        }
    }

    boolean isMw(Flow flow) {
        return !flow.isProtected() && flow.local().equals(mw.local());
    }

    void close() {
        gmTcp.close();
        gm.close();
        mwTcp.close();
        mw.close();
        if (inner != null) {
            inner.close();
        }
        esp.close();
    }
}
