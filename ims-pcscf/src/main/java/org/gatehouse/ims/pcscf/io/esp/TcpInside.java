package org.gatehouse.ims.pcscf.io.esp;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Set;
import org.gatehouse.ims.core.ipsec.Carrier;
import org.gatehouse.ims.core.ipsec.inner.TunStreams;
import org.gatehouse.ims.core.ipsec.kernel.KernelHost;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shard;
import org.gatehouse.ims.core.sip.stream.InnerTcp;
import org.gatehouse.ims.core.sip.stream.InnerTcp.Engines;
import org.gatehouse.ims.core.sip.stream.StreamUser;
import org.gatehouse.ims.pcscf.config.IpsecEngine;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.TcpInEsp;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TCP inside ESP where it is wanted and possible. */
public final class TcpInside {
    private static final Logger LOG = LoggerFactory.getLogger(TcpInside.class);

    private TcpInside() {}

    /**
     * Makes the TUN device, unless all ESP is the kernel's; one line of the log says what there is,
     * and why.
     *
     * @return null where there is none
     * @throws IOException if there is to be one and can't be
     */
    public static @Nullable InnerTcp open(
            PcscfConfig config,
            EspCarriers esp,
            Network network,
            Shard keeper,
            StreamUser user,
            TunStreams.Sealer sealer,
            MeterRegistry meters)
            throws IOException {
        if (config.engine() == IpsecEngine.OFF || config.tcpInEsp() == TcpInEsp.OFF) {
            LOG.info("tcp-in-esp=off reason=\"chosen by the settings ipsec and tcp-in-esp\"");
            return null;
        }
        KernelHost kernel = esp.kernel();
        Set<Carrier> kernels = kernel == null ? Set.of() : kernel.carriers();
        try {
            Engines all = new Engines(kernels, !esp.userCarriers().isEmpty());
            return opened(all, network, keeper, user, sealer, meters);
        } catch (IOException e) {
            if (config.tcpInEsp() == TcpInEsp.ON) {
                throw new IOException(
                        "tcp-in-esp: on is not possible here: "
                                + e.getMessage()
                                + "; or tcp-in-esp: auto",
                        e);
            }
            LOG.info("tcp-in-esp=off engine=user reason=\"{}\"", e.getMessage());
            Engines rest = new Engines(kernels, false);
            return kernels.isEmpty() ? null : opened(rest, network, keeper, user, sealer, meters);
        }
    }

    private static InnerTcp opened(
            Engines engines,
            Network network,
            Shard keeper,
            StreamUser user,
            TunStreams.Sealer sealer,
            MeterRegistry meters)
            throws IOException {
        InnerTcp inner =
                InnerTcp.open("gm-protected", engines, network, keeper, user, sealer, meters);
        LOG.info("tcp-in-esp=on device={}", inner.device());
        return inner;
    }
}
