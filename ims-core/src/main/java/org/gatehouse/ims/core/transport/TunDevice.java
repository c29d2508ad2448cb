package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.UnknownHostException;
import java.util.concurrent.atomic.AtomicLong;
import org.gatehouse.ims.core.net.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A TUN device of Linux with a link-local address, read by a thread of its own. Needs CAP_NET_ADMIN
 * and IPv6, and goes with the process. Link-local addresses belong to one device, so those of
 * several processes may be the same, and no route can lead packets past it.
 */
final class TunDevice implements Network.Tun {
    private static final Logger LOG = LoggerFactory.getLogger(TunDevice.class);

    /** The kernel puts a number where %d stands. */
    private static final String NAME_PATTERN = "ghtcp%d";

    /**
     * Octets of the longest packet: an IPv6 segment of this size still fits 1,500 octets with ESP,
     * tunnel and UDP headers around it, so no TCP of ours is ever fragmented on an Ethernet.
     */
    private static final int MTU = 1_400;

    private static final String CLONE_DEVICE = "/dev/net/tun";
    private static final byte PREFIX_BITS = 64;
    private static final long OWN_INTERFACE_ID = 1;

    private static final long TUNSETIFF = 0x400454CAL;
    private static final long SIOCGIFFLAGS = 0x8913;
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final long SIOCSIFMTU = 0x8922;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final short IFF_UP = 0x1;
    private static final short IFF_TUN_NO_PI = 0x1001;

    private static final int NLMSGHDR_OCTETS = 16;
    private static final int IFADDRMSG_OCTETS = 8;
    private static final short RTM_NEWADDR = 20;
    private static final short NLM_F_REQUEST_ACK_CREATE_EXCL = 0x605;
    private static final short IFA_ADDRESS = 1;
    private static final byte IFA_F_NODAD = 0x02;
    private static final byte RT_SCOPE_LINK = (byte) 253;

    /** struct ifreq: a name of 16 octets, and a union. */
    private static final int IFREQ_OCTETS = 40;

    private static final int IFREQ_UNION = 16;

    private final String name;
    private final int index;
    private final int fd;
    private final Network.TunHandler handler;
    private final DescriptorReader reader;
    private final AtomicLong refused = new AtomicLong();

    private TunDevice(String name, int index, int fd, Network.TunHandler handler)
            throws IOException {
        this.name = name;
        this.index = index;
        this.fd = fd;
        this.handler = handler;
        this.reader = DescriptorReader.start(name, fd, Inbox::new);
    }

