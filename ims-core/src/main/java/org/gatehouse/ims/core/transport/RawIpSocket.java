package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A raw socket of Linux for one IP protocol at one address, read by a thread of its own. Needs
 * CAP_NET_RAW. The kernel makes the outer IP header.
 *
 * <p>A packet that fits the path goes with DF; a longer one the kernel fragments, and puts together
 * again before it gets here: "fragmentation is performed after ESP processing" (RFC 2406 clause
 * 3.3.4). A REGISTER with all its offers is longer than an Ethernet frame.
 */
final class RawIpSocket implements Network.IpPackets {
    private static final Logger LOG = LoggerFactory.getLogger(RawIpSocket.class);

    /** The longest IP packet, octets: what one receive may bring. */
    private static final int MAX_PACKET = 65_535;

    /** Kernel buffer asked for in each direction, octets: as for UDP sockets. */
    private static final int KERNEL_BUFFER = 4 * 1024 * 1024;

    /** Octets of the longest socket address (sockaddr_storage). */
    private static final int ADDRESS_OCTETS = 128;

    private static final int IPV4_HEADER = 20;

    private final InetAddress local;
    private final int protocol;
    private final Network.IpHandler handler;
    private final int fd;
    private final DescriptorReader reader;
    private final AtomicLong refused = new AtomicLong();

    private RawIpSocket(InetAddress local, int protocol, Network.IpHandler handler, int fd)
            throws IOException {
        this.local = local;
        this.protocol = protocol;
        this.handler = handler;
        this.fd = fd;
        this.reader = DescriptorReader.start(name(local, protocol), fd, Inbox::new);
    }

    static RawIpSocket open(InetAddress local, int protocol, Network.IpHandler handler)
            throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IOException(name(local, protocol) + ": raw sockets need Linux");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            int family = local instanceof Inet4Address ? Libc.AF_INET : Libc.AF_INET6;
            int fd = Libc.socket(family, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, protocol, errno);
            if (fd < 0) {
                throw new IOException(name(local, protocol) + ": " + Libc.text(-fd));
            }
            int result = Libc.bind(fd, Libc.socketAddress(arena, local, 0), errno);
            if (result >= 0) {
                result = configure(fd, family, errno);
            }
            try {
                if (result < 0) {
                    throw new IOException(name(local, protocol) + ": " + Libc.text(-result));
                }
                return new RawIpSocket(local, protocol, handler, fd);
            } catch (IOException e) {
                Libc.close(fd, errno);
                throw e;
            }
        }
    }

    private static int configure(int fd, int family, MemorySegment errno) {
        // the kernel gives less where its limits are lower
        Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, KERNEL_BUFFER, errno);
        Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_SNDBUF, KERNEL_BUFFER, errno);
        return family == Libc.AF_INET
                ? Libc.setsockopt(
                        fd, Libc.IPPROTO_IP, Libc.IP_MTU_DISCOVER, Libc.PMTUDISC_WANT, errno)
                : Libc.setsockopt(
                        fd, Libc.IPPROTO_IPV6, Libc.IPV6_MTU_DISCOVER, Libc.PMTUDISC_WANT, errno);
    }

    private static String name(InetAddress local, int protocol) {
        return "raw socket for IP protocol " + protocol + " at " + HostPort.text(local);
    }

    @Override
    public InetAddress local() {
        return local;
    }

    @Override
    public boolean send(InetAddress remote, byte[] payload) {
        int result;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment packet = arena.allocate(Math.max(payload.length, 1));
            MemorySegment.copy(payload, 0, packet, JAVA_BYTE, 0, payload.length);
            MemorySegment to = Libc.socketAddress(arena, remote, 0);
            MemorySegment errno = Libc.errno(arena);
            result =
                    reader.whileOpen(
                            () -> Libc.send(fd, packet.asSlice(0, payload.length), to, errno));
        }
        if (result < 0 && result != -Libc.EBADF) {
            // each power of two: a flood of failures must not flood the log
            long count = refused.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                LOG.warn(
                        "not sent protocol={} to={} octets={} reason=\"{}\" failures={}",
                        protocol,
                        HostPort.text(remote),
                        payload.length,
                        Libc.text(-result),
                        count);
            }
        }
        return result >= 0;
    }

    /** Where packets arrive, one after the other; belongs to the reader. */
    private final class Inbox implements DescriptorReader.Receiver {
        private final MemorySegment buffer;
        private final MemorySegment from;
        private final MemorySegment fromSize;
        private final MemorySegment errno;

        Inbox(Arena arena, MemorySegment errno) {
            this.buffer = arena.allocate(MAX_PACKET, 8);
            this.from = arena.allocate(ADDRESS_OCTETS, 8);
            this.fromSize = arena.allocate(JAVA_INT);
            this.errno = errno;
        }

        @Override
        public int receive() {
            int octets = Libc.receive(fd, buffer, from, fromSize, errno);
            if (octets >= 0) {
                arrived(octets);
            }
            return octets;
        }

        private void arrived(int octets) {
            byte[] packet = buffer.asSlice(0, octets).toArray(JAVA_BYTE);
            try {
                if (local instanceof Inet4Address) {
                    ipv4(packet);
                } else {
                    byte[] source = from.asSlice(8, 16).toArray(JAVA_BYTE);
                    handler.received(Inet6Address.getByAddress(null, source, -1), packet);
                }
            } catch (UnknownHostException | RuntimeException e) {
                LOG.warn("a packet was not handled protocol={}", protocol, e);
            }
        }

        /** IPv4 comes with its header, IPv6 without. */
        private void ipv4(byte[] packet) throws UnknownHostException {
            byte @Nullable [] payload = payload(packet);
            if (payload != null) {
                byte[] source = new byte[4];
                System.arraycopy(packet, 12, source, 0, 4);
                handler.received(InetAddress.getByAddress(source), payload);
            }
        }

        private byte @Nullable [] payload(byte[] packet) {
            int header = packet.length < IPV4_HEADER ? 0 : (packet[0] & 0x0F) * 4;
            if (header < IPV4_HEADER || header > packet.length) {
                return null;
            }
            byte[] own = local.getAddress();
            for (int i = 0; i < own.length; i++) {
                // the kernel asks for the bound address too, but an unbound one takes all
                if (packet[16 + i] != own[i] && !local.isAnyLocalAddress()) {
                    return null;
                }
            }
            byte[] payload = new byte[packet.length - header];
            System.arraycopy(packet, header, payload, 0, payload.length);
            return payload;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
