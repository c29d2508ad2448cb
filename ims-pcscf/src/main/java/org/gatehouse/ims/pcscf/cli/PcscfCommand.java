package org.gatehouse.ims.pcscf.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NetlinkSocket;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.gatehouse.ims.pcscf.io.PcscfNode;
import picocli.CommandLine.Command;

/** {@code ims pcscf}: the edge of the IMS towards UEs, in the foreground. */
@Command(
        name = "pcscf",
        description = "P-CSCF: security agreement, IPsec, filtering (Gm and Mw)",
        subcommands = {ExplainCommand.class, CheckCommand.class})
public final class PcscfCommand extends DaemonCommand {
    /** Threads that read sockets: the work is done on the shards. */
    private static final int NETWORK_THREADS = 1;

    public PcscfCommand() {
        super("pcscf", PcscfSettings.SCHEMA, PcscfSettings.ADMIN);
    }

    @Override
    protected Daemon start(Settings settings, MeterRegistry meters)
            throws IOException, ConfigException {
        PcscfConfig config = PcscfConfig.of(settings);
        int wanted = settings.get(PcscfSettings.SHARDS);
        int count = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
        NettyNetwork network = new NettyNetwork(NETWORK_THREADS);
        ThreadShards shards = new ThreadShards("pcscf", count);
        PcscfNode node = new PcscfNode(config, network, shards, meters, NetlinkSocket::open);
        try {
            node.start();
        } catch (IOException e) {
            shards.close();
            network.close();
            throw e;
        }
        return new RunningPcscf(node, shards, network);
    }
}
