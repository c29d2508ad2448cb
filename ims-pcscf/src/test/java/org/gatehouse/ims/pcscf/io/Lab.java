package org.gatehouse.ims.pcscf.io;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.gatehouse.ims.core.config.ConfigException;
import org.gatehouse.ims.core.config.Settings;
import org.gatehouse.ims.core.digest.DigestCredentials;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.secagree.SpisAndPorts;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.config.PcscfConfig;
import org.gatehouse.ims.pcscf.config.PcscfSettings;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.jspecify.annotations.Nullable;

/** A P-CSCF in the simulated network, a home network that answers as told, and scripted UEs. */
final class Lab {
    static final long SEED = 42;
    static final InetSocketAddress GM = address("127.0.0.1", 5060);
    static final InetSocketAddress MW = address("127.0.0.1", 5070);
    static final InetSocketAddress ESP = address("127.0.0.1", 4500);
    private static final InetSocketAddress ICSCF = address("127.0.0.1", 5081);

    final VirtualTime time = new VirtualTime();
    final SimNetwork network = new SimNetwork(time, SEED);
    final VirtualShards shards;
    final MeterRegistry meters = new SimpleMeterRegistry();
    final PcscfNode node;
    final List<SipRequest> atHome = new ArrayList<>();
    private final Network.Datagrams home;
    private int nonces;
    private byte[] sm7 = {};
    private String agreed = "";

    /** What the home network answers; null for nothing. */
    Function<SipRequest, @Nullable SipResponse> homeAnswers = this::asUsual;

    Lab(int shardCount, String... overrides) throws Exception {
        shards = new VirtualShards(time, shardCount, SEED);
        node = new PcscfNode(config(overrides), network.host(GM.getAddress()), shards, meters);
        node.start();
        home =
                network.host(ICSCF.getAddress())
                        .openDatagrams(ICSCF, (from, octets) -> homeCame(from, octets));
        network.host(address("127.0.0.1", 5082).getAddress())
                .openDatagrams(
                        address("127.0.0.1", 5082), (from, octets) -> homeCame(from, octets));
    }

    /** One more P-CSCF, at an address and on a network of its own. */
    PcscfNode node(Network its, String address, String... overrides) throws ConfigException {
        List<String> all = new ArrayList<>(List.of(overrides));
        all.add("sip=" + address + ":5060");
        all.add("mw=" + address + ":5070");
        all.add("esp=" + address + ":4500");
        return new PcscfNode(
                config(all.toArray(String[]::new)), its, shards, new SimpleMeterRegistry());
    }

    /** The network of a host that may not open raw sockets. */
    Network withoutBareIp(String address) {
        Network host = network.host(InetAddress.ofLiteral(address));
        return new Network() {
            @Override
            public Datagrams openDatagrams(InetSocketAddress local, DatagramHandler handler)
                    throws IOException {
                return host.openDatagrams(local, handler);
            }

            @Override
            public Listener listen(InetSocketAddress local, StreamAcceptor acceptor)
                    throws IOException {
                return host.listen(local, acceptor);
            }

            @Override
            public void connect(InetSocketAddress remote, StreamHandler handler) {
                host.connect(remote, handler);
            }

            @Override
            public void connect(
                    InetSocketAddress from, InetSocketAddress remote, StreamHandler handler) {
                host.connect(from, remote, handler);
            }

            @Override
            public IpPackets openIp(InetAddress local, int protocol, IpHandler handler)
                    throws IOException {
                throw new IOException("no bare IP here");
            }

            @Override
            public void close() {
                host.close();
            }
        };
    }

    static PcscfConfig config(String... overrides) throws ConfigException {
        // what these tests see of the core is REGISTERs; subscriptions are shown with a whole core
        List<String> all = new ArrayList<>(List.of("reg-event-subscribe=false"));
        all.addAll(List.of(overrides));
        return PcscfConfig.of(Settings.load(null, all, "pcscf", PcscfSettings.SCHEMA));
    }

    private void homeCame(InetSocketAddress from, byte[] octets) {
        SipRequest request = (SipRequest) UeMessages.parse(octets);
        atHome.add(request);
        SipResponse response = homeAnswers.apply(request);
        if (response != null) {
            home.send(from, response.encode());
        }
    }

    /** Challenges what has no answer in it, unless it came protected; takes every answer. */
    SipResponse asUsual(SipRequest request) {
        if (!request.method().equals("REGISTER")) {
            return HomeMessages.failure(request, 202);
        }
        DigestCredentials credentials = credentials(request);
        boolean ends = "0".equals(request.header("Expires"));
        return credentials.response().isEmpty() && !ends
                ? HomeMessages.challenge(request, "nonce" + ++nonces)
                : HomeMessages.ok(request, ends ? 0 : 3600);
    }

    static DigestCredentials credentials(SipRequest request) {
        try {
            return DigestCredentials.parse(String.valueOf(request.header("Authorization")));
        } catch (DigestSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    ScriptedUe ue(String address) throws Exception {
        return new ScriptedUe(
                network.host(InetAddress.ofLiteral(address)), shards.get(0), address, GM);
    }

    void run(long seconds) {
        time.advance(Duration.ofSeconds(seconds));
    }

    /** Lets messages cross, without any retransmission. */
    void settle() {
        time.advance(Duration.ofMillis(100));
    }

    UeMessages sm1(ScriptedUe ue, SpisAndPorts own) {
        UeMessages sm1 = UeMessages.sm1(ScriptedUe.offerText(ue.offeredMode, own));
        sm1.viaHost = ue.address.getHostAddress() + ":5060";
        return sm1;
    }

    /** SM7 to the SM6 that the UE heard last. */
    UeMessages sm7(ScriptedUe ue, SpisAndPorts own) {
        SipResponse sm6 = ue.lastResponse();
        UeMessages sm7 = sm1(ue, own);
        sm7.viaHost = ue.address.getHostAddress() + ":" + own.portS();
        sm7.nonce =
                String.valueOf(sm6.header("WWW-Authenticate"))
                        .replaceAll(".*nonce=\"([^\"]*)\".*", "$1");
        sm7.response = "0123456789abcdef0123456789abcdef";
        sm7.verify = String.join(", ", sm6.headers("Security-Server"));
        return sm7;
    }

    /** Registers; SM1 goes bare, or over a set. */
    SetId register(ScriptedUe ue, SpisAndPorts own, @Nullable SetId over) throws Exception {
        UeMessages sm1 = sm1(ue, own);
        if (over == null) {
            ue.sendBare(sm1.octets());
        } else {
            ue.sendOver(over, sm1.octets());
        }
        settle();
        SetId set = ue.install(own, ue.lastResponse());
        UeMessages answer = sm7(ue, own);
        agreed = String.valueOf(answer.verify);
        sm7 = answer.octets();
        ue.sendOver(set, sm7);
        settle();
        return set;
    }

    /** The octets of the last SM7 of {@link #register}. */
    byte[] sm7Sent() {
        return sm7.clone();
    }

    /** Security-Server of the last {@link #register}. */
    String agreed() {
        return agreed;
    }

    double count(String name, String tag, String value) {
        return meters.get(name).tag(tag, value).counter().count();
    }

    @SuppressWarnings("unchecked")
    <T> List<T> api(String path) {
        var answer = Objects.requireNonNull(node.api().get(path)).get().toCompletableFuture();
        settle();
        return (List<T>) answer.join();
    }

    static InetSocketAddress address(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }
}
