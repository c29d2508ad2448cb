package org.gatehouse.ims.core.ipsec.kernel;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.esp.EspOutcome;
import org.gatehouse.ims.core.esp.InboundSa;
import org.gatehouse.ims.core.esp.InnerPacket;
import org.gatehouse.ims.core.esp.SipSelectors;
import org.gatehouse.ims.core.ipsec.SpiAllocator;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/**
 * Sees the kernel encrypt: a datagram from an address to itself has to leave as ESP that our own
 * ESP opens, to come in by the same state, and to move its counters by two packets. Only where
 * {@code lo} does IPsec and nobody else is: in an {@link Isolation}.
 */
public final class EspProof {
    /** A datagram crosses lo at once, or never. */
    private static final int PATIENCE_MS = 3_000;

    private static final byte[] TEXT =
            "in clear at both ends alone".getBytes(StandardCharsets.US_ASCII);

    private final Netlink netlink;
    private final Network network;
    private final InetAddress at;

    /** A network of its own, whose device {@code lo} does IPsec; nothing of it stays. */
    @FunctionalInterface
    public interface Isolation {
        /** None is to be had: for tests. */
        Isolation NONE =
                task -> {
                    throw new IOException("this machine has none");
                };

        /**
         * Runs a task in it, on a thread of its own.
         *
         * @throws IOException if it can't be had, or the task fails
         */
        void run(Task task) throws IOException;

        /** What is done there; sockets that its thread opens belong to that network. */
        interface Task {
            void run() throws IOException;
        }
    }

    /**
     * @param netlink to the kernel of that network
     * @param network opens sockets in it
     */
    public EspProof(Netlink netlink, Network network, boolean ipv6) {
        this.netlink = netlink;
        this.network = network;
        this.at = InetAddress.ofLiteral(ipv6 ? "::1" : "127.0.0.1");
    }

    /**
     * Tries one pair of algorithms.
     *
     * @throws IOException if the datagram did not go as it should, saying where
     */
    public void run(AlgorithmPair algorithms) throws IOException {
        EspKeys keys = Xfrm.probeKeys(algorithms);
        BlockingQueue<byte[]> seen = new ArrayBlockingQueue<>(4);
        try (DatagramSocket from = new DatagramSocket(new InetSocketAddress(at, 0));
                DatagramSocket to = new DatagramSocket(new InetSocketAddress(at, 0));
                Network.IpPackets raw =
                        network.openIp(
                                at,
                                InnerPacket.PROTOCOL_ESP,
                                (peer, packet) -> seen.offer(packet))) {
            Rules rules = new Rules(from.getLocalPort(), to.getLocalPort());
            rules.install(keys);
            try {
                from.send(new DatagramPacket(TEXT, TEXT.length, to.getLocalSocketAddress()));
                require(
                        MessageDigest.isEqual(receive(to), TEXT),
                        algorithms,
                        "nothing came in through ESP");
                require(isOurs(rules, keys, seen), algorithms, "what left was no ESP of this SA");
                long packets = rules.counters().packets();
                require(packets == 2, algorithms, packets + " packets counted (expected: 2)");
            } finally {
                rules.remove();
            }
            require(raw.local().equals(at), algorithms, "another address");
        }
    }

    private static void require(boolean holds, AlgorithmPair algorithms, String otherwise)
            throws IOException {
        if (!holds) {
            throw new IOException(algorithms + ": " + otherwise);
        }
    }

    private static byte @Nullable [] receive(DatagramSocket socket) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[TEXT.length + 1], TEXT.length + 1);
        socket.setSoTimeout(PATIENCE_MS);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return null;
        }
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    /** Whether our own ESP opens what was on the wire. */
    private boolean isOurs(Rules rules, EspKeys keys, BlockingQueue<byte[]> seen) {
        byte[] packet = poll(seen);
        if (packet == null) {
            return false;
        }
        SipSelectors selectors =
                SipSelectors.transport(
                        InnerPacket.Endpoint.of(at, rules.fromPort),
                        InnerPacket.Endpoint.of(at, rules.toPort));
        return new InboundSa(new Spi(SpiAllocator.FIRST), keys, selectors).open(packet)
                        instanceof EspOutcome.Authenticated opened
                && MessageDigest.isEqual(selectors.udpPayload(opened.payload()), TEXT);
    }

    private static byte @Nullable [] poll(BlockingQueue<byte[]> seen) {
        try {
            return seen.poll(PATIENCE_MS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** One state for both directions, as both ends are one, and a policy for each. */
    private final class Rules {
        private final int fromPort;
        private final int toPort;
        private final KernelState state;
        private final List<KernelPolicy> policies = new ArrayList<>();

        Rules(int fromPort, int toPort) {
            this.fromPort = fromPort;
            this.toPort = toPort;
            Selector selector =
                    new Selector(Wire.family(at), at, fromPort, at, toPort, Selector.UDP);
            state =
                    new KernelState(
                            new KernelState.Id(at, SpiAllocator.FIRST),
                            at,
                            Marks.PCSCF.request(0),
                            /* tunnel= */ false,
                            selector,
                            /* encapsulation= */ null);
            for (KernelPolicy.Direction direction : KernelPolicy.Direction.values()) {
                policies.add(
                        new KernelPolicy(
                                selector,
                                direction,
                                Marks.PCSCF.priority(),
                                KernelPolicy.Template.of(state)));
            }
        }

        void install(EspKeys keys) throws IOException {
            netlink.request(KernelState.NEW, state.encodeNew(keys, Xfrm.LEASE_SECONDS));
            for (KernelPolicy policy : policies) {
                netlink.request(KernelPolicy.NEW, policy.encodeNew());
            }
        }

        void remove() throws IOException {
            for (KernelPolicy policy : policies) {
                netlink.request(KernelPolicy.DELETE, policy.encodeDelete());
            }
            netlink.request(KernelState.DELETE, state.encodeDelete());
        }

        KernelState.Counters counters() throws IOException {
            for (NetlinkMessage message : netlink.dump(KernelState.GET, KernelState.encodeDump())) {
                KernelState.Counted counted = KernelState.decode(message.payload());
                if (counted.state().id().equals(state.id())) {
                    return counted.counters();
                }
            }
            return KernelState.Counters.NONE;
        }
    }
}
