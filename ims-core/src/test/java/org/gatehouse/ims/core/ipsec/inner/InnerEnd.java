package org.gatehouse.ims.core.ipsec.inner;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.esp.ReplayWindow;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.ipsec.AssociationSet;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.EspOptions;
import org.gatehouse.ims.core.ipsec.IpsecListener;
import org.gatehouse.ims.core.ipsec.PacketTap;
import org.gatehouse.ims.core.ipsec.PortPair;
import org.gatehouse.ims.core.ipsec.SessionKeys;
import org.gatehouse.ims.core.ipsec.SpiPair;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.secagree.EncryptionAlgorithm;
import org.gatehouse.ims.core.secagree.IntegrityAlgorithm;
import org.gatehouse.ims.core.secagree.IpsecMode;
import org.gatehouse.ims.core.secagree.Spi;
import org.jspecify.annotations.Nullable;

/** One end of SAs with a TUN device of its own; its ESP packets go straight to the other end. */
final class InnerEnd implements AutoCloseable {
    static final SetId SET = new SetId(7);

    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final BlockingQueue<Connection> accepted = new LinkedBlockingQueue<>();
    final TunStreams streams;
    private final Shard shard;
    private final UserIpsec engine;
    private @Nullable InnerEnd peer;

    InnerEnd(Network network, ThreadShards shards, int index) throws IOException {
        shard = shards.get(index);
        streams =
                TunStreams.open(
                        network,
                        (set, segment, fromServerPort) ->
                                shard.offer(() -> engine().sendTcp(set, segment, fromServerPort)),
                        this::accept,
                        meters);
        engine =
                new UserIpsec(
                        shard,
                        (carrier, local, remote, packet) -> other().arrives(local, remote, packet),
                        (flow, sip) -> {},
                        IpsecListener.NONE,
                        PacketTap.NONE,
                        EspOptions.of(Set.of(Carrier.values()), ReplayWindow.DEFAULT_SIZE),
                        streams);
    }

    /** Joins two ends by a set in a mode, with these addresses. */
    static void join(InnerEnd ue, InnerEnd pcscf, IpsecMode mode, String a, String b)
            throws InterruptedException {
        ue.peer = pcscf;
        pcscf.peer = ue;
        AssociationSet.End ueEnd = end(a, 31_000, 31_001, 1_000_000_001L);
        AssociationSet.End pcscfEnd = end(b, 6061, 6060, 2_000_000_001L);
        ue.install(set(ueEnd, pcscfEnd, mode));
        pcscf.install(set(pcscfEnd, ueEnd, mode));
    }

    private static AssociationSet.End end(String address, int client, int server, long spi) {
        return new AssociationSet.End(
                InetAddress.ofLiteral(address),
                new PortPair(client, server),
                new SpiPair(new Spi(spi), new Spi(spi + 1)));
    }

    private static AssociationSet set(
            AssociationSet.End local, AssociationSet.End remote, IpsecMode mode) {
        int outer = mode == IpsecMode.TRANSPORT ? 0 : 4500;
        byte[] key = new byte[16];
        key[0] = 1;
        return new AssociationSet(
                SET,
                local,
                remote,
                IntegrityAlgorithm.HMAC_SHA_1_96,
                EncryptionAlgorithm.AES_CBC,
                mode,
                new InetSocketAddress(local.address(), outer),
                new InetSocketAddress(remote.address(), outer),
                new SessionKeys(key.clone(), key));
    }

    private void install(AssociationSet set) throws InterruptedException {
        onShard(() -> engine.install(set));
        streams.open(set);
    }

    private void onShard(Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        shard.offer(() -> {
            task.run();
            done.countDown();
        });
        if (!done.await(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the shard does not answer");
        }
    }

    private UserIpsec engine() {
        return engine;
    }

    private InnerEnd other() {
        return Objects.requireNonNull(peer);
    }

    private boolean arrives(InetSocketAddress from, InetSocketAddress to, byte[] packet) {
        return shard.offer(() -> {
            if (from.getPort() == 0) {
                engine.receivedIp(from.getAddress(), to.getAddress(), packet);
            } else {
                engine.received(from, to, packet);
            }
        });
    }

    private Network.StreamHandler accept(Flow flow) {
        Connection connection = new Connection(flow);
        accepted.add(connection);
        return connection;
    }

    Connection connect() {
        Connection connection = new Connection(null);
        streams.connect(SET, connection);
        return connection;
    }

    Connection nextAccepted() throws InterruptedException {
        Connection next = accepted.poll(10, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nobody connected");
        }
        if (!next.next().equals("opened")) {
            throw new AssertionError("not opened");
        }
        return next;
    }

    @Override
    public void close() {
        streams.close();
    }

    /** A connection and what happened on it. */
    static final class Connection implements Network.StreamHandler {
        final @Nullable Flow flow;
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
        private volatile Network.@Nullable Stream stream;
        volatile @Nullable Throwable why;

        Connection(@Nullable Flow flow) {
            this.flow = flow;
        }

        @Override
        public void opened(Network.Stream opened) {
            stream = opened;
            said.add("opened");
        }

        @Override
        public void received(Network.Stream from, byte[] bytes) {
            said.add(new String(bytes, StandardCharsets.US_ASCII));
        }

        @Override
        public void closed(@Nullable Throwable cause) {
            said.add("closed");
            why = cause;
        }

        String next() throws InterruptedException {
            String next = said.poll(10, TimeUnit.SECONDS);
            return next == null ? "nothing within 10 s" : next;
        }

        Network.Stream stream() {
            return Objects.requireNonNull(stream);
        }

        void say(String text) {
            if (!stream().send(text.getBytes(StandardCharsets.US_ASCII))) {
                throw new AssertionError("not sent: " + text);
            }
        }
    }
}
