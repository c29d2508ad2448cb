package org.gatehouse.ims.hss.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_FIRST_REGISTRATION;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUBSEQUENT_REGISTRATION;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_SUCCESS;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Isim.Result.Accepted;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.diameter.LocalPeer;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxAnswer;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxRoute;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuthAnswer;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.ServerAssignmentAnswer;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.diameter.io.DiameterCxClient;
import org.gatehouse.ims.core.diameter.peer.PeerTimes;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sim.VirtualShards;
import org.gatehouse.ims.core.sim.VirtualTime;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.hss.config.HssConfig;
import org.gatehouse.ims.hss.config.LabSubscribers;
import org.gatehouse.ims.hss.store.MemoryStore;
import org.gatehouse.ims.hss.subscriber.SubscriberKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The whole HSS in a simulated network, each request through Diameter octets. */
class HssNodeTest {
    private static final String REALM = "ims.mnc001.mcc001.3gppnetwork.org";
    private static final String IMPI = "001010000000001@" + REALM;
    private static final String IMPU = "sip:" + IMPI;
    private static final String SCSCF = "sip:scscf." + REALM;
    private static final InetSocketAddress CX =
            new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 3868);

    private final VirtualTime time = new VirtualTime();
    private final SimNetwork network = new SimNetwork(time, 1);
    private final VirtualShards hssShards = new VirtualShards(time, 3, 2);
    private final VirtualShards scscfShards = new VirtualShards(time, 2, 3);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final HssNode hss =
            new HssNode(
                    HssConfig.lab(CX, 3),
                    new MemoryStore(),
                    network.host(CX.getAddress()),
                    hssShards,
                    meters);
    private final DiameterCxClient client =
            new DiameterCxClient(
                    new CxRoute(new LocalPeer("scscf." + REALM, REALM, "test", 1), REALM),
                    List.of(CX),
                    Duration.ofSeconds(4),
                    PeerTimes.DEFAULT,
                    network.host(InetAddress.ofLiteral("10.0.0.2")),
                    scscfShards,
                    new SimpleMeterRegistry());

    @BeforeEach
    void connect() throws IOException {
        assertThat(hss.problems()).containsExactly("not started");
        hss.start();
        client.start();
        assertThat(time.runUntil(client::isConnected, Duration.ofSeconds(5))).isTrue();
    }

    @Test
    @Requirement({
        "arch-mutual-auth",
        "arch-icscf-assigns",
        "aka-pending-flag",
        "aka-implicit-set",
        "aka-av-batch"
    })
    void aUserRegistersOverCx() {
        UserAuthorizationAnswer first = (UserAuthorizationAnswer) ask(authorization());
        MultimediaAuthAnswer vectors =
                (MultimediaAuthAnswer) ask(new MultimediaAuth(IMPI, IMPU, SCSCF, 2, null));
        UserAuthorizationAnswer second = (UserAuthorizationAnswer) ask(authorization());
        ServerAssignmentAnswer profile = (ServerAssignmentAnswer) ask(registration());

        assertThat(first.result()).isEqualTo(DIAMETER_FIRST_REGISTRATION);
        assertThat(second.result()).isEqualTo(DIAMETER_SUBSEQUENT_REGISTRATION);
        assertThat(second.serverName()).isEqualTo(SCSCF);
        assertThat(profile.result()).isEqualTo(DIAMETER_SUCCESS);
        String xml = Objects.requireNonNull(profile.userDataXml());
        assertThat(UserProfileXml.read(xml).orElseThrow().unbarredImpus())
                .containsExactly(IMPU, "tel:+999010000000001");
        SoftIsim card = new SoftIsim(key().algorithm(), SqnArray.fresh());
        for (AuthenticationVector vector : vectors.vectors()) {
            assertThat(card.authenticate(vector.rand(), vector.autn()))
                    .isInstanceOf(Accepted.class);
        }
    }

    @Test
    @Requirement("arch-key-stays")
    void peopleSeeSubscribersAndNoKeys() {
        ask(new MultimediaAuth(IMPI, IMPU, SCSCF, 1, null));
        JsonNode pending = subscribers();
        ask(registration());
        JsonNode registered = subscribers();

        assertThat(pending.get("total").asInt()).isEqualTo(3);
        assertThat(state(pending)).isEqualTo("authentication-pending");
        assertThat(state(registered)).isEqualTo("registered");
        assertThat(registered.get("subscribers").get(0).get("scscf").asText()).isEqualTo(SCSCF);
        assertThat(registered.toString())
                .doesNotContainIgnoringCase("fec86ba6eb707ed08905757b1bb44b8f")
                .doesNotContainIgnoringCase("1006020f0a478bf6b699f15c062e42b3")
                .doesNotContain("\"key\"", "\"k\"", "\"opc\"");
    }

    @Test
    void whatItDoesIsCounted() {
        ask(new MultimediaAuth(IMPI, IMPU, SCSCF, 3, null));

        assertThat(meters.counter("hss.vectors").count()).isEqualTo(3);
        assertThat(meters.counter("hss.answers", "command", "MAR", "result", "2001").count())
                .isEqualTo(1);
        assertThat(meters.get("hss.subscribers").gauge().value()).isEqualTo(3);
        assertThat(hss.problems()).isEmpty();
    }

    private CxAnswer ask(CxRequest request) {
        List<CxOutcome> outcomes = new ArrayList<>();
        scscfShards
                .get(1)
                .offer(() -> client.forShard(scscfShards.get(1)).send(request, outcomes::add));
        assertThat(time.runUntil(() -> !outcomes.isEmpty(), Duration.ofSeconds(5))).isTrue();
        return ((CxOutcome.Answered) outcomes.getFirst()).answer();
    }

    private JsonNode subscribers() {
        Object page =
                Objects.requireNonNull(hss.api().get("subscribers"))
                        .get()
                        .toCompletableFuture()
                        .join();
        return new ObjectMapper().valueToTree(page);
    }

    private static String state(JsonNode page) {
        return page.get("subscribers").get(0).get("sets").get(0).get("state").asText();
    }

    private static SubscriberKey key() {
        return LabSubscribers.of(REALM, 1).getFirst().key();
    }

    private static UserAuthorization authorization() {
        return new UserAuthorization(
                IMPI, IMPU, "visited.net", UserAuthorization.Type.REGISTRATION);
    }

    private static ServerAssignment registration() {
        return new ServerAssignment(IMPI, List.of(IMPU), SCSCF, AssignmentType.REGISTRATION, false);
    }
}
