package org.gatehouse.ims.ue.testlab;

import java.net.InetAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.jspecify.annotations.Nullable;

/** The network and the time of a lab, and how a test waits in them. */
interface Pace extends AutoCloseable {
    /** The network as a host with that address sees it. */
    Network host(InetAddress address);

    Shards shards();

    /** The address of the next UE. */
    InetAddress nextUe();

    /**
     * Starts something, and waits for what comes of it.
     *
     * @return null if nothing came in time
     */
    <T> @Nullable T await(Runnable start, CompletableFuture<T> result, Duration limit);

    /** Waits until a condition holds that no event tells of; false if it did not in time. */
    boolean awaitTrue(BooleanSupplier condition, Duration limit);

    /** Lets time pass. */
    void advance(Duration by);

    /** Stops threads and sockets. */
    @Override
    void close();
}
