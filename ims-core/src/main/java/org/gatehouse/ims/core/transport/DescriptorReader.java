package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A descriptor of the system that a thread of its own reads, until it is closed. Calls return minus
 * {@code errno} where they fail.
 */
final class DescriptorReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DescriptorReader.class);

    /** Reads that may fail in a row before the descriptor counts as broken. */
    private static final int MOST_FAILURES = 100;

    private final String name;
    private final int fd;
    private final int wake;
    private final Thread thread;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private volatile boolean closed;

    /** Reads once without waiting, and hands on what it got. */
    @FunctionalInterface
    interface Receiver {
        /** The octets read, or minus errno. */
        int receive();
    }

    /** Makes the receiver on the reading thread, with memory that lives as long as that. */
    @FunctionalInterface
    interface Opening {
        Receiver open(Arena arena, MemorySegment errno);
    }

    private DescriptorReader(String name, int fd, int wake, Opening opening) {
        this.name = name;
        this.fd = fd;
        this.wake = wake;
        this.thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> read(opening));
    }

    /**
     * Starts to read.
     *
     * @param fd this reader's own from now on
     * @throws IOException if it can't be read; it is the caller's again then
     */
    static DescriptorReader start(String name, int fd, Opening opening) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            int wake = Libc.eventfd(errno);
            if (wake < 0) {
                throw new IOException(name + ": " + Libc.text(-wake));
            }
            DescriptorReader reader = new DescriptorReader(name, fd, wake, opening);
            reader.thread.start();
            return reader;
        }
    }

    /** Calls, again where a signal came between, or gives minus EBADF once it is closed. */
    int whileOpen(IntSupplier call) {
        lock.readLock().lock();
        try {
            int result = closed ? -Libc.EBADF : -Libc.EINTR;
            while (result == -Libc.EINTR) {
                result = call.getAsInt();
            }
            return result;
        } finally {
            lock.readLock().unlock();
        }
    }

    private void read(Opening opening) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            MemorySegment pollfds = arena.allocate(16, 8);
            pollfds.set(JAVA_INT, 0, fd);
            pollfds.set(JAVA_INT, 8, wake);
            pollfds.set(JAVA_SHORT_UNALIGNED, 4, Libc.POLLIN);
            pollfds.set(JAVA_SHORT_UNALIGNED, 12, Libc.POLLIN);
            Receiver receiver = opening.open(arena, errno);
            int failures = 0;
            while (!closed && failures < MOST_FAILURES) {
                int result = Libc.poll(pollfds, errno);
                if (result > 0 && !closed) {
                    result = receiver.receive();
                }
                if (result >= 0) {
                    failures = 0;
                } else if (result != -Libc.EAGAIN && result != -Libc.EINTR) {
                    failures++;
                    LOG.debug("receive failed at={} reason=\"{}\"", name, Libc.text(-result));
                }
            }
            if (!closed) {
                LOG.error("{} is broken: {} receives failed in a row", name, MOST_FAILURES);
            }
        }
    }

    /** Wakes the thread, waits for its end, and only then gives the descriptors back. */
    @Override
    public void close() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            lock.writeLock().lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
            } finally {
                lock.writeLock().unlock();
            }
            Libc.signal(wake, errno);
            join();
            Libc.close(fd, errno);
            Libc.close(wake, errno);
        }
    }

    private void join() {
        boolean interrupted = false;
        while (thread.isAlive() && !Thread.currentThread().equals(thread)) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
