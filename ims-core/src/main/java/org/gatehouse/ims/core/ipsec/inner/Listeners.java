package org.gatehouse.ims.core.ipsec.inner;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import org.gatehouse.ims.core.net.Network;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens at the server ports of sets, once for all sets with the same. From any thread. */
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final Network network;
    private final Acceptor acceptor;
    private final Map<InetSocketAddress, Listening> ports = new HashMap<>();

    /** A port that is listened at; how many sets have it. */
    private record Listening(Network.Listener listener, int sets) {}

    /** Makes a handler for each connection. */
    @FunctionalInterface
    public interface Acceptor {
        /**
         * Somebody connected.
         *
         * @param at the server port
         */
        Network.StreamHandler accept(InetSocketAddress at, InetSocketAddress from);
    }

    public Listeners(Network network, Acceptor acceptor) {
        this.network = network;
        this.acceptor = acceptor;
    }

    /** One more set has this server port; one that can't be listened at is logged. */
    public synchronized void need(InetSocketAddress port) {
        Listening known = ports.get(port);
        if (known != null) {
            ports.put(port, new Listening(known.listener(), known.sets() + 1));
            return;
        }
        try {
            ports.put(
                    port,
                    new Listening(network.listen(port, from -> acceptor.accept(port, from)), 1));
        } catch (IOException e) {
            LOG.error(
                    "no TCP inside ESP at {}: {} (expected: a port that no other process"
                            + " listens at on all addresses)",
                    port,
                    e.getMessage());
        }
    }

    /** One set less has it. */
    public synchronized void release(InetSocketAddress port) {
        Listening known = ports.get(port);
        if (known == null) {
            return;
        }
        if (known.sets() > 1) {
            ports.put(port, new Listening(known.listener(), known.sets() - 1));
        } else {
            ports.remove(port);
            known.listener().close();
        }
    }

    @Override
    public synchronized void close() {
        ports.values().forEach(one -> one.listener().close());
        ports.clear();
    }
}
