package org.gatehouse.ims.scscf.cli;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.gatehouse.ims.core.admin.ApiAction;
import org.gatehouse.ims.core.admin.ApiResource;
import org.gatehouse.ims.core.cli.Daemon;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.core.runtime.ThreadShards;
import org.gatehouse.ims.core.transport.NettyNetwork;
import org.gatehouse.ims.scscf.config.CommonSettings;
import org.gatehouse.ims.scscf.config.IcscfConfig;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.io.IcscfNode;
import org.gatehouse.ims.scscf.io.ScscfNode;
import org.jspecify.annotations.Nullable;

/** Roles of the home network in one process: shared threads, sockets and way to the HSS. */
final class HomeDaemon implements Daemon {
    private static final String PRODUCT = "Gatehouse";

    /** Threads that read sockets: the work is done on the shards. */
    private static final int NETWORK_THREADS = 1;

    private final Network network;
    private final Shards shards;
    private final DiameterCxClient cx;
    private final MeterRegistry meters;
    private @Nullable ScscfNode scscf;
    private @Nullable IcscfNode icscf;

    /**
     * @param name prefix of threads, and the host part of the Diameter identity
     */
    HomeDaemon(String name, Settings settings, MeterRegistry meters) throws ConfigException {
        this.meters = meters;
        List<InetSocketAddress> hssPeers = CommonSettings.hssPeers(settings);
        int wanted = settings.get(CommonSettings.SHARDS);
        int count = wanted == 0 ? Runtime.getRuntime().availableProcessors() : wanted;
        network = new NettyNetwork(NETWORK_THREADS);
        shards = new ThreadShards(name, count);
        String realm = settings.get(CommonSettings.HOME_DOMAIN);
        int startedAt = (int) shards.get(0).now().getEpochSecond();
        LocalPeer own = new LocalPeer(name + "." + realm, realm, PRODUCT, startedAt);
        cx =
                new DiameterCxClient(
                        new CxRoute(own, realm),
                        hssPeers,
                        settings.get(CommonSettings.CX_TIMEOUT),
                        PeerTimes.DEFAULT.withWatchdog(settings.get(CommonSettings.CX_WATCHDOG)),
                        CommonSettings.forCx(settings, network),
                        shards,
                        meters);
        cx.start();
    }

    /** Adds the S-CSCF; on failure all is closed. */
    HomeDaemon serve(ScscfConfig config) throws IOException {
        try {
            ScscfNode node = new ScscfNode(config, network, shards, meters, cx::forShard);
            scscf = node;
            node.start();
            cx.serve(node.pushHandler());
            return this;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** Adds the I-CSCF; on failure all is closed. */
    HomeDaemon serve(IcscfConfig config) throws IOException {
        try {
            IcscfNode node = new IcscfNode(config, network, shards, meters, cx::forShard);
            icscf = node;
            node.start();
            return this;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    @Override
    public List<String> problems() {
        return cx.isConnected() ? List.of() : List.of("no connection to the HSS");
    }

    @Override
    public Map<String, ApiResource> api() {
        ScscfNode node = scscf;
        return node == null ? Map.of() : Map.of("registrations", node::registrations);
    }

    @Override
    public Map<String, ApiAction> actions() {
        ScscfNode node = scscf;
        return node == null ? Map.of() : node.actions();
    }

    @Override
    public void close() {
        if (icscf != null) {
            icscf.close();
        }
        if (scscf != null) {
            scscf.close();
        }
        cx.close();
        shards.close();
        network.close();
    }
}
