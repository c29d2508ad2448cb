package org.gatehouse.ims.core.net;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.jspecify.annotations.Nullable;

/**
 * All that protocol code knows of sockets. Handlers run on threads of the network and hand over to
 * a shard at once; they never block and never throw for what a peer sent.
 */
public interface Network extends AutoCloseable {
    /** Binds a UDP socket; port 0 takes a free one. */
    Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler) throws IOException;

    /** Listens for byte streams (TCP); port 0 takes a free one. */
    Listener listen(InetSocketAddress local, StreamAcceptor acceptor) throws IOException;

    /** Connects a byte stream (TCP). Failure is {@link StreamHandler#closed} without an opening. */
    void connect(InetSocketAddress remote, StreamHandler handler);

    /**
     * The same from an address of this host, whose peers know it by that.
     *
     * @param from its port is 0 for a free one, or a port that connections to several peers share
     */
    void connect(InetSocketAddress from, InetSocketAddress remote, StreamHandler handler);

    /**
     * Opens an IP protocol at one address of this host, without a transport protocol above it.
     *
     * @param protocol protocol number, 50 for ESP
     * @throws IOException if there is no such address, or this process may not
     */
    default IpPackets openIp(InetAddress local, int protocol, IpHandler handler)
            throws IOException {
        throw new IOException("this network carries no bare IP protocols");
    }

    /** The names of hosts in this network. */
    default Names names() {
        return Names.NONE;
    }

    /**
     * Binds a UDP socket whose ESP the kernel takes (RFC 3948): to who holds it nothing comes.
     *
     * @throws IOException if the address is not free, or the kernel does no such thing
     */
    default EspInUdp openEspInUdp(InetSocketAddress local) throws IOException {
        throw new IOException("this network has no kernel that takes ESP inside UDP");
    }

    /** What the byte streams of this network are. */
    default TransportProtocol streams() {
        return TransportProtocol.TCP;
    }

    /**
     * The same network with TLS (RFC 8446, 5246) on every byte stream, certificates on both sides.
     * Who connects also wants the address it connects to in the peer's certificate.
     *
     * @throws IllegalStateException if this network has no TLS
     */
    default Network secured(TlsIdentity identity) {
        throw new IllegalStateException("this network carries no TLS");
    }

    /**
     * Makes a network device whose other end is this process.
     *
     * @throws IOException if this machine has none to give, or this process may not
     */
    default Tun openTun(TunHandler handler) throws IOException {
        throw new IOException("this network has no TUN devices");
    }

    @Override
    void close();

    /** Closes what was opened before something else could not be. */
    static void closeAfter(IOException failure, AutoCloseable opened) {
        try {
            opened.close();
        } catch (Exception e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * A network device of this machine that carries IPv6 between link-local addresses. Such an
     * address belongs to one device: what is sent to it never leaves by another, and nothing that
     * comes in by another reaches it.
     */
    interface Tun extends AutoCloseable {
        /** What the system calls the device. */
        String name();

        /** The address of this machine on it. */
        Inet6Address local();

        /** Another address on it, with this interface identifier. */
        Inet6Address neighbour(long interfaceId);

        /**
         * Puts an IPv6 packet into the device, as if it had come in; from any thread; never blocks.
         *
         * @return false if the device did not take it, which loses it
         */
        boolean write(byte[] packet);

        @Override
        void close();
    }

    /** Gets what the machine sends out by one TUN device. */
    interface TunHandler {
        /** An IP packet, the handler's own from now on. */
        void received(byte[] packet);
    }

    /** A UDP socket whose ESP the kernel takes. */
    interface EspInUdp extends AutoCloseable {
        /**
         * Sends a NAT keep-alive (RFC 3948 clause 2.3), from any thread; never blocks.
         *
         * @return false if the socket did not take it
         */
        boolean keepAlive(InetSocketAddress remote);

        @Override
        void close();
    }

    /** One IP protocol at one address. */
    interface IpPackets extends AutoCloseable {
        InetAddress local();

        /**
         * Sends one packet, from any thread; never blocks.
         *
         * @param payload what goes behind the IP header
         * @return false if the socket did not take it, which loses it
         */
        boolean send(InetAddress remote, byte[] payload);

        @Override
        void close();
    }

    /** Gets the packets of one protocol at one address. */
    interface IpHandler {
        /** The payload, without the IP header, is the handler's own from now on. */
        void received(InetAddress from, byte[] payload);
    }

    /** A bound UDP socket. */
    interface Datagrams extends AutoCloseable {
        InetSocketAddress local();

        /**
         * Sends one datagram; never blocks. What the socket can't take is lost, as UDP may lose it.
         */
        void send(InetSocketAddress remote, byte[] payload);

        @Override
        void close();
    }

    /** Gets the datagrams of one socket. */
    interface DatagramHandler {
        /** The payload is the handler's own from now on. */
        void received(InetSocketAddress from, byte[] payload);
    }

    /** A listening TCP socket. */
    interface Listener extends AutoCloseable {
        InetSocketAddress local();

        @Override
        void close();
    }

    /** Makes a handler for each connection that comes in. */
    interface StreamAcceptor {
        StreamHandler accept(InetSocketAddress remote);
    }

    /** An open byte stream. */
    interface Stream {
        InetSocketAddress local();

        InetSocketAddress remote();

        /**
         * Queues bytes for sending, from any thread; never blocks.
         *
         * @return false if the stream is closed or its bounded queue is full
         */
        boolean send(byte[] bytes);

        void close();

        /**
         * From now on its end is abrupt, whoever begins it: what is queued is lost, nothing is
         * repeated, and its addresses and ports are free at once. For TCP that is a reset.
         */
        default void endAbruptly() {}
    }

    /** What happens on one byte stream, in order, on one thread. */
    interface StreamHandler {
        /**
         * Octets that may wait for a slow peer before {@link Stream#send} refuses: some hundred
         * messages, well above what a peer that works leaves unread.
         */
        int DEFAULT_BACKLOG = 1024 * 1024;

        default int backlog() {
            return DEFAULT_BACKLOG;
        }

        void opened(Stream stream);

        void received(Stream stream, byte[] bytes);

        /**
         * The end of the stream, called once.
         *
         * @param cause why it ended or could not be opened, or null for an orderly end
         */
        void closed(@Nullable Throwable cause);
    }
}
