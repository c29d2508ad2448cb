package org.gatehouse.ims.pcscf.traffic;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.pcscf.register.Edge;
import org.gatehouse.ims.pcscf.register.HomeBound;
import org.gatehouse.ims.pcscf.registration.RegistrationState;

/**
 * A request of a registered UE for its S-CSCF (TS 24.229 clause 5.2.6.3): the way is the
 * Service-Route of the registration, and the identity is one the P-CSCF knows to be the user's.
 */
public record TowardsServiceRoute(SipRequest request, InetSocketAddress next) {
    private static final int SIP_PORT = 5060;

    /**
     * The request as it goes on, all but the own Via; empty where there is no Service-Route, or one
     * whose first address is a name.
     */
    public static Optional<TowardsServiceRoute> of(
            SipRequest request, RegistrationState state, Edge edge, String chargingId) {
        List<String> route = state.serviceRoute();
        Optional<InetSocketAddress> next =
                route.isEmpty() ? Optional.empty() : addressOf(route.getFirst());
        if (next.isEmpty() || state.impus().isEmpty()) {
            return Optional.empty();
        }
        RequestEditor editor = HomeBound.edit(request, edge, chargingId);
        route.forEach(value -> editor.add("Route", value));
        editor.prepend("Record-Route", "<" + edge.pathUri(state.token()) + ">");
        editor.remove("P-Preferred-Identity");
        editor.set("P-Asserted-Identity", "<" + identity(request, state.impus()) + ">");
        return Optional.of(new TowardsServiceRoute(editor.build(), next.get()));
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

    private static Optional<InetSocketAddress> addressOf(String route) {
        try {
            SipUri uri = NameAddress.parse(route).sipUri();
            int port = uri.port() < 0 ? SIP_PORT : uri.port();
            return Optional.of(
                    new InetSocketAddress(InetAddress.ofLiteral(uri.hostAddress()), port));
        } catch (SipParseException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
