package org.gatehouse.ims.ue.lab;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Schema;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.net.HostPort;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.runtime.Shards;
import org.gatehouse.ims.hss.config.HssConfig;
import org.gatehouse.ims.hss.config.HssSettings;
import org.gatehouse.ims.hss.io.HssNode;
import org.gatehouse.ims.hss.store.MemoryStore;
import org.gatehouse.ims.hss.store.SubscriberStore;
import org.gatehouse.ims.hss.subscriber.Subscriber;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.gatehouse.ims.pcscf.io.PcscfNode;
import org.gatehouse.ims.scscf.config.CommonSettings;
import org.gatehouse.ims.scscf.config.HomeSchemas;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.config.ScscfSettings;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import org.gatehouse.ims.scscf.io.IcscfNode;
import org.gatehouse.ims.scscf.io.ScscfNode;

/**
 * HSS, S-CSCF, I-CSCF and P-CSCF of the lab in one JVM, with real SIP, Diameter and ESP between
 * them, on whatever network and shards it is given. Subscribers live in memory.
 */
public final class LabCore implements AutoCloseable {
    public static final String HOME_DOMAIN = "ims.mnc001.mcc001.3gppnetwork.org";

    private static final List<String> SECTIONS = List.of("hss", "scscf", "icscf", "pcscf");

    private final Function<InetAddress, Network> hosts;
    private final Shards shards;
    private final MeterRegistry meters;
    private final List<String> overrides;
    private final List<AutoCloseable> running = new ArrayList<>();
    private final String homeDomain;
    private final SubscriberStore store = new MemoryStore();
    private final HssNode hss;
    private final DiameterCxClient cx;
    private final ScscfNode scscf;
    private final IcscfNode icscf;
    private final CorePlaces places;
    private PcscfNode pcscf;

    /** As the other one, at three addresses of its own and with counters that nobody scrapes. */
    public LabCore(
            Function<InetAddress, Network> hosts,
            String prefix,
            Shards shards,
            int subscribers,
            String... overrides)
            throws IOException, ConfigException {
        this(
                hosts,
                CorePlaces.apart(prefix),
                shards,
                new SimpleMeterRegistry(),
                subscribers,
                List.of(overrides));
    }

    /**
     * Starts the four nodes.
     *
     * @param hosts the network as a host with that address sees it
     * @param overrides settings as after {@code --set}, for example {@code
     *     pcscf.sec-agree=optional}
     * @throws IOException if an address is not free; nothing runs then
     * @throws ConfigException if an override names no daemon or key, or has a bad value
     */
    public LabCore(
            Function<InetAddress, Network> hosts,
            CorePlaces places,
            Shards shards,
            MeterRegistry meters,
            int subscribers,
            List<String> overrides)
            throws IOException, ConfigException {
        this.hosts = hosts;
        this.places = places;
        this.shards = shards;
        this.meters = meters;
        this.overrides = List.copyOf(overrides);
        refuseUnknownNames(overrides);
        try {
            HssConfig home =
                    HssConfig.of(
                            settings(
                                    "hss",
                                    HssSettings.SCHEMA,
                                    "cx=" + HostPort.of(places.cx()),
                                    // on sockets Diameter leaves from the first loopback address,
                                    // or from the one that it goes to
                                    "allowed-peers=127.0.0.1,::1,"
                                            + places.cx().getAddress().getHostAddress()
                                            + ","
                                            + places.scscf().getAddress().getHostAddress(),
                                    "subscribers=" + subscribers));
            homeDomain = home.homeDomain();
            hss = startHss(home);
            Settings serving = homeSettings(places);
            Network core = hosts.apply(places.scscf().getAddress());
            cx = startCx(core, serving);
            ScscfConfig server = ScscfSettings.read(serving);
            scscf = new ScscfNode(server, core, shards, meters, cx::forShard);
            running.add(scscf);
            scscf.start();
            cx.serve(scscf.pushHandler());
            ServerEntry own = new ServerEntry(server.auth().serverName(), server.sip(), Set.of());
            icscf =
                    new IcscfNode(
                            HomeSchemas.ICSCF_BESIDE.read(serving, own),
                            core,
                            shards,
                            meters,
                            cx::forShard);
            running.add(icscf);
            icscf.start();
            pcscf = startPcscf(places);
        } catch (IOException | ConfigException | RuntimeException e) {
            close();
            throw e;
        }
    }

