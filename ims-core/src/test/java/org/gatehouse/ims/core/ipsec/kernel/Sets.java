package org.gatehouse.ims.core.ipsec.kernel;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.WeakKeyException;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;

/** Sets as a P-CSCF has them. */
final class Sets {
    static final InetAddress UE = InetAddress.ofLiteral("192.0.2.20");
    static final int PORT_US = 31_001;

    private Sets() {}

    /**
     * The n-th set of the UE: "port_ps and port_us stay, port_pc and port_uc change".
     *
     * @param ports the P-CSCF's
     */
    static AssociationSet set(int n, InetAddress own, PortPair ports) {
        return new AssociationSet(
                new SetId(n),
                new AssociationSet.End(own, ports, spis(1_000_000_000L + 10L * n)),
                new AssociationSet.End(
                        UE, new PortPair(32_000 + n, PORT_US), spis(2_000_000_000L + 10L * n)),
                IntegrityAlgorithm.HMAC_SHA_1_96,
                EncryptionAlgorithm.AES_CBC,
                IpsecMode.TRANSPORT,
                new InetSocketAddress(own, 0),
                new InetSocketAddress(UE, 0),
                new SessionKeys(key(n), key(n + 1)));
    }

    /** The n-th set of the UE behind a NAT, whose outer port is not known yet. */
    static AssociationSet encapsulated(int n, InetAddress own, PortPair ports, int outerPort) {
        AssociationSet set = set(n, own, ports);
        return new AssociationSet(
                set.id(),
                set.local(),
                set.remote(),
                set.integrity(),
                set.encryption(),
                IpsecMode.UDP_ENCAPSULATED_TUNNEL,
                new InetSocketAddress(own, outerPort),
                new InetSocketAddress(UE, 0),
                set.keys());
    }

    private static SpiPair spis(long first) {
        return new SpiPair(new Spi(first), new Spi(first + 1));
    }

    private static byte[] key(int n) {
        byte[] key = new byte[16];
        Arrays.fill(key, (byte) n);
        return key;
    }

    static EspKeys keys(AssociationSet set) {
        try {
            return EspKeys.expand(
                    set.integrity(), set.encryption(), set.keys().ck(), set.keys().ik());
        } catch (WeakKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}
