package org.gatehouse.ims.core.sip.stream;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.gatehouse.ims.core.ipsec.Carrier;
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

    /**
     * Whose SAs carry TCP.
     *
     * @param kernels the carriers whose sets the kernel has
     * @param user whether all others carry it, too: needs a TUN device
     */
    public record Engines(Set<Carrier> kernels, boolean user) {
        public Engines {
            kernels = Set.copyOf(kernels);
        }
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
                    TunStreams tun =
                            engines.user()
                                    ? TunStreams.open(network, sealer, acceptor, meters)
                                    : null;
                    made.set(tun);
                    return new StreamsByMode(
                            new KernelStreams(network, acceptor, meters), engines.kernels(), tun);
                };
        ProtectedStreams streams = new ProtectedStreams(role, engine, keeper, user, meters);
        return new InnerTcp(streams, made.get(), device(engines, made.get()));
    }

    private static String device(Engines engines, @Nullable TunStreams tun) {
        String own = tun == null ? "" : tun.device();
        if (engines.kernels().isEmpty()) {
            return own;
        }
        return own.isEmpty() ? "kernel" : "kernel+" + own;
    }

    @Override
    public void close() {
        streams.close();
    }
}