    private HssNode startHss(HssConfig config) throws IOException {
        Network network = hosts.apply(config.cx().getAddress());
        HssNode node = new HssNode(config, store, network, shards, meters);
        running.add(node);
        node.start();
        return node;
    }

    private Settings homeSettings(CorePlaces places) throws ConfigException {
        String peers =
                places.scscf().getAddress().getHostAddress()
                        + ","
                        + places.mw().getAddress().getHostAddress();
        return settings(
                "scscf",
                HomeSchemas.SCSCF,
                "sip=" + HostPort.of(places.scscf()),
                "icscf.sip=" + HostPort.of(places.icscf()),
                "hss=" + HostPort.of(hss.cx()),
                "home-domain=" + homeDomain,
                "trusted-peers=" + peers);
    }

    private DiameterCxClient startCx(Network network, Settings settings) throws ConfigException {
        String realm = settings.get(CommonSettings.HOME_DOMAIN);
        DiameterCxClient client =
                new DiameterCxClient(
                        new CxRoute(new LocalPeer("scscf." + realm, realm, "Gatehouse", 1), realm),
                        CommonSettings.hssPeers(settings),
                        settings.get(CommonSettings.CX_TIMEOUT),
                        PeerTimes.DEFAULT.withWatchdog(settings.get(CommonSettings.CX_WATCHDOG)),
                        CommonSettings.forCx(settings, network),
                        shards,
                        meters);
        running.add(client);
        client.start();
        return client;
    }

    private PcscfNode startPcscf(CorePlaces places) throws IOException, ConfigException {
        Settings settings =
                settings(
                        "pcscf",
                        PcscfSettings.SCHEMA,
                        "sip=" + HostPort.of(places.gm()),
                        "mw=" + HostPort.of(places.mw()),
                        "esp=" + HostPort.of(places.esp()),
                        "icscf=" + HostPort.of(icscf.local()));
        Network network = hosts.apply(places.gm().getAddress());
        PcscfNode node = new PcscfNode(PcscfConfig.of(settings), network, shards, meters);
        running.add(node);
        node.start();
        return node;
    }

    /** What the lab needs of a daemon, and over it what was asked for. */
    private Settings settings(String section, Schema schema, String... own) throws ConfigException {
        List<String> all = new ArrayList<>(List.of(own));
        for (String override : overrides) {
            boolean guest = section.equals("scscf") && override.startsWith("icscf.");
            if (guest || override.startsWith(section + ".")) {
                all.add(override);
            }
        }
        return Settings.load(null, all, section, schema);
    }

    private static void refuseUnknownNames(List<String> overrides) throws ConfigException {
        for (String override : overrides) {
            if (SECTIONS.stream().noneMatch(name -> override.startsWith(name + "."))) {
                throw new ConfigException(
                        String.format(
                                Locale.ROOT,
                                "%s: found no daemon's name before the key (expected:"
                                        + " DAEMON.KEY=VALUE with DAEMON one of %s)",
                                override,
                                String.join(", ", SECTIONS)));
            }
        }
    }

    /** As if the P-CSCF had been killed and started again: all that it held in memory is gone. */
    public void restartPcscf() throws IOException, ConfigException {
        pcscf.close();
        running.remove(pcscf);
        pcscf = startPcscf(places);
    }

    /** Adds subscribers to those of the lab. */
    public void provision(List<Subscriber> subscribers) throws IOException {
        store.provision(subscribers);
    }

    /** Where UEs send their first REGISTER. */
    public InetSocketAddress gm() {
        return pcscf.gm();
    }

    public String homeDomain() {
        return homeDomain;
    }

    public HssNode hss() {
        return hss;
    }

    public ScscfNode scscf() {
        return scscf;
    }

    public IcscfNode icscf() {
        return icscf;
    }

    public PcscfNode pcscf() {
        return pcscf;
    }

    /** Whether the CSCFs reach the HSS. */
    public boolean isReady() {
        return cx.isConnected();
    }

    public MeterRegistry meters() {
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
        running.clear();
    }
}
