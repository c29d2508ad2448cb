package org.gatehouse.ims.ue.testlab;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.jspecify.annotations.Nullable;

/**
 * A simulated network on virtual time. Time moves while somebody waits; threads of a test that wait
 * at once take turns.
 */
final class VirtualPace implements Pace {
    private static final int SHARDS = 4;

    /** 10.1.0.0 and up, 250 UEs in each net of 256: room for four million. */
    private static final int UES_IN_NET = 250;

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network;
    private final VirtualShards shards;
    private int ues;

    VirtualPace(long seed) {
        network = new SimNetwork(time, seed);
        shards = new VirtualShards(time, SHARDS, seed);
    }

    SimNetwork network() {
        return network;
    }

    @Override
    public Network host(InetAddress address) {
        return network.host(address);
    }

    @Override
    public Shards shards() {
        return shards;
    }

    @Override
    public synchronized InetAddress nextUe() {
        int net = ues / UES_IN_NET;
        int host = ues++ % UES_IN_NET + 1;
        return InetAddress.ofLiteral("10." + (1 + net / 256) + "." + net % 256 + "." + host);
    }

    @Override
    public synchronized <T> @Nullable T await(
            Runnable start, CompletableFuture<T> result, Duration limit) {
        start.run();
        return time.runUntil(result::isDone, limit) ? result.join() : null;
    }

    @Override
    public synchronized boolean awaitTrue(BooleanSupplier condition, Duration limit) {
        return time.runUntil(condition, limit);
    }

    @Override
    public synchronized void advance(Duration by) {
        time.advance(by);
    }

    @Override
    public synchronized void close() {
        time.runDue();
        shards.close();
    }
}
