package org.gatehouse.ims.ue.testlab;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.jspecify.annotations.Nullable;

/** Sockets of 127.0.0.1, threads, and the time of the machine. */
final class RealPace implements Pace {
    /** Shards, and threads of sockets: nodes and UEs of a test have little to do. */
    private static final int THREADS = 2;

    private static final Duration POLL = Duration.ofMillis(5);

    static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final NettyNetwork network;
    private final ThreadShards shards;

    /**
     * @param name prefix of the threads' names
     */
    RealPace(String name) {
        network = new NettyNetwork(name + "-net", THREADS);
        shards = new ThreadShards(name + "-shard", THREADS);
    }

    @Override
    public Network host(InetAddress address) {
        return network;
    }

    @Override
    public Shards shards() {
        return shards;
    }

    @Override
    public InetAddress nextUe() {
        return LOOPBACK;
    }

    @Override
    public <T> @Nullable T await(Runnable start, CompletableFuture<T> result, Duration limit) {
        start.run();
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the lab failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the lab", e);
        }
    }

    @Override
    public boolean awaitTrue(BooleanSupplier condition, Duration limit) {
        CompletableFuture<Boolean> holds = new CompletableFuture<>();
        Shard shard = shards.get(0);
        Boolean done = await(() -> shard.offer(() -> look(shard, condition, holds)), holds, limit);
        holds.cancel(false);
        return done != null;
    }

    private static void look(
            Shard shard, BooleanSupplier condition, CompletableFuture<Boolean> holds) {
        if (condition.getAsBoolean()) {
            holds.complete(true);
        } else if (!holds.isDone()) {
            shard.schedule(POLL, () -> look(shard, condition, holds));
        }
    }

    @Override
    public void advance(Duration by) {
        throw new UnsupportedOperationException(
                "time passes by itself on LOOPBACK (expected: network = SIMULATED)");
    }

    @Override
    public void close() {
        shards.close();
        network.close();
    }
}
