package org.gatehouse.ims.core.sip.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.ims.core.ipsec.UserIpsec;
import org.gatehouse.ims.core.ipsec.inner.TunStreams;
import org.gatehouse.ims.core.ipsec.kernel.KernelStreams;
import org.gatehouse.ims.core.ipsec.kernel.StreamsByMode;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.jspecify.annotations.Nullable;

/**
 * TCP inside SAs: the connections, and who takes the segments of the SAs of engine {@code user}.
 *
 * @param segments null without a TUN device
 * @param device what the connections are on, for people: a TUN device, {@code kernel}, or both
 */
public record InnerTcp(
        ProtectedStreams streams, UserIpsec.@Nullable TcpReceiver segments, String device)
        implements AutoCloseable {

    /** Whose SAs carry TCP. */
    public enum Engines {
        /** All sets are of engine {@code user}: needs a TUN device. */
        USER,
        /** Those in transport mode are the kernel's, and no others carry TCP. */
        KERNEL,
        /** Those in transport mode are the kernel's, the others need a TUN device. */
        BOTH
    }

    /**
     * Makes the TUN device, where the engines need it.
     *
     * @param role name in metrics
     * @param keeper the shard whose timer ends idle connections
     * @param sealer takes segments to the shard of their set
     * @throws IOException if it can't be had; the message says why and what to do
     */
    public static InnerTcp open(
            String role,
            Engines engines,
            Network network,
            Shard keeper,
            StreamUser user,
            TunStreams.Sealer sealer,
            MeterRegistry meters)
            throws IOException {
        AtomicReference<@Nullable TunStreams> made = new AtomicReference<>();
        ProtectedStreams.Engine<IOException> engine =
                acceptor -> {
                    if (engines == Engines.KERNEL) {
                        return new StreamsByMode(
                                new KernelStreams(network, acceptor, meters), null);
                    }
                    TunStreams tun = TunStreams.open(network, sealer, acceptor, meters);
                    made.set(tun);
                    return engines == Engines.USER
                            ? tun
                            : new StreamsByMode(new KernelStreams(network, acceptor, meters), tun);
                };
        ProtectedStreams streams = new ProtectedStreams(role, engine, keeper, user, meters);
        TunStreams tun = made.get();
        String device = tun == null ? "kernel" : tun.device();
        return new InnerTcp(streams, tun, engines == Engines.BOTH ? "kernel+" + device : device);
    }

    @Override
    public void close() {
        streams.close();
    }
}
