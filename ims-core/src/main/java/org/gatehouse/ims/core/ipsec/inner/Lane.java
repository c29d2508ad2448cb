package org.gatehouse.ims.core.ipsec.inner;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.esp.TcpSegment;
import org.gatehouse.ims.core.esp.TcpSegment.Addresses;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;

/**
 * One of the two connections that a set can have, between real addresses, and the alias that stands
 * for the peer on the TUN device. Both ends have fixed ports, so the next connection has the very
 * same addresses and ports; a new alias for each makes it another one to the kernel, whatever is
 * left of the last one (TIME_WAIT).
 */
final class Lane {
    private final SetId set;
    private final InetSocketAddress local;
    private final InetSocketAddress remote;
    private final boolean fromServerPort;
    private final Addresses outbound;
    private final Addresses inbound;
    private @Nullable Alias alias;

    /** A connection at one time, as the kernel sees it; all of it guarded by the lane. */
    static final class Alias {
        private final long id;
        private final InetAddress address;
        private final Addresses in;
        private final Addresses out;
        private Network.@Nullable Stream stream;
        private boolean ended;

        private Alias(long id, InetAddress own, InetAddress address) {
            this.id = id;
            this.address = address;
            this.in = new Addresses(address.getAddress(), own.getAddress());
            this.out = new Addresses(own.getAddress(), address.getAddress());
        }

        /** Its interface identifier. */
        long id() {
            return id;
        }

        InetAddress address() {
            return address;
        }
    }

    /**
     * @param fromServerPort whether the local end is the own server port: the peer opens it
     */
    Lane(SetId set, InetSocketAddress local, InetSocketAddress remote, boolean fromServerPort) {
        this.set = set;
        this.local = local;
        this.remote = remote;
        this.fromServerPort = fromServerPort;
        byte[] here = local.getAddress().getAddress();
        byte[] there = remote.getAddress().getAddress();
        this.outbound = new Addresses(here, there);
        this.inbound = new Addresses(there, here);
    }

    /** The connection as SIP sees it. */
    Flow flow() {
        return new Flow(TransportProtocol.TCP, local, remote, set);
    }

    SetId set() {
        return set;
    }

    boolean isFromServerPort() {
        return fromServerPort;
    }

    synchronized @Nullable Alias alias() {
        return alias;
    }

    /** Whether a new connection needs a new alias: there is none, or its connection has ended. */
    synchronized boolean needsAlias() {
        return alias == null || alias.ended;
    }

    /** The next connection begins. */
    synchronized Alias begin(long id, InetAddress own, InetAddress address) {
        Alias fresh = new Alias(id, own, address);
        alias = fresh;
        return fresh;
    }

    /** The connection behind an alias stands. */
    synchronized void opened(Alias which, Network.Stream stream) {
        which.stream = stream;
    }

    /** The connection behind an alias is over. */
    synchronized void ended(Alias which) {
        which.ended = true;
        which.stream = null;
    }

    /** The connection that stands, or null. */
    synchronized Network.@Nullable Stream stream() {
        return alias == null ? null : alias.stream;
    }

    /** Whether a segment out of the TUN device belongs to this connection. */
    boolean carries(byte[] segment) {
        return TcpSegment.sourcePort(segment) == local.getPort()
                && TcpSegment.destinationPort(segment) == remote.getPort();
    }

    /** Makes a segment of the kernel's one of the set; false if its connection is not the last. */
    synchronized boolean toPeer(byte[] segment, Alias which) {
        if (!which.equals(alias)) {
            return false;
        }
        TcpSegment.readdress(segment, which.out, outbound);
        return true;
    }

    /** The packet that brings the peer's segment to the kernel, or null if no connection stands. */
    synchronized byte @Nullable [] toKernel(byte[] segment) {
        Alias which = alias;
        if (which == null) {
            return null;
        }
        TcpSegment.readdress(segment, inbound, which.in);
        return TcpSegment.packet(segment, which.in);
    }
}
