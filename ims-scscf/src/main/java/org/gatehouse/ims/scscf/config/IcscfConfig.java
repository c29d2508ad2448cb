package org.gatehouse.ims.scscf.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.scscf.icscf.ServerDirectory;

/**
 * What an I-CSCF is to be.
 *
 * @param sip where it takes SIP
 * @param transport how it talks SIP to other core entities
 * @param homeNetwork the network visited where a REGISTER names none
 * @param serverTimeout how long one S-CSCF is waited for
 */
public record IcscfConfig(
        InetSocketAddress sip,
        TrustedPeers peers,
        CoreTransport transport,
        String homeNetwork,
        ServerDirectory servers,
        Duration serverTimeout) {}
