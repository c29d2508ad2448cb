package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where the nodes of a core are; port 0 takes a free one where a node says afterwards which.
 *
 * @param cx Diameter of the HSS
 * @param scscf SIP of the S-CSCF: part of its name, so never port 0
 * @param icscf SIP of the I-CSCF: the P-CSCF has to know it, so never port 0
 * @param gm bare SIP at the P-CSCF
 * @param mw SIP of the core at the P-CSCF
 * @param esp ESP inside UDP at the P-CSCF
 */
public record CorePlaces(
        InetSocketAddress cx,
        InetSocketAddress scscf,
        InetSocketAddress icscf,
        InetSocketAddress gm,
        InetSocketAddress mw,
        InetSocketAddress esp) {

    /**
     * Three hosts with the ports that everybody expects.
     *
     * @param prefix first three octets of the addresses, for example {@code 127.0.9}, or what
     *     stands before "::" in IPv6, for example {@code 2001:db8:9}
     */
    public static CorePlaces apart(String prefix) {
        String hosts = prefix.indexOf(':') < 0 ? prefix + "." : prefix + "::";
        InetAddress home = InetAddress.ofLiteral(hosts + "2");
        InetAddress edge = InetAddress.ofLiteral(hosts + "3");
        return new CorePlaces(
                new InetSocketAddress(InetAddress.ofLiteral(hosts + "1"), 3868),
                new InetSocketAddress(home, 5082),
                new InetSocketAddress(home, 5081),
                new InetSocketAddress(edge, 5060),
                new InetSocketAddress(edge, 5070),
                new InetSocketAddress(edge, 4500));
    }

    /** The same core with a P-CSCF that UEs reach at another address, of any IP version. */
    public CorePlaces withGm(InetAddress address) {
        return new CorePlaces(
                cx,
                scscf,
                icscf,
                new InetSocketAddress(address, gm.getPort()),
                mw,
                new InetSocketAddress(address, esp.getPort()));
    }

    /**
     * One address with ports that are free now. Somebody else may bind those of the CSCFs before
     * they do: then try with others.
     */
    public static CorePlaces free(InetAddress address) throws IOException {
        InetSocketAddress any = new InetSocketAddress(address, 0);
        try (DatagramSocket scscf = new DatagramSocket(any);
                DatagramSocket icscf = new DatagramSocket(any)) {
            return new CorePlaces(
                    any,
                    (InetSocketAddress) scscf.getLocalSocketAddress(),
                    (InetSocketAddress) icscf.getLocalSocketAddress(),
                    any,
                    any,
                    any);
        }
    }
}
