package org.gatehouse.ims.core.sip.transaction;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.Via;

/**
 * Where a request came from, written into its top Via, and where its responses go (RFC 3261 clauses
 * 18.2.1 and 18.2.2, RFC 3581).
 */
final class ViaRouting {
    private static final int DEFAULT_PORT = 5060;

    /**
     * Top Via with received and rport filled in. On a protected flow it stays as it is: TS 33.203
     * 7.1 fixes where responses go, whatever Via says.
     */
    static Via stamped(Via via, Flow flow) {
        InetAddress source = flow.remote().getAddress();
        if (flow.isProtected() || source == null) {
            return via;
        }
        // RFC 3581 4: "the server MUST insert a "received" parameter [...] even if it is identical
        // to the value of the "sent-by" component." A received or rport the sender wrote itself
        // counts for nothing.
        boolean needed = via.hasRport() || !HostPort.names(via.host(), source);
        Via stamped =
                needed
                        ? via.withParam("received", HostPort.text(source))
                        : via.withoutParam("received");
        return via.hasRport()
                ? stamped.withParam("rport", Integer.toString(flow.remote().getPort()))
                : stamped;
    }

    /** The request with its top Via stamped; untouched where there is nothing to write. */
    static SipRequest stamped(SipRequest request, Flow flow) {
        Via via = request.topVia();
        Via stamped = stamped(via, flow);
        return stamped.equals(via)
                ? request
                : request.edit().replaceFirstValue("Via", stamped.toString()).build();
    }

    /**
     * The flow of the responses. Protected or reliable: the same. Bare UDP: to the source address
     * (which is what received says), to the source port if rport asks for it (RFC 3581 4), else to
     * the port in sent-by (18.2.2). maddr is not obeyed: a peer could aim our responses with it.
     */
    static Flow ofResponses(Via via, Flow flow) {
        if (flow.isProtected() || flow.transport().isReliable() || via.hasRport()) {
            return flow;
        }
        int port = via.port() < 0 ? DEFAULT_PORT : via.port();
        InetAddress source = flow.remote().getAddress();
        return source == null || port == flow.remote().getPort()
                ? flow
                : flow.towards(new InetSocketAddress(source, port));
    }

    private ViaRouting() {}
}
