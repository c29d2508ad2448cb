package org.gatehouse.ims.scscf.icscf;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;

/** What a proxy changes in the messages it passes on (RFC 3261 clauses 16.6 and 16.7). */
public final class ProxyRequests {
    private ProxyRequests() {}

    /**
     * The request for the S-CSCF. TS 24.229 clause 5.3.1.2: the I-CSCF shall "replace the
     * Request-URI of the received REGISTER request with the SIP URI received from the HSS in the
     * Server-Name".
     */
    public static SipRequest downstream(
            SipRequest received, ServerEntry server, InetSocketAddress local, String branch) {
        RequestEditor editor =
                ProxyRules.oneHopOn(received)
                        .requestUri(server.name())
                        .prepend("Via", via(local, branch));
        return leadsTo(received, local) ? editor.removeFirstValue("Route").build() : editor.build();
    }

    private static String via(InetSocketAddress local, String branch) {
        return "SIP/2.0/UDP " + HostPort.of(local) + ";branch=" + branch;
    }

    /** Whether the topmost Route is this I-CSCF itself (RFC 3261 clause 16.4). */
    private static boolean leadsTo(SipRequest request, InetSocketAddress local) {
        return request.headerValues("Route").stream()
                .findFirst()
                .flatMap(NextHop::ofValue)
                .filter(local::equals)
                .isPresent();
    }
}
