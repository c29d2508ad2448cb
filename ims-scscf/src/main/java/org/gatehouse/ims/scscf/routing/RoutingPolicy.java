package org.gatehouse.ims.scscf.routing;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipUri;
import org.gatehouse.ims.core.sip.proxy.NextHop;

/**
 * Where an S-CSCF stands.
 *
 * @param own where it takes SIP
 * @param name SIP URI by which HSS and I-CSCF know it
 * @param homeDomain domain of its users
 * @param icscf who finds the S-CSCF of other users of the home network
 * @param peers core entities that a request may go to
 */
public record RoutingPolicy(
        InetSocketAddress own,
        String name,
        String homeDomain,
        InetSocketAddress icscf,
        TrustedPeers peers) {
    /** User part of Service-Route: tells requests of a user from all others. */
    public static final String ORIGINATING = "orig";

    /** The Service-Route of every user. */
    public String serviceRoute() {
        return "<sip:" + ORIGINATING + "@" + HostPort.of(own) + ";lr>";
    }

    /** The own value of Record-Route. */
    String recordRoute() {
        return "<sip:dialog@" + HostPort.of(own) + ";lr>";
    }

    /** Whether a request is for this S-CSCF itself: it has its name, or its address. */
    public boolean isOwn(String uri) {
        try {
            return isOwn(SipUri.parse(uri));
        } catch (SipParseException noSipUri) {
            return false;
        }
    }

    /** Whether a Route leads here. */
    boolean isOwn(SipUri uri) {
        return NextHop.of(uri).filter(own::equals).isPresent()
                || uri.addressOfRecord().equalsIgnoreCase(name);
    }
}
