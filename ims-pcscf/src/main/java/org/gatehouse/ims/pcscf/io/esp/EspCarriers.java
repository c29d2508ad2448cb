package org.gatehouse.ims.pcscf.io.esp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.ipsec.kernel.Marks;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.pcscf.config.IpsecEngine;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.jspecify.annotations.Nullable;

/**
 * What carries ESP: all that the configuration asks for and this machine can do.
 *
 * @param udp own ESP inside UDP, or null
 * @param ip own ESP as IP protocol 50, or null; not beside the kernel's
 * @param kernel the kernel's ESP, or null
 * @param reason why it is these
 */
public record EspCarriers(
        Network.@Nullable Datagrams udp,
        Network.@Nullable IpPackets ip,
        @Nullable KernelHost kernel,
        String reason) {

    /** Gets what comes over associations, on a thread of the network. */
    public interface Arrivals {
        void espCame(InetSocketAddress from, byte[] datagram);

        void ipCame(InetAddress from, byte[] packet);

        void kernelCame(InetSocketAddress local, InetSocketAddress from, byte[] sip);
    }

    /**
     * Opens them.
     *
     * @throws IOException if one that the configuration needs can't be had
     */
    public static EspCarriers open(
            PcscfConfig config, Network network, Netlink.Source netlink, Arrivals arrivals)
            throws IOException {
        Opening opening = new Opening(config, network, netlink, arrivals);
        try {
            return opening.open();
        } catch (IOException e) {
            opening.giveUp();
            throw e;
        }
    }

    /** Tries kernel, ip and udp in this order. */
    private static final class Opening {
        private final PcscfConfig config;
        private final Network network;
        private final Netlink.Source netlink;
        private final Arrivals arrivals;
        private final IpsecEngine engine;
        private String reason;
        private @Nullable KernelHost kernel;
        private Network.@Nullable IpPackets ip;

        Opening(PcscfConfig config, Network network, Netlink.Source netlink, Arrivals arrivals) {
            this.config = config;
            this.network = network;
            this.netlink = netlink;
            this.arrivals = arrivals;
            this.engine = config.engine();
            this.reason =
                    engine == IpsecEngine.AUTO
                            ? "auto: udp needs no privileges"
                            : "chosen by the setting ipsec";
        }

        EspCarriers open() throws IOException {
            if (asksFor(IpsecEngine.KERNEL)) {
                tryKernel();
            }
            if (kernel == null && asksFor(IpsecEngine.IP)) {
                tryIp();
            }
            Network.Datagrams udp =
                    asksFor(IpsecEngine.UDP)
                            ? network.openDatagrams(config.esp(), arrivals::espCame)
                            : null;
            return new EspCarriers(udp, ip, kernel, reason);
        }

        private boolean asksFor(IpsecEngine one) {
            return engine == one || engine == IpsecEngine.AUTO;
        }

        private void tryKernel() throws IOException {
            try {
                kernel = openKernel();
                reason += engine == IpsecEngine.AUTO ? ", the kernel does ESP" : "";
            } catch (IOException e) {
                if (engine == IpsecEngine.KERNEL) {
                    throw new IOException(
                            "ESP of the kernel is not possible here: "
                                    + e.getMessage()
                                    + "; or ipsec: ip, which is transport mode too",
                            e);
                }
                reason += ", kernel: " + e.getMessage();
            }
        }

        private KernelHost openKernel() throws IOException {
            InetAddress own = config.sip().getAddress();
            if (own.isAnyLocalAddress()) {
                throw new IOException("sip has no address (expected: the one that UEs send to)");
            }
            KernelHost host = new KernelHost(netlink.open(), Marks.PCSCF, network);
            try {
                for (AlgorithmPair pair : config.policy().algorithms()) {
                    host.probe(pair, own.getAddress().length != 4);
                }
                int left = host.reconcile(own);
                if (left > 0) {
                    reason += ", " + left + " states and policies of an earlier run removed";
                }
                encapsulate(host);
                host.deliverTo(arrivals::kernelCame);
                host.bind(new InetSocketAddress(own, config.serverPort()));
                for (int port : config.clientPorts()) {
                    host.bind(new InetSocketAddress(own, port));
                }
                return host;
            } catch (IOException e) {
                host.close();
                throw e;
            }
        }

        /** UEs behind NATs need it; others have transport mode. */
        private void encapsulate(KernelHost host) {
            if (engine != IpsecEngine.KERNEL) {
                return;
            }
            try {
                host.encapsulate(config.esp());
            } catch (IOException e) {
                reason += ", no UDP-enc-tun: " + e.getMessage();
            }
        }

        private void tryIp() throws IOException {
            try {
                ip =
                        network.openIp(
                                config.sip().getAddress(),
                                InnerPacket.PROTOCOL_ESP,
                                arrivals::ipCame);
                reason += engine == IpsecEngine.AUTO ? ", ip may open raw sockets" : "";
            } catch (IOException e) {
                if (needsTransportMode()) {
                    throw new IOException(
                            "transport mode is not possible here: "
                                    + e.getMessage()
                                    + "; or ipsec: udp with force-encapsulation: true",
                            e);
                }
                reason += ", ip: " + e.getMessage();
            }
        }

        /** It is the only mode, or the one to be preferred. */
        private boolean needsTransportMode() {
            return config.policy().modes().getFirst() == Carrier.IP.mode();
        }

        void giveUp() {
            if (ip != null) {
                ip.close();
            }
            if (kernel != null) {
                kernel.close();
            }
        }
    }

    /** All modes that can be served. */
    public Set<Carrier> carriers() {
        Set<Carrier> carriers = userCarriers();
        if (kernel != null) {
            carriers.addAll(kernel.carriers());
        }
        return carriers;
    }

    /** What the own ESP serves of them. */
    public Set<Carrier> userCarriers() {
        Set<Carrier> carriers = EnumSet.noneOf(Carrier.class);
        if (udp != null) {
            carriers.add(Carrier.UDP);
        }
        if (ip != null) {
            carriers.add(Carrier.IP);
        }
        return carriers;
    }

    /** Where ESP inside UDP arrives, if it is carried so. */
    public Optional<InetSocketAddress> udpLocal() {
        if (udp != null) {
            return Optional.of(udp.local());
        }
        return kernel == null ? Optional.empty() : kernel.espInUdp();
    }

    /** Engine and carriers, as people write them: {@code user/udp}, {@code kernel+user/udp}. */
    public String text() {
        String user =
                userCarriers().isEmpty()
                        ? ""
                        : userCarriers().stream()
                                .map(Carrier::token)
                                .collect(Collectors.joining("+", "user/", ""));
        if (kernel == null) {
            return user.isEmpty() ? "off" : user;
        }
        return user.isEmpty() ? "kernel" : "kernel+" + user;
    }

    /** Sends one packet; false if there is no such carrier, or its socket did not take it. */
    public boolean send(Carrier carrier, InetSocketAddress remote, byte[] packet) {
        return switch (carrier) {
            case UDP -> {
                if (udp != null) {
                    udp.send(remote, packet);
                }
                yield udp != null;
            }
            case IP -> ip != null && ip.send(remote.getAddress(), packet);
        };
    }

    public void close() {
        if (udp != null) {
            udp.close();
        }
        if (ip != null) {
            ip.close();
        }
        if (kernel != null) {
            kernel.close();
        }
    }
}
