package org.gatehouse.ims.core.ipsec.inner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * TCP sockets that outlive their connections: the kernel has them until a selector lets them go,
 * and only then sends the last reset.
 */
public final class LeftSockets {
    /** Six seconds' worth at {@link #PAUSE_MILLIS}: connecting takes five at most. */
    static final int MOST_PAUSES = 300;

    public static final int PAUSE_MILLIS = 20;

    private LeftSockets() {}

    /**
     * Waits until no TCP socket has a port any more.
     *
     * @param pause takes {@link #PAUSE_MILLIS}
     * @return false if there is one after all that time
     */
    public static boolean awaitNone(InetSocketAddress port, Runnable pause) {
        for (int i = 0; i < MOST_PAUSES; i++) {
            // at an address that went from this machine nothing can be bound, and nothing sent
            if (canBind(port) || !canBind(new InetSocketAddress(port.getAddress(), 0))) {
                return true;
            }
            pause.run();
        }
        return false;
    }

    private static boolean canBind(InetSocketAddress port) {
        try (Socket probe = new Socket()) {
            probe.setReuseAddress(false);
            probe.bind(port);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
