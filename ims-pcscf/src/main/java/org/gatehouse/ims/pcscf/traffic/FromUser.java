package org.gatehouse.ims.pcscf.traffic;

import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.HomeBound;
import org.gatehouse.ims.pcscf.registration.RegistrationState;

/**
 * Requests of a registered UE on their way to the core (TS 24.229 clause 5.2.6.3). The way is never
 * the UE's own: what it wrote into Route is replaced by what the P-CSCF stored.
 */
public final class FromUser {
    private FromUser() {}

    /**
     * A request without a dialogue: along the Service-Route of the registration whatever Route the
     * UE preloaded, under an identity that the P-CSCF knows to be the user's.
     *
     * @return empty where there is no Service-Route, or one whose first address is a name
     */
    public static Optional<Onward> initial(
            SipRequest request, RegistrationState state, Edge edge, String chargingId) {
        List<String> route = state.serviceRoute();
        if (route.isEmpty() || state.impus().isEmpty()) {
            return Optional.empty();
        }
        RequestEditor editor = started(request, state, edge, chargingId);
        route.forEach(value -> editor.add("Route", value));
        editor.set("P-Asserted-Identity", "<" + identity(request, state.impus()) + ">");
        return NextHop.ofValue(route.getFirst()).map(next -> new Onward(editor.build(), next));
    }

    /**
     * A request within a dialogue: along the route that was stored when the dialogue began.
     *
     * @return empty if the dialogue leads to a name
     */
    public static Optional<Onward> within(
            Dialog dialog,
            SipRequest request,
            RegistrationState state,
            Edge edge,
            String chargingId) {
        RequestEditor editor = started(request, state, edge, chargingId);
        dialog.route().forEach(value -> editor.add("Route", value));
        return dialog.nextHop().map(next -> new Onward(editor.build(), next));
    }

    private static RequestEditor started(
            SipRequest request, RegistrationState state, Edge edge, String chargingId) {
        RequestEditor editor = HomeBound.edit(request, edge, chargingId);
        editor.remove("P-Preferred-Identity");
        if (ProxyRules.recordsRoute(request.method())) {
            editor.prepend("Record-Route", "<" + edge.pathUri(state.token()) + ">");
        }
        return editor;
    }

    /** What the UE prefers if it is registered, else the default public identity. */
    private static String identity(SipRequest request, List<String> impus) {
        for (String preferred : request.headerValues("P-Preferred-Identity")) {
            try {
                String impu = NameAddress.parse(preferred).addressOfRecord();
                if (impus.contains(impu)) {
                    return impu;
                }
            } catch (SipParseException e) {
                // what is no address is not preferred
            }
        }
        return impus.getFirst();
    }
}
