package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The sockets at protected ports, each under a block and as long as somebody needs it. */
final class ProtectedPorts {
    private static final Logger LOG = LoggerFactory.getLogger(ProtectedPorts.class);

    private final Xfrm xfrm;
    private final Network network;
    private final Map<InetSocketAddress, Port> ports = new ConcurrentHashMap<>();
    private volatile KernelHost.Receiver receiver = (local, from, sip) -> {};

    /** A bound protected port, with the number of those that need it. */
    private static final class Port {
        private final Network.Datagrams socket;
        private int users = 1;

        Port(Network.Datagrams socket) {
            this.socket = socket;
        }
    }

    ProtectedPorts(Xfrm xfrm, Network network) {
        this.xfrm = xfrm;
        this.network = network;
    }

    void deliverTo(KernelHost.Receiver to) {
        receiver = to;
    }

    /**
     * The block stands before the port is bound, and again after: nobody took it away meanwhile.
     * Only on the worker.
     */
    void hold(InetSocketAddress at) throws IOException {
        Port held = ports.get(at);
        if (held != null) {
            held.users++;
            return;
        }
        String taken = whyTaken(at);
        if (taken != null) {
            // before the block, which somebody else's port must not get
            throw new IOException("protected port " + at.getPort() + ": " + taken + advice(at));
        }
        xfrm.block(at);
        Network.Datagrams socket;
        try {
            socket = network.openDatagrams(at, (from, sip) -> receiver.received(at, from, sip));
        } catch (IOException e) {
            unblock(at);
            throw e;
        }
        ports.put(at, new Port(socket));
        xfrm.block(at);
    }

    /**
     * Null, or why nobody can bind it now. Not by way of the network, which closes when it likes.
     */
    static @Nullable String whyTaken(InetSocketAddress at) {
        try (DatagramSocket probe = new DatagramSocket(at)) {
            return probe.isBound() ? null : "not bound";
        } catch (SocketException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** "the UE's public IP address" is that of the NAT, and names the SAs (Annex M.7.1). */
    private static String advice(InetSocketAddress at) throws SocketException {
        boolean foreign =
                !at.getAddress().isLoopbackAddress()
                        && NetworkInterface.getByInetAddress(at.getAddress()) == null;
        return foreign
                ? " (expected: "
                        + at.getAddress().getHostAddress()
                        + " on this machine; behind a NAT too: on lo, or engine udp)"
                : "";
    }

    /** Closes the port if nobody else needs it, and takes its block away. Only on the worker. */
    void release(InetSocketAddress at) {
        Port port = ports.get(at);
        if (port != null && --port.users == 0) {
            ports.remove(at);
            port.socket.close();
            unblock(at);
        }
    }

    private void unblock(InetSocketAddress at) {
        try {
            xfrm.unblock(at);
        } catch (NetlinkException e) {
            LOG.warn("port stays blocked port={} cause=\"{}\"", at, e.getMessage());
        }
    }

    /** False if the port is not bound. From any thread. */
    boolean send(InetSocketAddress from, InetSocketAddress to, byte[] sip) {
        Port port = ports.get(from);
        if (port != null) {
            port.socket.send(to, sip);
        }
        return port != null;
    }

    /** Only on the worker. */
    void close() {
        for (InetSocketAddress at : List.copyOf(ports.keySet())) {
            Port port = ports.remove(at);
            if (port != null) {
                port.socket.close();
                unblock(at);
            }
        }
    }
}
