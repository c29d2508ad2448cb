package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.gatehouse.ims.core.ipsec.kernel.Netlink;
import org.gatehouse.ims.core.ipsec.kernel.NetlinkException;
import org.gatehouse.ims.core.ipsec.kernel.NetlinkMessage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket of Linux to its IPsec (NETLINK_XFRM), through the foreign function API. Requests need
 * CAP_NET_ADMIN. The kernel works on a request while it is sent, so that the answer is there when
 * the call is back.
 */
public final class NetlinkSocket implements Netlink {
    private static final Logger LOG = LoggerFactory.getLogger(NetlinkSocket.class);

    /** The longest answer the kernel puts into one receive, octets. */
    private static final int MAX_ANSWER = 64 * 1024;

    /** Octets of a struct sockaddr_nl: family 2, 2 unused, port 4, groups 4. */
    private static final int ADDRESS_OCTETS = 12;

    private static final int SENDER = 4;

    private static final int GROUPS = 8;

    /** Groups XFRMNLGRP_EXPIRE (2) and XFRMNLGRP_MAPPING (8), bits from 1 on. */
    private static final int EVENTS = 1 << 1 | 1 << 7;

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
    private @Nullable DescriptorReader events;
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
            int fd = bound(kernel(arena), errno);
            // only for better words in refusals: old kernels lack them
            Libc.setsockopt(fd, Libc.SOL_NETLINK, Libc.NETLINK_CAP_ACK, 1, errno);
            Libc.setsockopt(fd, Libc.SOL_NETLINK, Libc.NETLINK_EXT_ACK, 1, errno);
            return new NetlinkSocket(fd);
        }
    }

    private static int bound(MemorySegment address, MemorySegment errno) throws NetlinkException {
        int fd =
                Libc.socket(
                        Libc.AF_NETLINK,
                        Libc.SOCK_RAW | Libc.SOCK_CLOEXEC,
                        Libc.NETLINK_XFRM,
                        errno);
        if (fd < 0) {
            throw new NetlinkException("netlink socket", -fd, "");
        }
        int result = Libc.bind(fd, address, errno);
        if (result < 0) {
            Libc.close(fd, errno);
            throw new NetlinkException("netlink socket", -result, "");
        }
        return fd;
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
    public synchronized void listen(Consumer<NetlinkMessage> to) throws NetlinkException {
        if (closed || events != null) {
            throw new IllegalStateException("closed, or listened to already");
        }
        try (Arena scratch = Arena.ofConfined()) {
            MemorySegment address = kernel(scratch);
            address.set(JAVA_INT, GROUPS, EVENTS);
            MemorySegment failure = Libc.errno(scratch);
            int own = bound(address, failure);
            try {
                events =
                        DescriptorReader.start(
                                "xfrm-events", own, (memory, e) -> new Inbox(own, memory, e, to));
            } catch (IOException e) {
                Libc.close(own, failure);
                throw new NetlinkException(
                        "netlink socket", Libc.EAGAIN, String.valueOf(e.getMessage()));
            }
        }
    }

    /** Where events arrive; belongs to the reader. */
    private static final class Inbox implements DescriptorReader.Receiver {
        private final int fd;
        private final MemorySegment buffer;
        private final MemorySegment from;
        private final MemorySegment fromSize;
        private final MemorySegment errno;
        private final Consumer<NetlinkMessage> to;

        Inbox(int fd, Arena arena, MemorySegment errno, Consumer<NetlinkMessage> to) {
            this.fd = fd;
            this.buffer = arena.allocate(MAX_ANSWER, 8);
            this.from = arena.allocate(ADDRESS_OCTETS, 8);
            this.fromSize = arena.allocate(JAVA_INT);
            this.errno = errno;
            this.to = to;
        }

        @Override
        public int receive() {
            int octets = Libc.receive(fd, buffer, from, fromSize, errno);
            // others than the kernel, which is 0, may write to such a socket too
            if (octets > 0 && from.get(JAVA_INT, SENDER) == 0) {
                byte[] received = buffer.asSlice(0, octets).toArray(JAVA_BYTE);
                try {
                    NetlinkMessage.split(received).forEach(to);
                } catch (IllegalArgumentException e) {
                    LOG.warn("an event of the kernel was not understood", e);
                }
            }
            // more of them than the socket held: a peer that is elsewhere is told of again
            return octets == -Libc.ENOBUFS ? 0 : octets;
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            if (events != null) {
                events.close();
            }
            Libc.close(fd, errno);
            arena.close();
        }
    }
}
