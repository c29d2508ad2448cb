package org.gatehouse.ims.scscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.scscf.config.IcscfConfig;

/** An I-CSCF: a stateful proxy that asks the HSS where a REGISTER goes. */
public final class IcscfNode implements AutoCloseable {
    private final SipEndpoint endpoint;
    private final List<TransactionLayer> layers = new ArrayList<>();

    /** Binds the socket; nothing is served before {@link #start}. */
    public IcscfNode(
            IcscfConfig config, Network network, Shards shards, MeterRegistry meters, CxAccess cx)
            throws IOException {
        // A request and the responses to it have one Call-ID, so they meet on one shard.
        this.endpoint =
                new SipEndpoint(
                        "icscf",
                        config.sip(),
                        config.transport().over(network),
                        shards,
                        config.peers(),
                        meters,
                        message -> shards.indexOf(message.callId()));
        for (int i = 0; i < shards.count(); i++) {
            Shard shard = shards.get(i);
            IcscfShard user =
                    new IcscfShard(
                            shard, cx.clientFor(shard), config, endpoint.local(), endpoint, meters);
            layers.add(user.layer());
        }
    }

    public void start() {
        endpoint.start(layers);
    }

    public InetSocketAddress local() {
        return endpoint.local();
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
