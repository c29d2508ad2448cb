package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.ipsec.kernel.NetlinkException;
import org.gatehouse.ims.core.ipsec.kernel.NetlinkMessage;

/**
 * A socket of Linux to its IPsec (NETLINK_XFRM), through the foreign function API. Requests need
 * CAP_NET_ADMIN. The kernel works on a request while it is sent, so that the answer is there when
 * the call is back.
 */
public final class NetlinkSocket implements Netlink {
    /** The longest answer the kernel puts into one receive, octets. */
    private static final int MAX_ANSWER = 64 * 1024;

    /** Octets of a struct sockaddr_nl: family 2, 2 unused, port 4, groups 4. */
    private static final int ADDRESS_OCTETS = 12;

    /** Dumps that something changed under, before the last is taken as it is. */
    private static final int MOST_DUMPS = 5;

    /** Receives that bring answers of others (none should come) before it is given up. */
    private static final int MOST_STRAYS = 100;

    private final Arena arena = Arena.ofShared();
    private final int fd;
    private final MemorySegment errno;
    private final MemorySegment answer;
    private final MemorySegment from;
    private final MemorySegment fromSize;
    private int sequence;
    private boolean closed;

    private NetlinkSocket(int fd) {
        this.fd = fd;
        this.errno = Libc.errno(arena);
        this.answer = arena.allocate(MAX_ANSWER, 8);
        this.from = arena.allocate(128, 8);
        this.fromSize = arena.allocate(JAVA_INT);
    }

    /**
     * Opens one.
     *
     * @throws NetlinkException if this kernel has no IPsec, or none that this process may ask
     */
    public static NetlinkSocket open() throws NetlinkException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new NetlinkException(
                    "netlink", NetlinkException.EPROTONOSUPPORT, "IPsec of the kernel needs Linux");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            int fd =
                    Libc.socket(
                            Libc.AF_NETLINK,
                            Libc.SOCK_RAW | Libc.SOCK_CLOEXEC,
                            Libc.NETLINK_XFRM,
                            errno);
            if (fd < 0) {
                throw new NetlinkException("netlink socket", -fd, "");
            }
            int result = Libc.bind(fd, kernel(arena), errno);
            if (result < 0) {
                Libc.close(fd, errno);
                throw new NetlinkException("netlink socket", -result, "");
            }
            // only for better words in refusals: old kernels lack them
            Libc.setsockopt(fd, Libc.SOL_NETLINK, Libc.NETLINK_CAP_ACK, 1, errno);
            Libc.setsockopt(fd, Libc.SOL_NETLINK, Libc.NETLINK_EXT_ACK, 1, errno);
            return new NetlinkSocket(fd);
        }
    }

    /** The address of the kernel; to bind, any address. */
    private static MemorySegment kernel(Arena arena) {
        MemorySegment address = arena.allocate(ADDRESS_OCTETS, 8);
        address.set(JAVA_SHORT, 0, (short) Libc.AF_NETLINK);
        return address;
    }

    @Override
    public synchronized void request(int type, byte[] payload) throws NetlinkException {
        int own = send(type, NetlinkMessage.F_REQUEST | NetlinkMessage.F_ACK, payload);
        for (int i = 0; i < MOST_STRAYS; i++) {
            for (NetlinkMessage message : receive()) {
                if (message.sequence() == own && message.type() == NetlinkMessage.ERROR) {
                    check(message);
                    return;
                }
            }
        }
        throw noAnswer();
    }

    @Override
    public synchronized List<NetlinkMessage> dump(int type, byte[] payload)
            throws NetlinkException {
        List<NetlinkMessage> objects = new ArrayList<>();
        boolean interrupted = true;
        for (int i = 0; i < MOST_DUMPS && interrupted; i++) {
            objects.clear();
            interrupted = dump(type, payload, objects);
        }
        return objects;
    }

    /** Whether something changed meanwhile, so that objects may be missing. */
    private boolean dump(int type, byte[] payload, List<NetlinkMessage> objects)
            throws NetlinkException {
        int own = send(type, NetlinkMessage.F_REQUEST | NetlinkMessage.F_DUMP, payload);
        boolean interrupted = false;
        while (true) {
            for (NetlinkMessage message : receive()) {
                if (message.sequence() != own) {
                    continue;
                }
                interrupted |= (message.flags() & NetlinkMessage.F_DUMP_INTERRUPTED) != 0;
                switch (message.type()) {
                    case NetlinkMessage.DONE -> {
                        return interrupted;
                    }
                    case NetlinkMessage.ERROR -> check(message);
                    default -> objects.add(message);
                }
            }
        }
    }

    private static void check(NetlinkMessage answer) throws NetlinkException {
        if (answer.errno() != 0) {
            throw new NetlinkException("kernel", answer.errno(), answer.errorText());
        }
    }

    private static NetlinkException noAnswer() {
        return new NetlinkException("kernel", Libc.EAGAIN, "no answer to a request");
    }

    private int send(int type, int flags, byte[] payload) throws NetlinkException {
        if (closed) {
            throw new NetlinkException("netlink socket", 9, "it is closed");
        }
        int own = ++sequence;
        byte[] octets = new NetlinkMessage(type, flags, own, payload).encode();
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment message = scratch.allocate(octets.length, 8);
            MemorySegment.copy(octets, 0, message, JAVA_BYTE, 0, octets.length);
            int result = -Libc.EINTR;
            while (result == -Libc.EINTR) {
                result = Libc.send(fd, message, kernel(scratch), errno);
            }
            // it may have keys in it
            message.fill((byte) 0);
            Arrays.fill(octets, (byte) 0);
            if (result < 0) {
                throw new NetlinkException("netlink request", -result, "");
            }
        }
        return own;
    }

    private List<NetlinkMessage> receive() throws NetlinkException {
        int octets = -Libc.EINTR;
        while (octets == -Libc.EINTR) {
            octets = Libc.receive(fd, answer, from, fromSize, errno);
        }
        if (octets == -Libc.EAGAIN) {
            throw noAnswer();
        }
        if (octets < 0) {
            throw new NetlinkException("netlink answer", -octets, "");
        }
        byte[] received = answer.asSlice(0, octets).toArray(JAVA_BYTE);
        // a dump of states has keys in it
        answer.asSlice(0, octets).fill((byte) 0);
        return NetlinkMessage.split(received);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            Libc.close(fd, errno);
            arena.close();
        }
    }
}
