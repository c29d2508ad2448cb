package org.gatehouse.ims.core.sip.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.ipsec.inner.TunStreams;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;

/**
 * TCP inside the SAs of engine {@code user}: the connections, and who takes the segments of its
 * SAs.
 *
 * @param device name of the TUN device
 */
public record InnerTcp(ProtectedStreams streams, UserIpsec.TcpReceiver segments, String device)
        implements AutoCloseable {
    /**
     * Makes the TUN device.
     *
     * @param role name in metrics
     * @param keeper the shard whose timer ends idle connections
     * @param sealer takes segments to the shard of their set
     * @throws IOException if it can't be had; the message says why and what to do
     */
    public static InnerTcp open(
            String role,
            Network network,
            Shard keeper,
            StreamUser user,
            TunStreams.Sealer sealer,
            MeterRegistry meters)
            throws IOException {
        AtomicReference<TunStreams> tun = new AtomicReference<>();
        ProtectedStreams streams =
                new ProtectedStreams(
                        role,
                        acceptor -> {
                            tun.set(TunStreams.open(network, sealer, acceptor, meters));
                            return tun.get();
                        },
                        keeper,
                        user,
                        meters);
        return new InnerTcp(streams, tun.get(), tun.get().device());
    }

    @Override
    public void close() {
        streams.close();
    }
}
