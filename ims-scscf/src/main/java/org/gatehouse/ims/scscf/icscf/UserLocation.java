package org.gatehouse.ims.scscf.icscf;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.LocationInfoAnswer;
import org.gatehouse.ims.core.sip.AddressOfRecord;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.check.RequestCheck;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.sip.proxy.NextHop;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.scscf.refusal.CxAnswers;
import org.gatehouse.ims.scscf.refusal.Refusal;

/**
 * A request other than REGISTER at the I-CSCF (TS 24.229 clause 5.3.2.1): the HSS is asked which
 * S-CSCF serves the user that the Request-URI names.
 *
 * @param request without the Route that led here
 * @param question what the HSS is asked
 */
public record UserLocation(SipRequest request, LocationInfo question) {
    private static final String ROUTE = "Route";

    /** What reading a request comes to. */
    public sealed interface Reading {
        record Read(UserLocation location) implements Reading {}

        record Refused(Refusal refusal) implements Reading {}
    }

    /** What the answer of the HSS comes to. */
    public sealed interface Found {
        /** The request for the S-CSCF, all but the own Via. */
        record At(SipRequest request, ServerEntry server) implements Found {}

        record Nowhere(Refusal refusal) implements Found {}
    }

    /** Reads a request that came to the I-CSCF at an address. */
    public static Reading read(SipRequest request, InetSocketAddress local) {
        Optional<RequestFault> fault = RequestCheck.asProxy(request, Set.of());
        if (fault.isPresent()) {
            return new Reading.Refused(new Refusal.Invalid(fault.get()));
        }
        if (!ProxyRules.carries(request.method())) {
            return new Reading.Refused(new Refusal.NotImplemented(request.method()));
        }
        List<String> routes = request.headerValues(ROUTE);
        boolean own =
                !routes.isEmpty()
                        && NextHop.ofValue(routes.getFirst()).filter(local::equals).isPresent();
        if (routes.size() > (own ? 1 : 0)) {
            return new Reading.Refused(
                    new Refusal.Malformed("a Route that leads past this I-CSCF (expected: none)"));
        }
        try {
            String user = AddressOfRecord.of(request.requestUri());
            SipRequest popped = own ? request.edit().removeFirstValue(ROUTE).build() : request;
            return new Reading.Read(
                    new UserLocation(popped, new LocationInfo(user, /* originating= */ false)));
        } catch (SipParseException e) {
            return new Reading.Refused(new Refusal.Malformed(e.message()));
        }
    }

    /** Where the request goes after the HSS has answered. */
    public Found found(CxOutcome outcome, ServerDirectory servers) {
        return switch (CxAnswers.of(outcome, LocationInfoAnswer.class)) {
            case CxAnswers.Bad<LocationInfoAnswer> bad -> new Found.Nowhere(refusal(bad.refusal()));
            case CxAnswers.Good<LocationInfoAnswer> good ->
                    server(good.answer(), servers)
                            .<Found>map(server -> new Found.At(towards(server), server))
                            .orElseGet(() -> new Found.Nowhere(new Refusal.NoCapableServer()));
        };
    }

    private static Optional<ServerEntry> server(
            LocationInfoAnswer answer, ServerDirectory servers) {
        String name = answer.serverName();
        return name == null ? servers.capable(answer).stream().findFirst() : servers.named(name);
    }

    /**
     * The name that the HSS gave goes into Route; the Request-URI stays, and the I-CSCF does not
     * stay in the dialogue.
     */
    private SipRequest towards(ServerEntry server) {
        return ProxyRules.oneHopOn(request).prepend(ROUTE, "<" + server.name() + ";lr>").build();
    }

    /** A user whom nobody knows is 404, one who is not registered 480. */
    private Refusal refusal(Refusal refusal) {
        if (refusal instanceof Refusal.HssRefused(CxResult result)) {
            if (result.equals(CxResult.DIAMETER_ERROR_USER_UNKNOWN)) {
                return new Refusal.NoSuchUser(question.impu());
            }
            if (result.equals(CxResult.DIAMETER_ERROR_IDENTITY_NOT_REGISTERED)) {
                return new Refusal.NotRegistered(question.impu());
            }
        }
        return refusal;
    }
}
