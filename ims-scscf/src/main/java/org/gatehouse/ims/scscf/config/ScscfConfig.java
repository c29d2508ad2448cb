package org.gatehouse.ims.scscf.config;

import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.scscf.auth.AuthPolicy;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder;
import org.gatehouse.ims.scscf.registrar.RegistrarPolicy;
import org.gatehouse.ims.scscf.routing.RoutingPolicy;

/**
 * What an S-CSCF is to be.
 *
 * @param sip where it takes SIP
 * @param transport how it talks SIP to other core entities
 * @param reauthentication how a user is asked to authenticate anew
 * @param routing where requests other than REGISTER go
 */
public record ScscfConfig(
        InetSocketAddress sip,
        TrustedPeers peers,
        CoreTransport transport,
        AuthPolicy auth,
        RegistrarPolicy registrar,
        ReauthenticationOrder reauthentication,
        RoutingPolicy routing) {}
