package org.gatehouse.ims.core.transport;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.gatehouse.ims.core.ipsec.kernel.EspProof;

/**
 * A network namespace of Linux for one thread, which goes with it. Its only device is a {@code lo}
 * that does IPsec, other than that of the machine. Needs CAP_SYS_ADMIN and CAP_NET_ADMIN.
 */
public final class ThrowAwayNetwork {
    private static final long SIOCSIFFLAGS = 0x8914;
    private static final short IFF_UP = 0x1;

    /** struct ifreq: a name of 16 octets, and a union. */
    private static final int IFREQ_OCTETS = 40;

    private static final int IFREQ_UNION = 16;

    private ThrowAwayNetwork() {}

    /** An {@link EspProof.Isolation}. */
    public static void run(EspProof.Isolation.Task task) throws IOException {
        if (!System.getProperty("os.name", "").equals("Linux")) {
            throw new IOException("network namespaces need Linux");
        }
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        // a platform thread: what it is given belongs to it, and ends with it
        Thread.ofPlatform()
                .name("throw-away-network")
                .start(() -> {
                    try {
                        enter();
                        task.run();
                        done.complete(true);
                    } catch (IOException | RuntimeException e) {
                        done.completeExceptionally(e);
                    } finally {
                        // an Error, which is the thread's own, is not to leave the caller waiting
                        done.completeExceptionally(
                                new IOException("the task did not come to its end"));
                    }
                });
        try {
            done.join();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        }
    }

    private static void enter() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = Libc.errno(arena);
            int result = Libc.unshare(Libc.CLONE_NEWNET, errno);
            if (result == -Libc.EPERM) {
                throw new IOException("a network namespace needs CAP_SYS_ADMIN, which root has");
            }
            check(result, "network namespace");
            int socket =
                    check(
                            Libc.socket(
                                    Libc.AF_INET, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0, errno),
                            "socket");
            try {
                MemorySegment request = arena.allocate(IFREQ_OCTETS, 8);
                request.setString(0, "lo");
                request.set(JAVA_SHORT, IFREQ_UNION, IFF_UP);
                check(Libc.ioctl(socket, SIOCSIFFLAGS, request, errno), "lo");
            } finally {
                Libc.close(socket, errno);
            }
        }
        // sysctls are those of the thread that opens them
        for (String off : new String[] {"disable_xfrm", "disable_policy"}) {
            Files.writeString(Path.of("/proc/sys/net/ipv4/conf/lo", off), "0");
        }
    }

    private static int check(int result, String what) throws IOException {
        if (result < 0) {
            throw new IOException(what + ": " + Libc.text(-result));
        }
        return result;
    }
}
