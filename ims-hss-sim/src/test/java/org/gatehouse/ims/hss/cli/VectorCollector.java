package org.gatehouse.ims.hss.cli;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Autn;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.jspecify.annotations.Nullable;

/**
 * A CSCF that asks for vectors without end, reads the sequence numbers out of them with the known
 * key, and remembers them over all lives of the HSS.
 */
final class VectorCollector implements AutoCloseable {
    private static final String REALM = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final int REQUESTS_UNDER_WAY = 16;
    private static final Milenage MILENAGE =
            new Milenage(
                    HexFormat.of().parseHex("fec86ba6eb707ed08905757b1bb44b8f"),
                    HexFormat.of().parseHex("1006020f0a478bf6b699f15c062e42b3"));

    private final NettyNetwork network = new NettyNetwork(1);
    private final ThreadShards shards = new ThreadShards("collector", 1);
    private final Shard shard = shards.get(0);
    private final Map<String, Long> highest = new HashMap<>();
    private @Nullable String problem;
    private int vectors;

    /** Asks this HSS until it has given so many answers, and goes on asking meanwhile. */
    void collect(InetSocketAddress hss, int answers, InterruptibleTask then)
            throws InterruptedException {
        CountDownLatch wanted = new CountDownLatch(answers);
        LocalPeer own = new LocalPeer("scscf." + REALM, REALM, "collector", 1);
        try (DiameterCxClient client =
                new DiameterCxClient(
                        new CxRoute(own, REALM),
                        List.of(hss),
                        Duration.ofSeconds(4),
                        PeerTimes.DEFAULT,
                        network,
                        shards,
                        new SimpleMeterRegistry())) {
            client.start();
            shard.offer(() -> startAsking(client, wanted));
            if (!wanted.await(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the HSS does not answer");
            }
            then.run();
        }
    }

    /** What is done in the middle of it all. */
    interface InterruptibleTask {
        void run() throws InterruptedException;
    }

    /** The first sequence number that was given twice or fell, or null. */
    @Nullable String problem() {
        return problem;
    }

    int vectors() {
        return vectors;
    }

    private void startAsking(DiameterCxClient client, CountDownLatch wanted) {
        if (!client.isConnected()) {
            shard.schedule(Duration.ofMillis(10), () -> startAsking(client, wanted));
            return;
        }
        for (int i = 0; i < REQUESTS_UNDER_WAY; i++) {
            ask(client, wanted);
        }
    }

    private void ask(DiameterCxClient client, CountDownLatch wanted) {
        String impi = "00101000000000%d@%s".formatted(1 + shard.random().nextInt(9), REALM);
        int items = 1 + shard.random().nextInt(5);
        client.forShard(shard)
                .send(
                        new MultimediaAuth(impi, "sip:" + impi, "sip:scscf." + REALM, items, null),
                        outcome -> {
                            if (outcome instanceof CxOutcome.Answered(MultimediaAuthAnswer answer)
                                    && answer.result().isSuccess()) {
                                answer.vectors().forEach(vector -> check(impi, vector));
                                wanted.countDown();
                                ask(client, wanted);
                            }
                        });
    }

    private void check(String impi, AuthenticationVector vector) {
        vectors++;
        long sqn = Autn.of(vector.autn()).concealedSqn() ^ MILENAGE.anonymityKey(vector.rand());
        long before = highest.getOrDefault(impi, -1L);
        if (sqn <= before && problem == null) {
            problem = "SQN %d of %s after %d".formatted(sqn, impi, before);
        }
        highest.put(impi, Math.max(sqn, before));
    }

    @Override
    public void close() {
        shards.close();
        network.close();
    }
}
