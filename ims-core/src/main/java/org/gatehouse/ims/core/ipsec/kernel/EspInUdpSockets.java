package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.gatehouse.ims.core.net.Network;

/** The sockets at port 4500 whose ESP the kernel takes: each as long as somebody needs it. */
final class EspInUdpSockets {
    private final Network network;
    private final Map<InetSocketAddress, Held> sockets = new ConcurrentHashMap<>();

    private record Held(Network.EspInUdp socket, int users) {}

    EspInUdpSockets(Network network) {
        this.network = network;
    }

    /** Only on the worker. */
    void hold(InetSocketAddress at) throws IOException {
        Held held = sockets.get(at);
        sockets.put(
                at,
                held == null
                        ? new Held(network.openEspInUdp(at), 1)
                        : new Held(held.socket(), held.users() + 1));
    }

    /** Only on the worker. */
    void release(InetSocketAddress at) {
        Held held = sockets.get(at);
        if (held != null && held.users() == 1) {
            sockets.remove(at);
            held.socket().close();
        } else if (held != null) {
            sockets.put(at, new Held(held.socket(), held.users() - 1));
        }
    }

    /** One of their addresses; from any thread. */
    Optional<InetSocketAddress> any() {
        return sockets.keySet().stream().findAny();
    }

    /** From any thread. */
    boolean keepAlive(InetSocketAddress from, InetSocketAddress to) {
        Held held = sockets.get(from);
        return held != null && held.socket().keepAlive(to);
    }

    void close() {
        sockets.values().forEach(held -> held.socket().close());
        sockets.clear();
    }
}
