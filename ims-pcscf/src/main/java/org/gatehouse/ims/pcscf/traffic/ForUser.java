package org.gatehouse.ims.pcscf.traffic;

import java.util.List;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.proxy.Privacy;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.pcscf.register.TowardsUe;

/**
 * A request of the core on its way to a UE (TS 24.229 clause 5.2.6.4).
 *
 * @param request as the UE gets it, all but the own Via
 * @param route Record-Route as the core sent it: how the UE's requests go back
 */
public record ForUser(SipRequest request, List<String> route) {
    public ForUser {
        route = List.copyOf(route);
    }

    /**
     * Makes it.
     *
     * @param own the own URI for Record-Route towards the UE: it has the protected server port
     */
    public static ForUser of(SipRequest received, String own) {
        RequestEditor editor = ProxyRules.oneHopOn(received).remove("Route");
        TowardsUe.strip(editor);
        // where id is asked for, no asserted identity goes to who is not trusted (RFC 3325 clause
        // 5)
        if (Privacy.withholdsIdentity(received)) {
            editor.remove("P-Asserted-Identity");
        }
        List<String> route = List.of();
        if (ProxyRules.recordsRoute(received.method())) {
            route = received.headerValues("Record-Route");
            editor.prepend("Record-Route", "<" + own + ">");
        }
        return new ForUser(editor.build(), route);
    }
}
