package org.gatehouse.ims.scscf.icscf;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.SipUri;

/** What a proxy changes in the messages it passes on (RFC 3261 clauses 16.6 and 16.7). */
public final class ProxyRequests {
    /** RFC 3261 clause 16.6 step 3. */
    private static final int DEFAULT_MAX_FORWARDS = 70;

    private static final int SIP_PORT = 5060;

    private ProxyRequests() {}

    /**
     * The request for the S-CSCF. TS 24.229 clause 5.3.1.2: the I-CSCF shall "replace the
     * Request-URI of the received REGISTER request with the SIP URI received from the HSS in the
     * Server-Name".
     */
    public static SipRequest downstream(
            SipRequest received, ServerEntry server, InetSocketAddress local, String branch) {
        int hops = received.maxForwards();
        RequestEditor editor =
                received.edit()
                        .requestUri(server.name())
                        .set(
                                "Max-Forwards",
                                Integer.toString(hops < 0 ? DEFAULT_MAX_FORWARDS : hops - 1))
                        .prepend("Via", via(local, branch));
        return leadsTo(received, local) ? editor.removeFirstValue("Route").build() : editor.build();
    }

    /** The response for the P-CSCF: without the topmost Via, which is ours. */
    public static SipResponse upstream(SipResponse received) {
        return received.edit().removeFirstValue("Via").build();
    }

    private static String via(InetSocketAddress local, String branch) {
        String host = local.getAddress().getHostAddress();
        String plain = host.indexOf(':') < 0 ? host : "[" + host + "]";
        return "SIP/2.0/UDP " + plain + ":" + local.getPort() + ";branch=" + branch;
    }

    /** Whether the topmost Route is this I-CSCF itself (RFC 3261 clause 16.4). */
    private static boolean leadsTo(SipRequest request, InetSocketAddress local) {
        try {
            if (request.routes().isEmpty()) {
                return false;
            }
            NameAddress first = request.routes().getFirst();
            SipUri uri = first.sipUri();
            int port = uri.port() < 0 ? SIP_PORT : uri.port();
            return port == local.getPort()
                    && uri.hostAddress().equals(local.getAddress().getHostAddress());
        } catch (SipParseException _) {
            return false;
        }
    }
}
