package org.gatehouse.ims.core.testkit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/**
 * What this process may do, for tests that need more than an ordinary user has. They are skipped
 * with the reason elsewhere.
 */
public final class Privileges {
    private static final int CAP_NET_ADMIN = 12;
    private static final int CAP_NET_RAW = 13;
    private static final int CAP_SYS_ADMIN = 21;

    private Privileges() {}

    /** Skips the running test where raw sockets are not allowed. */
    public static void requireRawSockets() throws IOException {
        if (!has(CAP_NET_RAW)) {
            skip("no CAP_NET_RAW (expected: root)");
        }
    }

    /** Skips the running test where TUN devices can't be made. */
    public static void requireTun() throws IOException {
        if (!has(CAP_NET_ADMIN)) {
            skip("no CAP_NET_ADMIN (expected: root)");
        }
        if (!Files.isWritable(Path.of("/dev/net/tun"))) {
            skip("no /dev/net/tun (expected: the kernel module tun)");
        }
    }

    /** Skips the running test where network namespaces can't be made. */
    public static void requireNamespaces() throws IOException {
        if (!has(CAP_SYS_ADMIN)) {
            skip("no CAP_SYS_ADMIN for network namespaces (expected: root)");
        }
    }

    /** Skips the running test. */
    public static void skip(String reason) {
        Assumptions.abort(reason);
    }

    private static boolean has(int capability) throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.isReadable(status)) {
            return false;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("CapEff:"))
                .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                .anyMatch(set -> (set >>> capability & 1) != 0);
    }

    /** File descriptors that this process holds. */
    public static long openDescriptors() throws IOException {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
