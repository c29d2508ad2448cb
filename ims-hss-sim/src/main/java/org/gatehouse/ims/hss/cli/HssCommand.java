package org.gatehouse.ims.hss.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Optional;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.cli.DaemonCommand;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.hss.config.HssConfig;
import org.gatehouse.ims.hss.config.HssSettings;
import org.gatehouse.ims.hss.io.HssNode;
import org.gatehouse.ims.hss.store.JdbcStore;
import picocli.CommandLine.Command;

/** {@code ims hss}: the home subscriber server, in the foreground. */
@Command(
        name = "hss",
        description = "HSS: subscribers, authentication vectors (Cx)",
        subcommands = {DeregisterCommand.class, PushProfileCommand.class})
public final class HssCommand extends DaemonCommand {
    /** Threads that read sockets: the work is done on the shards. */
    private static final int NETWORK_THREADS = 1;

    public HssCommand() {
        super("hss", HssSettings.SCHEMA, HssSettings.ADMIN);
    }

    @Override
    protected Optional<String> adminToken(Settings settings) {
        return settings.get(HssSettings.ADMIN_TOKEN);
    }

    @Override
    protected Daemon start(Settings settings, MeterRegistry meters)
            throws IOException, ConfigException {
        HssConfig config = HssConfig.of(settings);
        int wanted = settings.get(HssSettings.SHARDS);
        int count = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
        JdbcStore store = JdbcStore.open(settings.get(HssSettings.DATABASE));
        ThreadShards shards = new ThreadShards("hss", count);
        NettyNetwork network = new NettyNetwork(NETWORK_THREADS);
        HssNode node = new HssNode(config, store, network, shards, meters);
        RunningHss running = new RunningHss(node, shards, network);
        try {
            node.start();
        } catch (IOException e) {
            running.close();
            throw e;
        }
        return running;
    }
}
