package org.gatehouse.ims.hss.io;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.gatehouse.ims.core.admin.ApiAction.Outcome;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.push.PushProfile;
import org.gatehouse.ims.core.diameter.cx.push.PushRequest;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination.Reason;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.hss.config.HssConfig;
import org.gatehouse.ims.hss.store.MemoryStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the operator orders, from the HTTP resource to the S-CSCF, through Diameter octets. */
class HssOrdersTest {
    private static final String REALM = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final String IMPI = "001010000000001@" + REALM;
    private static final String IMPU = "sip:" + IMPI;
    private static final String SCSCF = "sip:127.0.0.1:5082";
    private static final InetSocketAddress CX =
            new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 3868);

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 1);
    private final VirtualShards hssShards = new VirtualShards(time, 3, 2);
    private final VirtualShards scscfShards = new VirtualShards(time, 2, 3);
    private final MemoryStore store = new MemoryStore();
    private final HssNode hss = node();
    private final List<PushRequest> pushed = new ArrayList<>();
    private final DiameterCxClient client =
            new DiameterCxClient(
                    new CxRoute(new LocalPeer("scscf." + REALM, REALM, "test", 1), REALM),
                    List.of(CX),
                    Duration.ofSeconds(4),
                    PeerTimes.DEFAULT,
                    network.host(InetAddress.ofLiteral("10.0.0.2")),
                    scscfShards,
                    new SimpleMeterRegistry());
    private CxResult scscfSays = CxResult.DIAMETER_SUCCESS;

    private HssNode node() {
        return new HssNode(
                HssConfig.lab(CX, 3),
                store,
                network.host(CX.getAddress()),
                hssShards,
                new SimpleMeterRegistry());
    }

    @BeforeEach
    void register() throws IOException {
        hss.start();
        client.serve((request, reply) -> {
            pushed.add(request);
            reply.accept(scscfSays);
        });
        client.start();
        time.advance(Duration.ofSeconds(1));
        ask(new ServerAssignment(IMPI, List.of(IMPU), SCSCF, AssignmentType.REGISTRATION, false));
    }

    private CxOutcome ask(CxRequest request) {
        List<CxOutcome> outcomes = new ArrayList<>();
        client.forShard(scscfShards.get(1)).send(request, outcomes::add);
        assertThat(time.runUntil(() -> !outcomes.isEmpty(), Duration.ofSeconds(5))).isTrue();
        return outcomes.getFirst();
    }

    private Outcome order(String action, Map<String, List<String>> fields) {
        return order(hss, action, fields);
    }

    private Outcome order(HssNode node, String action, Map<String, List<String>> fields) {
        CompletableFuture<Outcome> answer =
                Objects.requireNonNull(node.actions().get(action))
                        .post(fields)
                        .toCompletableFuture();
        time.runUntil(answer::isDone, Duration.ofSeconds(10));
        return answer.join();
    }

    private boolean isRegistered() {
        CxOutcome outcome = ask(new LocationInfo(IMPU, false));
        return ((CxOutcome.Answered) outcome).answer().result().equals(CxResult.DIAMETER_SUCCESS);
    }

    @Test
    void aDeregistrationReachesTheScscfThatServesTheUser() {
        assertThat(isRegistered()).isTrue();

        Outcome outcome = order("deregister", Map.of("impi", List.of(IMPI)));

        assertThat(outcome).isEqualTo(new Outcome(200, new HssOrders.Done(IMPI, SCSCF)));
        assertThat(pushed)
                .containsExactly(
                        new RegistrationTermination(
                                IMPI, List.of(), List.of(), Reason.PERMANENT_TERMINATION, null));
        assertThat(isRegistered()).isFalse();
    }

    @Test
    void theProfileReachesTheScscfThatServesTheUser() {
        assertThat(order("push-profile", Map.of("impi", List.of(IMPI))).status()).isEqualTo(200);
        assertThat(pushed).hasSize(1).first().isInstanceOf(PushProfile.class);
        assertThat(isRegistered()).isTrue();
    }

    @Test
    void anScscfThatIsNotConnectedIsToldAsA502AndTheUserIsNotRegisteredAnyMore() {
        client.close();
        time.advance(Duration.ofSeconds(3));

        Outcome outcome = order("deregister", Map.of("impi", List.of(IMPI)));

        assertThat(outcome.status()).isEqualTo(502);
        assertThat(outcome.value().toString()).contains(SCSCF, "not connected");
        assertThat(order("deregister", Map.of("impi", List.of(IMPI))).status()).isEqualTo(409);
    }

    @Test
    void anScscfThatRefusesIsA502() {
        scscfSays = CxResult.DIAMETER_UNABLE_TO_COMPLY;
        Outcome outcome = order("push-profile", Map.of("impi", List.of(IMPI)));
        assertThat(outcome.status()).isEqualTo(502);
        assertThat(outcome.value().toString()).contains("5012");
    }

    @Test
    void whatMakesNoSenseIsRefusedWithWhatWasExpected() {
        assertThat(order("deregister", Map.of()).status()).isEqualTo(400);
        assertThat(
                        order(
                                        "deregister",
                                        Map.of("impi", List.of(IMPI), "reason", List.of("whim")))
                                .value()
                                .toString())
                .contains("permanent-termination", "remove-s-cscf");
        assertThat(order("deregister", Map.of("impi", List.of("nobody@" + REALM))).status())
                .isEqualTo(404);
        assertThat(
                        order(
                                        "deregister",
                                        Map.of(
                                                "impi", List.of(IMPI),
                                                "impus", List.of("sip:x@" + REALM)))
                                .status())
                .isEqualTo(409);
        assertThat(pushed).isEmpty();
    }

    @Test
    void theDiameterHostOfTheScscfIsKept() {
        assertThat(store.servers()).containsExactly(Map.entry(SCSCF, "scscf." + REALM));
    }
}
