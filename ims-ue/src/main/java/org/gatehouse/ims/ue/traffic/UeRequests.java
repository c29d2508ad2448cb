package org.gatehouse.ims.ue.traffic;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.sip.RequestEditor;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.proxy.ProxyRules;
import org.gatehouse.ims.core.sip.regwatch.EndDialog;
import org.gatehouse.ims.ue.message.Dice;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.registration.Outbound;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/** Writes the requests of a registered UE (TS 24.229 clause 5.1.2A.1). */
public final class UeRequests {
    private final Profile profile;
    private final Dice dice;

    public UeRequests(Profile profile, Dice dice) {
        this.profile = profile;
        this.dice = dice;
    }

    /** The whole request, as it goes the way that the registration gives it. */
    public SipRequest write(Outgoing outgoing, Outbound way) {
        Held over = way.over();
        EndDialog within = outgoing.within();
        String impu = profile.impu();
        RequestEditor request =
                SipRequest.building(outgoing.method(), outgoing.uri())
                        .add("Via", via(over))
                        .add("Max-Forwards", "70");
        route(way, within).forEach(value -> request.add("Route", value));
        if (within == null) {
            request.add("From", "<" + impu + ">;tag=" + dice.token())
                    .add("To", "<" + outgoing.uri() + ">")
                    .add("Call-ID", dice.token() + dice.token())
                    .add("CSeq", "1 " + outgoing.method());
        } else {
            request.add("From", "<" + impu + ">;tag=" + within.localTag())
                    .add("To", within.remote())
                    .add("Call-ID", within.callId())
                    .add("CSeq", (within.cseq() + 1) + " " + outgoing.method());
        }
        if (ProxyRules.recordsRoute(outgoing.method())) {
            request.add("Contact", contact(over));
        }
        request.add("P-Preferred-Identity", "<" + impu + ">")
                .add("P-Access-Network-Info", profile.accessNetworkInfo());
        if (over != null) {
            addSecurity(request, over);
        }
        profile.shape().otherRequests().forEach(field -> add(request, field));
        outgoing.headers().forEach(field -> add(request, field));
        Outgoing.Body body = outgoing.body();
        if (body != null) {
            request.body(body.type(), body.octets());
        }
        return request.build();
    }

    /**
     * "These requests MUST contain a Security-Verify header field that mirrors the server's list",
     * with Require and Proxy-Require (RFC 3329 clause 2.3.1).
     */
    private void addSecurity(RequestEditor request, Held over) {
        request.add("Require", "sec-agree").add("Proxy-Require", "sec-agree");
        profile.shape()
                .offering()
                .verify(over.securityServer())
                .forEach(value -> request.add("Security-Verify", value));
    }

    private static void add(RequestEditor request, String field) {
        int colon = field.indexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(
                    "header field: " + field + " (expected: Name: value)");
        }
        request.add(field.substring(0, colon).strip(), field.substring(colon + 1).strip());
    }

    /**
     * Without a dialogue the P-CSCF, at its protected server port, and then the Service-Route of
     * the registration.
     */
    private List<String> route(Outbound way, @Nullable EndDialog within) {
        if (within != null) {
            return within.route();
        }
        Held over = way.over();
        InetSocketAddress pcscf =
                over == null ? profile.addresses().pcscf() : over.set().remote().serverAddress();
        List<String> route = new ArrayList<>();
        route.add("<sip:" + HostPort.of(pcscf) + ";lr>");
        route.addAll(way.serviceRoute());
        return route;
    }

    /** No rport inside SAs: answers go to the server port (TS 33.203 clause 7.1). */
    private String via(@Nullable Held over) {
        String rport = over == null ? ";rport" : "";
        return "SIP/2.0/"
                + profile.transports().others()
                + " "
                + own(over)
                + ";branch="
                + dice.branch()
                + rport;
    }

    /** Contact of the UE where a set protects its requests, or none does. */
    public String contact(@Nullable Held over) {
        return "<sip:"
                + userPart(profile.impu())
                + own(over)
                + profile.transports().contactParameter()
                + ">";
    }

    private String own(@Nullable Held over) {
        return HostPort.of(
                over == null ? profile.addresses().local() : over.set().local().serverAddress());
    }

    private static String userPart(String impu) {
        int at = impu.indexOf('@');
        return at < 0 ? "" : impu.substring(impu.indexOf(':') + 1, at + 1);
    }
}