    static TunDevice open(Network.TunHandler handler) throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IOException("TUN device: needs Linux");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            MemorySegment path = arena.allocateFrom(CLONE_DEVICE);
            int fd = check(Libc.open(path, Libc.O_RDWR_NONBLOCK_CLOEXEC, errno), "open");
            try {
                return configured(fd, new Interface(arena, errno), handler);
            } catch (IOException e) {
                Libc.close(fd, errno);
                throw e;
            }
        }
    }

    private static TunDevice configured(int fd, Interface device, Network.TunHandler handler)
            throws IOException {
        device.create(fd);
        int socket =
                check(
                        Libc.socket(
                                Libc.AF_INET6,
                                Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC,
                                0,
                                device.errno),
                        "IPv6");
        try {
            return new TunDevice(device.name(), device.bringUp(socket), fd, handler);
        } finally {
            Libc.close(socket, device.errno);
        }
    }

    /** The requests that make and configure a device. */
    private static final class Interface {
        private final Arena arena;
        private final MemorySegment errno;
        private final MemorySegment request;

        Interface(Arena arena, MemorySegment errno) {
            this.arena = arena;
            this.errno = errno;
            this.request = arena.allocate(IFREQ_OCTETS, 8);
            request.setString(0, NAME_PATTERN);
        }

        String name() {
            return request.getString(0);
        }

        void create(int fd) throws IOException {
            request.set(JAVA_SHORT, IFREQ_UNION, IFF_TUN_NO_PI);
            check(Libc.ioctl(fd, TUNSETIFF, request, errno), "create");
        }

        /** Its index. */
        int bringUp(int socket) throws IOException {
            request.set(JAVA_INT, IFREQ_UNION, MTU);
            check(Libc.ioctl(socket, SIOCSIFMTU, request, errno), "MTU");
            check(Libc.ioctl(socket, SIOCGIFFLAGS, request, errno), "flags");
            short flags = request.get(JAVA_SHORT, IFREQ_UNION);
            request.set(JAVA_SHORT, IFREQ_UNION, (short) (flags | IFF_UP));
            check(Libc.ioctl(socket, SIOCSIFFLAGS, request, errno), "up");
            check(Libc.ioctl(socket, SIOCGIFINDEX, request, errno), "index");
            int index = request.get(JAVA_INT, IFREQ_UNION);
            giveAddress(index);
            return index;
        }

        /**
         * By netlink, which can leave out the search for duplicates: with SIOCSIFADDR the address
         * would be of no use before that is over, some time after the call.
         */
        private void giveAddress(int index) throws IOException {
            int netlink =
                    check(
                            Libc.socket(
                                    Libc.AF_NETLINK, Libc.SOCK_RAW | Libc.SOCK_CLOEXEC, 0, errno),
                            "netlink");
            try {
                // sockaddr_nl of the kernel: family, and zeros
                MemorySegment kernel = arena.allocate(12, 8);
                kernel.set(JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
                check(Libc.send(netlink, newAddress(index), kernel, errno), "netlink");
                MemorySegment answer = arena.allocate(256, 8);
                MemorySegment size = arena.allocate(JAVA_INT);
                check(Libc.receive(netlink, answer, kernel, size, errno), "netlink");
                // NLMSG_ERROR: behind its header 0, or minus errno
                check(answer.get(JAVA_INT, NLMSGHDR_OCTETS), "address");
            } finally {
                Libc.close(netlink, errno);
            }
        }

        private MemorySegment newAddress(int index) {
            byte[] own = linkLocal(OWN_INTERFACE_ID);
            int addressAt = NLMSGHDR_OCTETS + IFADDRMSG_OCTETS;
            MemorySegment message = arena.allocate(addressAt + 4 + own.length, 8);
            message.set(JAVA_INT, 0, (int) message.byteSize());
            message.set(JAVA_SHORT, 4, RTM_NEWADDR);
            message.set(JAVA_SHORT, 6, NLM_F_REQUEST_ACK_CREATE_EXCL);
            message.set(JAVA_BYTE, NLMSGHDR_OCTETS, (byte) Libc.AF_INET6);
            message.set(JAVA_BYTE, NLMSGHDR_OCTETS + 1, PREFIX_BITS);
            message.set(JAVA_BYTE, NLMSGHDR_OCTETS + 2, IFA_F_NODAD);
            message.set(JAVA_BYTE, NLMSGHDR_OCTETS + 3, RT_SCOPE_LINK);
            message.set(JAVA_INT, NLMSGHDR_OCTETS + 4, index);
            message.set(JAVA_SHORT, addressAt, (short) (4 + own.length));
            message.set(JAVA_SHORT, addressAt + 2, IFA_ADDRESS);
            MemorySegment.copy(own, 0, message, JAVA_BYTE, addressAt + 4, own.length);
            return message;
        }
    }

    private static int check(int result, String step) throws IOException {
        if (result >= 0) {
            return result;
        }
        String why =
                switch (-result) {
                    case Libc.ENOENT, Libc.ENODEV ->
                            "there is no "
                                    + CLONE_DEVICE
                                    + " (expected: the kernel module tun; in a container, the"
                                    + " device)";
                    case Libc.EPERM, Libc.EACCES ->
                            step.equals("address")
                                    ? "IPv6 is switched off on new devices (expected: sysctl"
                                            + " net.ipv6.conf.default.disable_ipv6=0)"
                                    : "not permitted (expected: CAP_NET_ADMIN, which root has)";
                    case Libc.EAFNOSUPPORT ->
                            step
                                    + " is not here or not allowed (expected: IPv6 in the kernel;"
                                    + " in a systemd unit AF_INET6 and AF_NETLINK among its"
                                    + " RestrictAddressFamilies)";
                    default -> step + " failed, errno " + -result;
                };
        throw new IOException("TUN device: " + why);
    }

    private static byte[] linkLocal(long interfaceId) {
        byte[] address = new byte[16];
        address[0] = (byte) 0xFE;
        address[1] = (byte) 0x80;
        for (int i = 0; i < 8; i++) {
            address[15 - i] = (byte) (interfaceId >>> (8 * i));
        }
        return address;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Inet6Address local() {
        return neighbour(OWN_INTERFACE_ID);
    }

    @Override
    public Inet6Address neighbour(long interfaceId) {
        try {
            return Inet6Address.getByAddress(null, linkLocal(interfaceId), index);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 octets are an IPv6 address", e);
        }
    }

    @Override
    public boolean write(byte[] packet) {
        int result;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment octets = arena.allocateFrom(JAVA_BYTE, packet);
            MemorySegment errno = Libc.errno(arena);
            result = reader.whileOpen(() -> Libc.write(fd, octets, errno));
        }
        if (result < 0 && result != -Libc.EBADF) {
            // each power of two: a flood of failures must not flood the log
            long count = refused.incrementAndGet();
            if (Long.bitCount(count) == 1) {
                LOG.warn(
                        "not taken device={} octets={} errno={} failures={}",
                        name,
                        packet.length,
                        -result,
                        count);
            }
        }
        return result >= 0;
    }

    /** Where packets come out, one after the other; belongs to the reader. */
    private final class Inbox implements DescriptorReader.Receiver {
        private final MemorySegment buffer;
        private final MemorySegment errno;

        Inbox(Arena arena, MemorySegment errno) {
            this.buffer = arena.allocate(MTU, 8);
            this.errno = errno;
        }

        @Override
        public int receive() {
            int octets = Libc.read(fd, buffer, errno);
            if (octets > 0) {
                try {
                    handler.received(buffer.asSlice(0, octets).toArray(JAVA_BYTE));
                } catch (RuntimeException e) {
                    LOG.warn("a packet was not handled device={}", name, e);
                }
            }
            return octets;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
