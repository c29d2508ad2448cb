package org.gatehouse.ims.core.transport;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.gatehouse.ims.core.net.Names;

/**
 * What this machine knows of names: its hosts file and its DNS, as {@code getaddrinfo} asks them.
 * Java keeps each answer for 30 s, and that there is none for 10.
 */
final class HostNames implements Names, AutoCloseable {
    /** Names looked up at once: they block a thread each, and peers choose them. */
    static final int AT_ONCE = 4;

    /** Names that wait for one of these: the oldest is answered within some seconds. */
    static final int MOST_WAITING = 64;

    private final ThreadPoolExecutor lookups =
            new ThreadPoolExecutor(
                    AT_ONCE,
                    AT_ONCE,
                    10,
                    TimeUnit.SECONDS,
                    new ArrayBlockingQueue<>(MOST_WAITING),
                    Thread.ofPlatform().name("names-", 0).daemon().factory());

    HostNames() {
        lookups.allowCoreThreadTimeOut(true);
    }

    @Override
    public boolean lookUp(String host, Consumer<Set<InetAddress>> found) {
        try {
            lookups.execute(() -> found.accept(addresses(host)));
            return true;
        } catch (RejectedExecutionException full) {
            return false;
        }
    }

    private static Set<InetAddress> addresses(String host) {
        try {
            return Set.copyOf(Arrays.asList(InetAddress.getAllByName(host)));
        } catch (UnknownHostException nobody) {
            return Set.of();
        }
    }

    @Override
    public void close() {
        lookups.shutdownNow();
    }
}
