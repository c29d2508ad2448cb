package org.gatehouse.ims.scscf.routing;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.NameAddress;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.registrar.Binding;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.gatehouse.ims.scscf.routing.Arrival.Kind;

/**
 * The S-CSCF as a proxy (TS 24.229 clauses 5.4.3.2 and 5.4.3.3). A user's request for another user
 * of this S-CSCF is handled in one go; it would only come back from the I-CSCF.
 */
public final class Router {
    private static final String ROUTE = "Route";

    private final RoutingPolicy policy;
    private final Directory directory;

    public Router(RoutingPolicy policy, Directory directory) {
        this.policy = policy;
        this.directory = directory;
    }

    // ---- who is it

    /** Lets a request in, or not; finds out whose it is. */
    public Admission admit(SipRequest request) {
        Optional<RequestFault> fault = RequestCheck.asProxy(request, Set.of());
        if (fault.isPresent()) {
            return new Admission.Refused(new Refusal.Invalid(fault.get()));
        }
        if (!ProxyRules.carries(request.method())) {
            return new Admission.Refused(new Refusal.NotImplemented(request.method()));
        }
        try {
            return admitted(request);
        } catch (SipParseException e) {
            return new Admission.Refused(new Refusal.Malformed(e.message()));
        }
    }

    private Admission admitted(SipRequest request) throws SipParseException {
        List<NameAddress> routes = request.routes();
        RequestEditor editor = request.edit();
        boolean originates = false;
        int own = 0;
        while (own < routes.size() && isOwn(routes.get(own))) {
            String user = routes.get(own).sipUri().user();
            originates |= own == 0 && RoutingPolicy.ORIGINATING.equals(user);
            editor.removeFirstValue(ROUTE);
            own++;
        }
        if (own == 0 && !routes.isEmpty()) {
            return new Admission.Refused(
                    new Refusal.Malformed("a topmost Route that does not lead here"));
        }
        SipRequest popped = own == 0 ? request : editor.build();
        if (originates) {
            return originating(popped);
        }
        Kind kind = own < routes.size() ? Kind.ROUTED : Kind.TERMINATING;
        return new Admission.Admitted(new Arrival(kind, popped, null));
    }

    private boolean isOwn(NameAddress route) throws SipParseException {
        return policy.isOwn(route.sipUri());
    }

    /**
     * "the S-CSCF matches each request with the profile": every identity that the P-CSCF asserts
     * has to be one of a registered user of ours; "if [..] a barred public user identity, [..] 403
     * (Forbidden)".
     */
    private Admission originating(SipRequest request) throws SipParseException {
        Registered served = null;
        for (NameAddress asserted : request.addresses("P-Asserted-Identity")) {
            List<Registered> usable = directory.usable(asserted.addressOfRecord());
            if (usable.isEmpty()) {
                return new Admission.Refused(new Refusal.IdentityNotAllowed(asserted.uri()));
            }
            served = served == null ? usable.getFirst() : served;
        }
        return served == null
                ? new Admission.Refused(new Refusal.IdentityNotAllowed("none"))
                : new Admission.Admitted(new Arrival(Kind.ORIGINATING, request, served));
    }

    // ---- where does it go

    /** Finds the way of a request that was let in, and that no service here takes. */
    public Decision route(Arrival arrival) {
        SipRequest request = arrival.request();
        List<String> routes = request.headerValues(ROUTE);
        if (!routes.isEmpty()) {
            return forward(onward(request), NextHop.ofValue(routes.getFirst()), routes.getFirst());
        }
        String uri = request.requestUri();
        String target;
        try {
            target = AddressOfRecord.of(uri);
        } catch (SipParseException e) {
            return new Decision.Refuse(new Refusal.Malformed(e.message()));
        }
        if (!directory.find(target).isEmpty()) {
            return directory
                    .latestContact(target)
                    .map(contact -> deliver(request, contact))
                    // "if [..] a barred public user identity, [..] 404 (Not Found)"
                    .orElseGet(() -> new Decision.Refuse(new Refusal.NoSuchUser(target)));
        }
        return elsewhere(arrival, target);
    }

    /** The user is not registered here. */
    private Decision elsewhere(Arrival arrival, String target) {
        boolean home = isHome(target);
        if (arrival.kind() == Kind.ORIGINATING) {
            // other networks are reached through an IBCF, which is not there yet
            return home
                    ? new Decision.Forward(onward(arrival.request()).build(), policy.icscf())
                    : new Decision.Refuse(new Refusal.NoInterconnect(target));
        }
        return new Decision.Refuse(
                home ? new Refusal.NotRegistered(target) : new Refusal.NoSuchUser(target));
    }

    /** A number may be anybody's: the HSS knows whether it is one of ours. */
    private boolean isHome(String target) {
        return target.startsWith("tel:")
                || target.substring(target.indexOf('@') + 1).equals(policy.homeDomain())
                || target.equals("sip:" + policy.homeDomain());
    }

    /**
     * "build a Route header field with the values determined in the Path header [..] during
     * registration", "store the value of the Request-URI [..] in the P-Called-Party-ID header" and
     * put the contact in its place.
     */
    private Decision deliver(SipRequest request, Binding contact) {
        RequestEditor editor =
                onward(request)
                        .requestUri(addressOf(contact))
                        .set("P-Called-Party-ID", "<" + request.requestUri() + ">");
        contact.path().forEach(value -> editor.add(ROUTE, value));
        String first = contact.path().isEmpty() ? contact.contact() : contact.path().getFirst();
        return forward(editor, NextHop.ofValue(first), first);
    }

    /** A Request-URI has no headers and no method (RFC 3261 table 1 of clause 19.1.1). */
    private static String addressOf(Binding contact) {
        SipUri uri = contact.address().sip();
        return uri == null
                ? contact.address().text()
                : new SipUri(
                                uri.scheme(),
                                uri.user(),
                                uri.host(),
                                uri.port(),
                                uri.params().without("method"),
                                null)
                        .toString();
    }

    private RequestEditor onward(SipRequest request) {
        RequestEditor editor = ProxyRules.oneHopOn(request);
        return ProxyRules.recordsRoute(request.method())
                ? editor.prepend("Record-Route", policy.recordRoute())
                : editor;
    }

    /** A request leaves to core entities alone, wherever a Route or a Path would have it go. */
    private Decision forward(RequestEditor editor, Optional<InetSocketAddress> next, String hop) {
        return next.filter(address -> policy.peers().trusts(address.getAddress()))
                .<Decision>map(address -> new Decision.Forward(editor.build(), address))
                .orElseGet(() -> new Decision.Refuse(new Refusal.NotOfTheCore(hop)));
    }
}
