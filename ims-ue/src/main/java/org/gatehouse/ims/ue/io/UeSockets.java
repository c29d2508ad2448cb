package org.gatehouse.ims.ue.io;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.stream.InnerTcp;
import org.gatehouse.ims.core.sip.stream.InnerTcp.Engines;
import org.gatehouse.ims.core.sip.stream.SipStreams;
import org.gatehouse.ims.core.sip.stream.StreamUser;
import org.gatehouse.ims.ue.config.UeConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sockets of a UE at one address: bare SIP, and ESP where IPsec is used.
 *
 * @param tcp used where the profile says TCP; Via names the port it would be reached at
 * @param inner TCP inside ESP, where the profile says TCP and IPsec is used
 */
record UeSockets(
        Network.Datagrams bare,
        SipStreams tcp,
        Network.@Nullable Datagrams esp,
        Network.@Nullable IpPackets ip,
        @Nullable InnerTcp inner) {
    private static final Logger LOG = LoggerFactory.getLogger(UeSockets.class);

    /** Gets what comes in, on a thread of the network. */
    interface Arrivals extends StreamUser {
        void bareCame(InetSocketAddress local, InetSocketAddress from, byte[] payload);

        void espCame(InetSocketAddress local, InetSocketAddress from, byte[] payload);

        void ipCame(InetAddress local, InetAddress from, byte[] packet);

        /** A TCP segment is to leave through a set. */
        void segmentLeft(SetId set, byte[] segment, boolean fromServerPort);
    }

    /**
     * Binds them all, or none.
     *
     * @param kernel its carriers need no socket here
     * @throws EspUnavailableException if only what carries ESP can't be had
     * @throws IOException if the address can't be bound at all
     */
    static UeSockets open(
            UeConfig config,
            Network network,
            Shard shard,
            Arrivals arrivals,
            @Nullable KernelHost kernel)
            throws IOException {
        Set<Carrier> kernels = kernel == null ? Set.of() : kernel.carriers();
        InetSocketAddress sip = new InetSocketAddress(config.local(), config.localPort());
        // what comes before its port is known can be nothing that this UE asked for
        Late late = new Late(arrivals);
        Network.Datagrams bare = network.openDatagrams(sip, late);
        late.local = bare.local();
        List<AutoCloseable> opened = new ArrayList<>(List.of(bare));
        try {
            InnerTcp inner = openInner(config, network, shard, arrivals, kernels);
            if (inner != null) {
                opened.add(inner);
            }
            Network.IpPackets ip =
                    isOwn(Carrier.IP, config, kernels) ? openIp(config, network, arrivals) : null;
            if (ip != null) {
                opened.add(ip);
            }
            SipStreams tcp = openTcp(config, network, shard, bare, arrivals);
            opened.add(tcp);
            Network.Datagrams esp =
                    isOwn(Carrier.UDP, config, kernels) ? openEsp(config, network, arrivals) : null;
            return new UeSockets(bare, tcp, esp, ip, inner);
        } catch (IOException e) {
            for (AutoCloseable socket : opened) {
                Network.closeAfter(e, socket);
            }
            throw e;
        }
    }

    private static boolean isOwn(Carrier carrier, UeConfig config, Set<Carrier> kernels) {
        return config.modes().contains(carrier.mode()) && !kernels.contains(carrier);
    }

    private static @Nullable InnerTcp openInner(
            UeConfig config, Network network, Shard shard, Arrivals arrivals, Set<Carrier> kernels)
            throws EspUnavailableException {
        boolean needed = config.transports().needTcp();
        boolean wanted = needed || config.shape().udp().turnToTcpInside();
        if (config.modes().isEmpty() || !wanted) {
            return null;
        }
        boolean user =
                config.modes().stream().anyMatch(mode -> !kernels.contains(Carrier.of(mode)));
        try {
            return InnerTcp.open(
                    "ue-protected",
                    new Engines(kernels, user),
                    network,
                    shard,
                    arrivals,
                    arrivals::segmentLeft,
                    new SimpleMeterRegistry());
        } catch (IOException e) {
            if (needed) {
                throw EspUnavailableException.ofTcp(e);
            }
            LOG.info("large requests go over UDP inside SAs reason=\"{}\"", e.getMessage());
            return null;
        }
    }

    private static final class Late implements Network.DatagramHandler {
        private final Arrivals arrivals;
        private volatile @Nullable InetSocketAddress local;

        Late(Arrivals arrivals) {
            this.arrivals = arrivals;
        }

        @Override
        public void received(InetSocketAddress from, byte[] payload) {
            InetSocketAddress here = local;
            if (here != null) {
                arrivals.bareCame(here, from, payload);
            }
        }
    }

    private static Network.Datagrams openEsp(UeConfig config, Network network, Arrivals arrivals)
            throws EspUnavailableException {
        InetSocketAddress address = new InetSocketAddress(config.local(), config.localEspPort());
        try {
            return network.openDatagrams(
                    address, (from, payload) -> arrivals.espCame(address, from, payload));
        } catch (IOException e) {
            throw new EspUnavailableException(config.local(), config.localEspPort(), e);
        }
    }

    private static SipStreams openTcp(
            UeConfig config,
            Network network,
            Shard shard,
            Network.Datagrams bare,
            StreamUser arrivals)
            throws IOException {
        SipStreams tcp =
                new SipStreams(
                        "ue",
                        network,
                        bare.local(),
                        shard,
                        arrivals,
                        true,
                        new SimpleMeterRegistry());
        if (config.transports().needTcp()) {
            tcp.listen();
        }
        return tcp;
    }

    private static Network.IpPackets openIp(UeConfig config, Network network, Arrivals arrivals)
            throws EspUnavailableException {
        InetAddress local = config.local();
        try {
            return network.openIp(
                    local,
                    InnerPacket.PROTOCOL_ESP,
                    (from, packet) -> arrivals.ipCame(local, from, packet));
        } catch (IOException e) {
            throw new EspUnavailableException(e);
        }
    }

    /** Sends over TCP, bare or through the set of the flow. */
    void sendStreamed(SipMessage message, Flow flow) {
        if (!flow.isProtected()) {
            tcp.send(message, flow);
        } else if (inner != null) {
            inner.streams().send(message, flow);
        }
    }

    /** What is to leave through this set over TCP waits until it is installed. */
    void expectStreams(AssociationSet set) {
        if (inner != null) {
            inner.streams().expect(set);
        }
    }

    /** Connections through this set are welcome, where SAs carry TCP. */
    void openStreams(AssociationSet set) {
        if (inner != null) {
            inner.streams().open(set);
        }
    }

    /** The set is gone, and its connections with it. */
    void closeStreams(SetId set) {
        if (inner != null) {
            inner.streams().close(set);
        }
    }

    /** Sends one packet; false if there is no such carrier, or its socket did not take it. */
    boolean sendEsp(Carrier carrier, InetSocketAddress remote, byte[] packet) {
        if (carrier == Carrier.IP) {
            return ip != null && ip.send(remote.getAddress(), packet);
        }
        if (esp != null) {
            esp.send(remote, packet);
        }
        return esp != null;
    }

    void close() {
        if (inner != null) {
            inner.close();
        }
        tcp.close();
        bare.close();
        if (esp != null) {
            esp.close();
        }
        if (ip != null) {
            ip.close();
        }
    }
}
