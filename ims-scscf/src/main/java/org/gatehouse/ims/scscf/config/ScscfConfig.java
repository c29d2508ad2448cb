package org.gatehouse.ims.scscf.config;

import java.net.InetSocketAddress;
import org.gatehouse.ims.scscf.auth.AuthPolicy;
import org.gatehouse.ims.scscf.registrar.RegistrarPolicy;

/**
 * What an S-CSCF is to be.
 *
 * @param sip where it takes SIP
 * @param serviceRoute value of Service-Route
 */
public record ScscfConfig(
        InetSocketAddress sip,
        TrustedPeers peers,
        AuthPolicy auth,
        RegistrarPolicy registrar,
        String serviceRoute) {}
