package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/**
 * The few calls into the C library that bare IP protocols need: the JDK has no raw sockets. Each
 * returns what the call gave, or minus {@code errno}. The last argument of each is room for {@code
 * errno}, made by {@link #errno}.
 */
final class Libc {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int AF_NETLINK = 16;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_NETLINK = 270;
    static final int NETLINK_XFRM = 6;
    static final int SOL_UDP = 17;
    static final int UDP_ENCAP = 100;
    static final int UDP_ENCAP_ESPINUDP = 2;
    static final int CLONE_NEWNET = 0x4000_0000;
    static final int NETLINK_CAP_ACK = 10;
    static final int NETLINK_EXT_ACK = 11;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_RCVBUF = 8;
    static final int IPPROTO_IP = 0;
    static final int IP_MTU_DISCOVER = 10;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_MTU_DISCOVER = 23;
    static final int PMTUDISC_WANT = 1;
    static final int MSG_DONTWAIT = 0x40;
    static final int EFD_NONBLOCK_CLOEXEC = 0x80800;
    static final int O_RDWR_NONBLOCK_CLOEXEC = 0x80802;
    static final short POLLIN = 1;

    static final int EPERM = 1;
    static final int ENOENT = 2;
    static final int EINTR = 4;
    static final int EBADF = 9;
    static final int EAGAIN = 11;
    static final int EACCES = 13;
    static final int ENODEV = 19;
    static final int EMSGSIZE = 90;
    static final int ENOPROTOOPT = 92;
    static final int EAFNOSUPPORT = 97;
    static final int EADDRINUSE = 98;
    static final int ENOBUFS = 105;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET =
            function("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle BIND =
            function("bind", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle SETSOCKOPT =
            function(
                    "setsockopt",
                    FunctionDescriptor.of(
                            JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle RECVFROM =
            function(
                    "recvfrom",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle SENDTO =
            function(
                    "sendto",
                    FunctionDescriptor.of(
                            JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle POLL =
            function("poll", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    private static final MethodHandle EVENTFD =
            function("eventfd", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT));
    private static final MethodHandle WRITE =
            function("write", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle READ =
            function("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    private static final MethodHandle OPEN =
            function(
                    "open",
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL =
            function(
                    "ioctl",
                    FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
                    Linker.Option.firstVariadicArg(2));
    private static final MethodHandle UNSHARE =
            function("unshare", FunctionDescriptor.of(JAVA_INT, JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Libc() {}

    @SuppressWarnings("restricted")
    private static MethodHandle function(
            String name, FunctionDescriptor type, Linker.Option... more) {
        Linker.Option[] options = Arrays.copyOf(more, more.length + 1);
        options[more.length] = Linker.Option.captureCallState("errno");
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, options);
    }

    /** Room for errno; belongs to one thread at a time. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(CAPTURED);
    }

    private static long result(long returned, MemorySegment errno) {
        return returned >= 0 ? returned : -(int) ERRNO.get(errno, 0L);
    }

    private static IllegalStateException impossible(Throwable thrown) {
        return new IllegalStateException("a call into the C library threw", thrown);
    }

    static int socket(int domain, int type, int protocol, MemorySegment errno) {
        try {
            return (int) result((int) SOCKET.invokeExact(errno, domain, type, protocol), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int bind(int fd, MemorySegment address, MemorySegment errno) {
        try {
            int size = (int) address.byteSize();
            return (int) result((int) BIND.invokeExact(errno, fd, address, size), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int setsockopt(int fd, int level, int option, int value, MemorySegment errno) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment holder = arena.allocate(JAVA_INT);
            holder.set(JAVA_INT, 0, value);
            return (int)
                    result(
                            (int) SETSOCKOPT.invokeExact(errno, fd, level, option, holder, 4),
                            errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /**
     * Receives one packet without waiting.
     *
     * @param from gets the address it came from; big enough for any
     * @param fromSize an int, scratch
     * @return its octets, at most what the buffer holds
     */
    static int receive(
            int fd,
            MemorySegment buffer,
            MemorySegment from,
            MemorySegment fromSize,
            MemorySegment errno) {
        try {
            fromSize.set(JAVA_INT, 0, (int) from.byteSize());
            long octets =
                    (long)
                            RECVFROM.invokeExact(
                                    errno,
                                    fd,
                                    buffer,
                                    buffer.byteSize(),
                                    MSG_DONTWAIT,
                                    from,
                                    fromSize);
            return (int) result(octets, errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Sends one packet without waiting. */
    static int send(int fd, MemorySegment packet, MemorySegment to, MemorySegment errno) {
        try {
            int size = (int) to.byteSize();
            long octets =
                    (long)
                            SENDTO.invokeExact(
                                    errno, fd, packet, packet.byteSize(), MSG_DONTWAIT, to, size);
            return (int) result(octets, errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /**
     * Waits without end until one of the descriptors can be read.
     *
     * @param pollfds structs of descriptor (int), events and revents (short each)
     */
    static int poll(MemorySegment pollfds, MemorySegment errno) {
        try {
            long count = pollfds.byteSize() / 8;
            return (int) result((int) POLL.invokeExact(errno, pollfds, count, -1), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int eventfd(MemorySegment errno) {
        try {
            return (int) result((int) EVENTFD.invokeExact(errno, 0, EFD_NONBLOCK_CLOEXEC), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Makes an eventfd readable. */
    static int signal(int eventfd, MemorySegment errno) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(JAVA_LONG);
            one.set(JAVA_LONG, 0, 1);
            return write(eventfd, one, errno);
        }
    }

    static int write(int fd, MemorySegment octets, MemorySegment errno) {
        try {
            long size = octets.byteSize();
            return (int) result((long) WRITE.invokeExact(errno, fd, octets, size), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int read(int fd, MemorySegment buffer, MemorySegment errno) {
        try {
            long size = buffer.byteSize();
            return (int) result((long) READ.invokeExact(errno, fd, buffer, size), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /**
     * Opens a file that is there.
     *
     * @param path ends with a zero octet
     */
    static int open(MemorySegment path, int flags, MemorySegment errno) {
        try {
            return (int) result((int) OPEN.invokeExact(errno, path, flags), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    static int ioctl(int fd, long request, MemorySegment argument, MemorySegment errno) {
        try {
            return (int) result((int) IOCTL.invokeExact(errno, fd, request, argument), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** Gives the calling thread, and no other, something of its own. */
    static int unshare(int flags, MemorySegment errno) {
        try {
            return (int) result((int) UNSHARE.invokeExact(errno, flags), errno);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** A sockaddr_in or sockaddr_in6. */
    static MemorySegment socketAddress(Arena arena, InetAddress address, int port) {
        boolean ipv4 = address instanceof Inet4Address;
        MemorySegment result = arena.allocate(ipv4 ? 16 : 28, 8);
        result.set(JAVA_SHORT_UNALIGNED, 0, (short) (ipv4 ? AF_INET : AF_INET6));
        result.set(JAVA_BYTE, 2, (byte) (port >> 8));
        result.set(JAVA_BYTE, 3, (byte) port);
        byte[] octets = address.getAddress();
        MemorySegment.copy(octets, 0, result, JAVA_BYTE, ipv4 ? 4 : 8, octets.length);
        if (address instanceof Inet6Address ipv6) {
            result.set(JAVA_INT, 24, ipv6.getScopeId());
        }
        return result;
    }

    static void close(int fd, MemorySegment errno) {
        try {
            int ignored = (int) CLOSE.invokeExact(errno, fd);
        } catch (Throwable e) {
            throw impossible(e);
        }
    }

    /** What an errno means, and what to do about it where something can be done. */
    static String text(int errno) {
        return switch (errno) {
            case EPERM, EACCES -> "not permitted (expected: CAP_NET_RAW, which root has)";
            case EAGAIN, ENOBUFS -> "the socket is full (errno " + errno + ")";
            case EMSGSIZE -> "longer than a packet may be (errno " + errno + ")";
            case 99 -> "not an address of this machine (errno 99)";
            case 101, 113 -> "no route (errno " + errno + ")";
            default -> "errno " + errno;
        };
    }
}
