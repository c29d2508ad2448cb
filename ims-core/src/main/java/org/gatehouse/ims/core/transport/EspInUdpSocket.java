package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;

/**
 * A UDP socket of Linux with the option UDP_ENCAP: ESP that comes to it goes through the kernel's
 * states, keep-alives end there. What is left is IKE (RFC 3948 clause 2.2), which nobody speaks
 * here: it is not read, and the socket keeps room for a few datagrams alone.
 */
final class EspInUdpSocket implements Network.EspInUdp {
    /** "a single octet with the value 0xFF" (RFC 3948 clause 2.3). */
    private static final byte KEEP_ALIVE = (byte) 0xFF;

    /** Octets asked for what nobody reads; the kernel makes it the least it has. */
    private static final int NO_BUFFER = 0;

    private final int fd;
    private boolean closed;

    private EspInUdpSocket(int fd) {
        this.fd = fd;
    }

    static EspInUdpSocket open(InetSocketAddress local) throws IOException {
        String name = "ESP inside UDP at " + HostPort.of(local);
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IOException(name + ": IPsec of the kernel needs Linux");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            int family = local.getAddress() instanceof Inet4Address ? Libc.AF_INET : Libc.AF_INET6;
            int fd = Libc.socket(family, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0, errno);
            if (fd < 0) {
                throw new IOException(name + ": " + text(-fd));
            }
            MemorySegment address = Libc.socketAddress(arena, local.getAddress(), local.getPort());
            int result = Libc.bind(fd, address, errno);
            if (result >= 0) {
                Libc.setsockopt(fd, Libc.SOL_SOCKET, Libc.SO_RCVBUF, NO_BUFFER, errno);
                result =
                        Libc.setsockopt(
                                fd, Libc.SOL_UDP, Libc.UDP_ENCAP, Libc.UDP_ENCAP_ESPINUDP, errno);
            }
            if (result < 0) {
                Libc.close(fd, errno);
                throw new IOException(name + ": " + text(-result));
            }
            return new EspInUdpSocket(fd);
        }
    }

    private static String text(int errno) {
        return switch (errno) {
            case Libc.EADDRINUSE ->
                    "the port is taken (expected: no other P-CSCF, UE or IKE daemon at it)";
            case Libc.ENOPROTOOPT -> "this kernel takes no ESP inside UDP (errno " + errno + ")";
            default -> Libc.text(errno);
        };
    }

    @Override
    public synchronized boolean keepAlive(InetSocketAddress remote) {
        if (closed) {
            return false;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            MemorySegment octet = arena.allocate(1);
            octet.set(JAVA_BYTE, 0, KEEP_ALIVE);
            MemorySegment to = Libc.socketAddress(arena, remote.getAddress(), remote.getPort());
            return Libc.send(fd, octet, to, errno) >= 0;
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (Arena arena = Arena.ofConfined()) {
            Libc.close(fd, Libc.errno(arena));
        }
    }
}
