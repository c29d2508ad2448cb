package org.gatehouse.ims.core.sip.proxy;

import java.util.Set;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;

/** Rules that P-CSCF, I-CSCF and S-CSCF have in common. */
public final class ProxyRules {
    /** RFC 3261 clause 16.6 step 3: put in where the sender says nothing. */
    private static final int DEFAULT_MAX_FORWARDS = 70;

    private static final Set<String> CARRIED =
            Set.of("MESSAGE", "SUBSCRIBE", "NOTIFY", "PUBLISH", "OPTIONS");

    private ProxyRules() {}

    /** Whether requests of this method are carried between users; sessions are not so far. */
    public static boolean carries(String method) {
        return CARRIED.contains(method);
    }

    /**
     * Whether a proxy that is to see the whole dialogue has to add Record-Route: "it MUST
     * record-route the initial SUBSCRIBE and any dialog-establishing NOTIFY requests" (RFC 3265
     * clause 3.1.5), and a proxy can't tell which NOTIFY comes before the 2xx.
     */
    public static boolean recordsRoute(String method) {
        return method.equals("SUBSCRIBE") || method.equals("NOTIFY");
    }

    /** An editor of a request that has one hop less before it. */
    public static RequestEditor oneHopOn(SipRequest request) {
        int hops = request.maxForwards();
        return request.edit()
                .set("Max-Forwards", Integer.toString(hops < 0 ? DEFAULT_MAX_FORWARDS : hops - 1));
    }

    /** "The proxy removes the topmost Via header field value from the response" (clause 16.7). */
    public static SipResponse upstream(SipResponse received) {
        return received.edit().removeFirstValue("Via").build();
    }
}
