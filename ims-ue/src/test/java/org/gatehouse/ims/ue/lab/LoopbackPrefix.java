package org.gatehouse.ims.ue.lab;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Parts of 127.0.0.0/8 for one core each: builds side by side don't meet, nor does a core meet the
 * sockets of the one before, which close in their own time.
 */
final class LoopbackPrefix {
    /** 127.100.0 to 127.249.249. */
    private static final int PREFIXES = 150 * 250;

    /** Between the first prefixes of processes that were started one after the other. */
    private static final int STRIDE = 61;

    private static final AtomicInteger GIVEN = new AtomicInteger();

    private LoopbackPrefix() {}

    /** First three octets that no core has now, and that this process never had. */
    static String next() {
        while (true) {
            long first = ProcessHandle.current().pid() * STRIDE;
            long number = (first + GIVEN.getAndIncrement()) % PREFIXES;
            String prefix =
                    String.format(Locale.ROOT, "127.%d.%d", 100 + number / 250, number % 250);
            if (isFree(prefix)) {
                return prefix;
            }
        }
    }

    private static boolean isFree(String prefix) {
        // where a core's P-CSCF is
        InetAddress host = InetAddress.ofLiteral(prefix + ".3");
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(host, 5060))) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
