package org.gatehouse.ims.ue.lab;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.io.DiameterCxServer;
import org.gatehouse.ims.core.diameter.peer.AllowedPeers;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.hss.config.LabSubscribers;
import org.gatehouse.ims.hss.cx.HssPolicy;
import org.gatehouse.ims.hss.io.HssService;
import org.gatehouse.ims.hss.store.MemoryStore;
import org.gatehouse.ims.hss.store.SubscriberStore;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.gatehouse.ims.pcscf.io.PcscfNode;
import org.gatehouse.ims.scscf.config.HomeSchemas;
import org.gatehouse.ims.scscf.config.IcscfConfig;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.config.ScscfSettings;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import org.gatehouse.ims.scscf.io.IcscfNode;
import org.gatehouse.ims.scscf.io.ScscfNode;

/**
 * HSS, S-CSCF, I-CSCF and P-CSCF of the lab in one JVM, with real SIP, Diameter and ESP between
 * them, on whatever network and shards it is given.
 */
public final class LabCore implements AutoCloseable {
    public static final String HOME_DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";

    private final List<AutoCloseable> running = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final SubscriberStore store = new MemoryStore();
    private final PcscfNode pcscf;
    private final ScscfNode scscf;
    private final DiameterCxClient cx;
    private final HssService hss;

    /**
     * Starts the four nodes at four addresses of one network.
     *
     * @param hosts the network as a host with that address sees it
     * @param prefix first three octets of the addresses, for example {@code 127.0.9}
     * @param overrides settings as after {@code --set}, for example {@code
     *     pcscf.sec-agree=optional}
     */
    public LabCore(
            Function<InetAddress, Network> hosts,
            String prefix,
            Shards shards,
            int subscribers,
            String... overrides)
            throws IOException, ConfigException {
        InetAddress hss = InetAddress.ofLiteral(prefix + ".1");
        InetAddress home = InetAddress.ofLiteral(prefix + ".2");
        InetAddress edge = InetAddress.ofLiteral(prefix + ".3");
        store.provision(LabSubscribers.of(HOME_DOMAIN, subscribers));
        this.hss = startHss(hosts.apply(hss), new InetSocketAddress(hss, 3868), shards);
        Network core = hosts.apply(home);
        cx = startCx(core, new InetSocketAddress(hss, 3868), shards);
        Settings settings =
                Settings.load(
                        null,
                        settings(
                                "scscf",
                                overrides,
                                "sip=" + prefix + ".2:5082",
                                "icscf.sip=" + prefix + ".2:5081",
                                "trusted-peers=" + prefix + ".2," + prefix + ".3"),
                        "scscf",
                        HomeSchemas.SCSCF);
        ScscfConfig serving = ScscfSettings.read(settings);
        scscf = new ScscfNode(serving, core, shards, meters, cx::forShard);
        scscf.start();
        cx.serve(scscf.pushHandler());
        running.add(scscf);
        ServerEntry own = new ServerEntry(serving.auth().serverName(), serving.sip(), Set.of());
        IcscfConfig interrogating = HomeSchemas.ICSCF_BESIDE.read(settings, own);
        IcscfNode icscf = new IcscfNode(interrogating, core, shards, meters, cx::forShard);
        icscf.start();
        running.add(icscf);
        pcscf = startPcscf(hosts.apply(edge), prefix, shards, overrides);
    }

    private HssService startHss(Network network, InetSocketAddress address, Shards shards)
            throws IOException {
        HssService service = new HssService(HssPolicy.OPEN, store, shards, meters);
        LocalPeer peer = new LocalPeer("hss." + HOME_DOMAIN, HOME_DOMAIN, "Gatehouse", 1);
        DiameterCxServer server =
                new DiameterCxServer(peer, PeerTimes.DEFAULT, network, shards, service, meters);
        service.connect(server::pushClient, Map.of());
        server.listen(address, AllowedPeers.ANYONE);

        running.add(server);
        return service;
    }

    private DiameterCxClient startCx(Network network, InetSocketAddress hss, Shards shards) {
        LocalPeer peer = new LocalPeer("scscf." + HOME_DOMAIN, HOME_DOMAIN, "Gatehouse", 1);
        DiameterCxClient client =
                new DiameterCxClient(
                        new CxRoute(peer, HOME_DOMAIN),
                        List.of(hss),
                        Duration.ofSeconds(5),
                        PeerTimes.DEFAULT,
                        network,
                        shards,
                        meters);
        client.start();
        running.add(client);
        return client;
    }

    private PcscfNode startPcscf(Network network, String prefix, Shards shards, String... overrides)
            throws IOException, ConfigException {
        Settings settings =
                Settings.load(
                        null,
                        settings(
                                "pcscf",
                                overrides,
                                "sip=" + prefix + ".3:5060",
                                "mw=" + prefix + ".3:5070",
                                "esp=" + prefix + ".3:4500",
                                "icscf=" + prefix + ".2:5081"),
                        "pcscf",
                        PcscfSettings.SCHEMA);
        PcscfNode node = new PcscfNode(PcscfConfig.of(settings), network, shards, meters);
        node.start();
        running.add(node);
        return node;
    }

    private static List<String> settings(String section, String[] overrides, String... own) {
        List<String> result = new ArrayList<>(List.of(own));
        for (String override : overrides) {
            if (override.startsWith(section + ".")) {
                result.add(override);
            }
        }
        return result;
    }

    /** Where UEs send their first REGISTER. */
    public InetSocketAddress gm() {
        return pcscf.gm();
    }

    public PcscfNode pcscf() {
        return pcscf;
    }

    /** The HSS, for what an operator has it do. */
    public HssService hss() {
        return hss;
    }

    public ScscfNode scscf() {
        return scscf;
    }

    /** Whether the CSCFs reach the HSS. */
    public boolean isReady() {
        return cx.isConnected();
    }

    public SimpleMeterRegistry meters() {
        return meters;
    }

    @Override
    public void close() throws IOException {
        for (AutoCloseable node : running.reversed()) {
            try {
                node.close();
            } catch (Exception e) {
                throw new IOException("a node did not stop", e);
            }
        }
        store.close();
    }
}
