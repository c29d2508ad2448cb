package org.gatehouse.ims.scscf.testbed;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.io.InMemoryCx;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.net.Network;
import org.gatehouse.ims.core.net.TrustedPeers;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.stream.CoreTransport;
import org.gatehouse.ims.core.sip.stream.SizedRequests;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.sip.transaction.ServerTransaction;
import org.gatehouse.ims.core.sip.transaction.TransactionLayer;
import org.gatehouse.ims.core.sip.transaction.TransactionTimers;
import org.gatehouse.ims.core.sip.transaction.TransactionUser;
import org.gatehouse.ims.scscf.auth.Reauthentication;
import org.gatehouse.ims.scscf.auth.ReauthenticationOrder;
import org.gatehouse.ims.scscf.config.IcscfConfig;
import org.gatehouse.ims.scscf.config.ScscfConfig;
import org.gatehouse.ims.scscf.icscf.ServerDirectory;
import org.gatehouse.ims.scscf.icscf.ServerEntry;
import org.gatehouse.ims.scscf.io.CxAccess;
import org.gatehouse.ims.scscf.io.IcscfNode;
import org.gatehouse.ims.scscf.io.RegistrationView;
import org.gatehouse.ims.scscf.io.ScscfNode;
import org.gatehouse.ims.scscf.routing.RoutingPolicy;
import org.jspecify.annotations.Nullable;

/** I-CSCF, S-CSCF and an HSS in a simulated network, and a P-CSCF that a test speaks through. */
public final class HomeBed {
    public static final InetSocketAddress PCSCF = Addresses.at("127.0.0.1", 5070);
    public static final InetSocketAddress ICSCF = Addresses.at("127.0.0.1", 5081);
    public static final InetSocketAddress SCSCF = Addresses.at("127.0.0.1", 5082);

    public final VirtualTime time = new VirtualTime();
    public final SimNetwork network;
    public final TestHss hss;
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Requests that came for UEs. */
    public final List<SipRequest> delivered = new ArrayList<>();

    private final List<SipResponse> received = new ArrayList<>();
    private final ScscfNode scscf;
    private final Network.Datagrams socket;
    private final TransactionLayer layer;

    public HomeBed(long seed) throws IOException {
        this(seed, cx -> cx);
    }

    /**
     * @param cx what stands between the CSCFs and the HSS
     */
    public HomeBed(long seed, UnaryOperator<CxAccess> cx) throws IOException {
        network = new SimNetwork(time, seed);
        VirtualShards hssShards = new VirtualShards(time, 2, seed + 1);
        hss = new TestHss(hssShards.get(0).random());
        CxAccess access = cx.apply(new InMemoryCx(hss, hssShards)::clientFor);
        Network host = network.host(InetAddress.getLoopbackAddress());
        VirtualShards shards = new VirtualShards(time, 4, seed + 2);
        scscf = new ScscfNode(scscfConfig(), host, shards, meters, access);
        IcscfNode icscf = new IcscfNode(icscfConfig(), host, shards, meters, access);
        scscf.start();
        icscf.start();
        VirtualShards own = new VirtualShards(time, 1, seed + 3);
        socket = host.openDatagrams(PCSCF, this::fromNetwork);
        layer =
                new TransactionLayer(
                        own.get(0),
                        (message, flow) -> socket.send(flow.remote(), message.encode()),
                        new Delivered(),
                        TransactionTimers.RFC_3261);
    }

    private static TrustedPeers peers() {
        return new TrustedPeers(List.of(InetAddress.getLoopbackAddress()));
    }

    private static ScscfConfig scscfConfig() {
        return new ScscfConfig(
                SCSCF,
                peers(),
                CoreTransport.plain(SizedRequests.DEFAULT_MOST_OVER_UDP),
                SubscriberDriver.policy(Reauthentication.ALWAYS, 2, false),
                SubscriberDriver.registrar(),
                ReauthenticationOrder.USUAL,
                new RoutingPolicy(
                        SCSCF, SubscriberDriver.SERVER, Registers.DOMAIN, ICSCF, peers()));
    }

    private static IcscfConfig icscfConfig() {
        ServerEntry server = new ServerEntry(SubscriberDriver.SERVER, SCSCF, Set.of());
        return new IcscfConfig(
                ICSCF,
                peers(),
                CoreTransport.plain(SizedRequests.DEFAULT_MOST_OVER_UDP),
                Registers.DOMAIN,
                new ServerDirectory(List.of(server)),
                Duration.ofSeconds(8));
    }

    // ---- the P-CSCF: raw octets

    /** Sends octets as they are, and gives the responses of the next second. */
    public List<SipResponse> send(InetSocketAddress to, byte[] octets) {
        received.clear();
        socket.send(to, octets);
        time.advance(Duration.ofSeconds(1));
        return List.copyOf(received);
    }

    /** Sends octets as they are, and lets the network take its time. */
    public void sendOnly(InetSocketAddress to, byte[] octets) {
        socket.send(to, octets);
        time.advance(Duration.ofMillis(10));
    }

    /** Sends a REGISTER through the I-CSCF; there has to be one final response. */
    public SipResponse register(Registers register) {
        List<SipResponse> responses = send(ICSCF, register.octets());
        if (responses.size() != 1) {
            throw new AssertionError("expected one response: " + responses);
        }
        return responses.getFirst();
    }

    // ---- the P-CSCF: with transactions, for networks that lose

    /** Sends a REGISTER in a transaction of its own. */
    public void transact(Registers register, ClientHandler handler) {
        SipRequest request =
                register.sip()
                        .edit()
                        .set("Via", "SIP/2.0/UDP 127.0.0.1:5070;branch=" + layer.newBranch())
                        .build();
        layer.send(request, Flow.udp(PCSCF, ICSCF), handler);
    }

    /** Sends a request of the HSS to the S-CSCF, and gives the results of the next second. */
    public List<CxResult> push(PushRequest request) {
        List<CxResult> results = new ArrayList<>();
        scscf.pushHandler().handle(request, results::add);
        time.advance(Duration.ofSeconds(1));
        return results;
    }

    public List<RegistrationView> registrations() {
        CompletableFuture<List<RegistrationView>> result =
                scscf.registrations().toCompletableFuture();
        time.runDue();
        return result.join();
    }

    public double counted(String meter, String tag, String value) {
        @Nullable Counter counter = meters.find(meter).tag(tag, value).counter();
        return counter == null ? 0 : counter.count();
    }

    private void fromNetwork(InetSocketAddress from, byte[] octets) {
        try {
            SipMessage message = SipMessage.parse(octets);
            if (message instanceof SipResponse response) {
                received.add(response);
            }
            layer.received(message, Flow.udp(PCSCF, from));
        } catch (SipParseException e) {
            // the refusal of a broken request has its faults in it
            String text = new String(octets, StandardCharsets.ISO_8859_1);
            if (!text.startsWith("SIP/2.0 400 ") && !text.startsWith("SIP/2.0 5")) {
                throw new AssertionError(e);
            }
        }
    }

    /** Takes every request for a UE, and answers as the UE would. */
    private final class Delivered implements TransactionUser {
        @Override
        public void request(ServerTransaction transaction) {
            delivered.add(transaction.request());
            transaction.respond(
                    SipResponse.answering(transaction.request(), 200).toTag("ue").build());
        }

        @Override
        public void strayResponse(SipResponse response, Flow flow) {
            // raw octets have no transaction; what matters of them is in the list
        }
    }
}
