package org.gatehouse.ims.core.diameter.io;

import java.util.function.Consumer;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxClient;
import org.gatehouse.ims.core.diameter.cx.CxHandler;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;

/** Joins CSCFs and HSS in one process without Diameter: for tests and for all-in-one runs. */
public final class InMemoryCx {
    private final CxHandler handler;
    private final Shards hssShards;

    public InMemoryCx(CxHandler handler, Shards hssShards) {
        this.handler = handler;
        this.hssShards = hssShards;
    }

    /** The client of one shard of a CSCF. */
    public CxClient clientFor(Shard own) {
        return (request, done) -> send(own, request, done);
    }

    private void send(Shard own, CxRequest request, Consumer<CxOutcome> done) {
        boolean taken =
                hssShards
                        .forKey(request.shardKey())
                        .offer(() -> handler.handle(request, answer -> deliver(own, done, answer)));
        if (!taken) {
            own.offer(() -> done.accept(new CxOutcome.Unreachable("HSS mailbox is full")));
        }
    }

    private static void deliver(Shard own, Consumer<CxOutcome> done, CxAnswer answer) {
        own.offer(() -> done.accept(new CxOutcome.Answered(answer)));
    }
}
