package org.gatehouse.ims.scscf.io;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Consumer;
import org.gatehouse.ims.core.aka.AuthVectors;
import org.gatehouse.ims.core.aka.AuthenticationVector;
import org.gatehouse.ims.core.aka.Isim;
import org.gatehouse.ims.core.aka.Milenage;
import org.gatehouse.ims.core.aka.SoftIsim;
import org.gatehouse.ims.core.aka.SqnArray;
import org.gatehouse.ims.core.aka.SqnGenerator;
import org.gatehouse.ims.core.aka.SqnProfile;
import org.gatehouse.ims.core.diameter.cx.AssignmentType;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserProfile;
import org.gatehouse.ims.core.diameter.cx.UserProfileXml;
import org.gatehouse.ims.core.diameter.cx.push.PushProfile;
import org.gatehouse.ims.core.diameter.cx.push.RegistrationTermination;
import org.gatehouse.ims.core.digest.AkaNonce;
import org.gatehouse.ims.core.digest.DigestChallenge;
import org.gatehouse.ims.core.digest.DigestSyntaxException;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.sim.NetworkFaults;
import org.gatehouse.ims.core.sim.SimNetwork;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipParseException;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.transaction.ClientHandler;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.testbed.Addresses;
import org.gatehouse.ims.scscf.testbed.HomeBed;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.gatehouse.ims.scscf.testbed.SubscriberDriver;
import org.gatehouse.ims.scscf.testbed.TestHss;
import org.junit.jupiter.api.Test;

/** I-CSCF and S-CSCF joined, over SIP in octets on a simulated network, with a true AKA card. */
class HomeNetworkTest {
    private final SoftIsim card = card(TestHss.K);

    @Test
    @Requirement({
        "arch-icscf-assigns",
        "arch-mutual-auth",
        "aka-response-check",
        "aka-implicit-set",
        "aka-pending-flag"
    })
    void aUserRegistersRefreshesAndDeregisters() throws IOException {
        HomeBed home = home();

        SipResponse challenge = home.register(Registers.register().call("a", 1));
        assertThat(challenge.status()).isEqualTo(401);
        assertThat(home.hss.serverNameOf(Registers.IMPI)).isEqualTo(SubscriberDriver.SERVER);
        assertThat(home.hss.isRegistered(Registers.IMPI)).isFalse();

        SipResponse ok = home.register(answer(challenge).call("a", 2));
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.headers("Contact")).containsExactly(Registers.CONTACT + ";expires=600000");
        assertThat(ok.headers("Path")).containsExactly(Registers.PATH);
        assertThat(ok.headers("Service-Route")).containsExactly("<sip:orig@127.0.0.1:5082;lr>");
        assertThat(ok.headerValues("P-Associated-URI"))
                .containsExactly("<" + Registers.IMPU + ">", "<" + Registers.TEL + ">");
        assertThat(ok.to().tag()).isNotNull();
        assertThat(ok.vias()).hasSize(1);
        assertThat(home.hss.isRegistered(Registers.IMPI)).isTrue();
        assertThat(home.registrations()).hasSize(1);

        SipResponse again = home.register(Registers.register().isProtected().call("a", 3));
        assertThat(again.status()).isEqualTo(401);
        assertThat(home.register(answer(again).call("a", 4)).status()).isEqualTo(200);

        SipResponse last =
                home.register(Registers.register().isProtected().expires("0").call("a", 5));
        SipResponse gone = home.register(answer(last).expires("0").call("a", 6));
        assertThat(gone.status()).isEqualTo(200);
        assertThat(gone.headers("Contact")).isEmpty();
        assertThat(home.hss.isRegistered(Registers.IMPI)).isFalse();
        assertThat(home.registrations()).isEmpty();
        assertThat(home.hss.requests(UserAuthorization.class)).hasSize(6);
    }

    @Test
    @Requirement("aka-av-fifo-once")
    void aRetransmittedRegisterGetsTheSameChallengeAgainAndCostsNoVector() throws IOException {
        HomeBed home = home();

        SipResponse first = home.register(Registers.register());
        SipResponse second = home.register(Registers.register());

        assertThat(nonce(second)).isEqualTo(nonce(first));
        assertThat(home.hss.requests(MultimediaAuth.class)).hasSize(1);
        assertThat(home.hss.requests(UserAuthorization.class)).hasSize(1);
    }

    @Test
    @Requirement({"sync-scscf-av-req", "sync-then-success"})
    void aCardThatIsAheadResynchronisesAndThenRegisters() throws IOException {
        HomeBed home = home();
        useUpTo(5_000);

        SipResponse stale = home.register(Registers.register().call("b", 19));
        Isim.Result.SyncFailure failure = (Isim.Result.SyncFailure) authenticate(stale);
        SipResponse fresh =
                home.register(
                        Registers.register()
                                .call("b", 20)
                                .reportingSyncFailure(
                                        nonce(stale),
                                        Base64.getEncoder().encodeToString(failure.auts())));

        assertThat(fresh.status()).isEqualTo(401);
        assertThat(home.register(answer(fresh).call("b", 21)).status()).isEqualTo(200);
    }

    @Test
    @Requirement("fail-user-bad-response")
    void aWrongResponseGets403WithoutSecurityParametersAndTheHssForgetsTheServer()
            throws IOException {
        HomeBed home = home();
        SipResponse challenge = home.register(Registers.register().call("a", 1));

        SipResponse refused =
                home.register(
                        Registers.register()
                                .call("a", 2)
                                .isProtected()
                                .answering(nonce(challenge), new byte[8]));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.reason()).isEqualTo("Auth_Failure");
        assertThat(refused.hasHeader("WWW-Authenticate")).isFalse();
        assertThat(refused.hasHeader("Authentication-Info")).isFalse();
        assertThat(home.hss.serverNameOf(Registers.IMPI)).isNull();
    }

    @Test
    void aRegistrationThatIsNotRefreshedEndsAtBothEnds() throws IOException {
        HomeBed home = home();
        SipResponse challenge = home.register(Registers.register().expires("60").call("a", 1));
        home.register(answer(challenge).expires("60").call("a", 2));

        home.time.advance(Duration.ofSeconds(61));

        assertThat(home.registrations()).isEmpty();
        assertThat(home.hss.isRegistered(Registers.IMPI)).isFalse();
        assertThat(home.hss.requests(ServerAssignment.class).getLast().type())
                .isEqualTo(AssignmentType.TIMEOUT_DEREGISTRATION);
    }

    @Test
    void theHssEndsARegistrationAndTheUserMayComeBack() throws IOException {
        HomeBed home = home();
        SipResponse challenge = home.register(Registers.register().call("a", 1));
        home.register(answer(challenge).call("a", 2));

        assertThat(
                        home.push(
                                new RegistrationTermination(
                                        "other@" + Registers.DOMAIN,
                                        List.of(),
                                        List.of(Registers.IMPI),
                                        RegistrationTermination.Reason.SERVER_CHANGE,
                                        null)))
                .containsExactly(CxResult.DIAMETER_SUCCESS);

        assertThat(home.registrations()).isEmpty();
        assertThat(home.counted("scscf.registers", "outcome", "terminated")).isOne();
        SipResponse again = home.register(Registers.register().call("b", 1));
        assertThat(home.register(answer(again).call("b", 2)).status()).isEqualTo(200);
    }

    @Test
    void theHssChangesAProfileOfARegisteredUserAlone() throws IOException {
        HomeBed home = home();
        String xml =
                UserProfileXml.write(
                        UserProfile.of(
                                Registers.IMPI,
                                List.of(new UserProfile.Identity(Registers.IMPU, false))));
        PushProfile ppr = new PushProfile(Registers.IMPI, xml);
        assertThat(home.push(ppr)).containsExactly(CxResult.DIAMETER_ERROR_USER_UNKNOWN);

        SipResponse challenge = home.register(Registers.register().call("a", 1));
        home.register(answer(challenge).call("a", 2));
        assertThat(home.push(ppr)).containsExactly(CxResult.DIAMETER_SUCCESS);
        assertThat(home.registrations().getFirst().impus()).containsExactly(Registers.IMPU);
        assertThat(home.push(new PushProfile(Registers.IMPI, "<no profile>")))
                .containsExactly(CxResult.DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA);
        assertThat(home.push(new PushProfile(Registers.IMPI, "")))
                .containsExactly(CxResult.DIAMETER_SUCCESS);
    }

    @Test
    @Requirement("bypass-protection")
    void aUeThatSendsPastThePcscfIsRefusedWhateverItSaysOfItself() throws IOException {
        HomeBed home = home();
        SipResponse challenge = home.register(Registers.register().call("a", 1));
        List<SipResponse> answers = new ArrayList<>();
        var ue = Addresses.at("127.0.1.5", 5060);
        home.network
                .host(ue.getAddress())
                .openDatagrams(ue, (from, octets) -> answers.add(response(octets)));
        byte[] forged =
                answer(challenge)
                        .header("P-Asserted-Identity: <" + Registers.IMPU + ">")
                        .call("a", 2)
                        .octets();

        home.network.inject(new SimNetwork.Datagram(ue, HomeBed.SCSCF, forged));
        home.network.inject(new SimNetwork.Datagram(ue, HomeBed.ICSCF, forged));
        home.time.advance(Duration.ofSeconds(1));

        assertThat(answers).extracting(SipResponse::status).containsExactly(403, 403);
        assertThat(home.hss.isRegistered(Registers.IMPI)).isFalse();
        assertThat(home.counted("sip.messages.dropped", "reason", "untrusted-peer")).isPositive();
    }

    @Test
    @Requirement("aka-impi-impu-match")
    void anIdentityOfSomeoneElseIsForbidden() throws IOException {
        HomeBed home = home();

        SipResponse refused =
                home.register(Registers.register().impu("sip:boss@" + Registers.DOMAIN));

        assertThat(refused.status()).isEqualTo(403);
        assertThat(home.hss.requests(MultimediaAuth.class)).isEmpty();
    }

    @Test
    void anHssThatIsAwayIsTold503WithATimeToComeBack() throws IOException {
        HomeBed home =
                new HomeBed(
                        1,
                        cx ->
                                shard ->
                                        (request, done) ->
                                                shard.offer(() ->
                                                        done.accept(
                                                                new CxOutcome.Unreachable(
                                                                        "no peer"))));

        SipResponse refused = home.register(Registers.register());

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("Retry-After")).isEqualTo("10");
    }

    @Test
    void anScscfThatIsSilentIs504BeforeThePcscfGivesUp() throws IOException {
        HomeBed home = home();
        home.network.adversary(
                datagram -> datagram.to().equals(HomeBed.SCSCF) ? List.of() : List.of(datagram));
        List<Integer> statuses = new ArrayList<>();
        home.transact(Registers.register(), collecting(statuses));

        home.time.advance(Duration.ofSeconds(31));

        assertThat(statuses).contains(504);
    }

    @Test
    void whatIsNoRegisterIsRefusedAndGarbageLeavesTheNodesServing() throws IOException {
        HomeBed home = home();
        byte[] message =
                new String(Registers.register().octets(), US_ASCII)
                        .replace("REGISTER sip:", "MESSAGE sip:")
                        .replace(" REGISTER", " MESSAGE")
                        .getBytes(US_ASCII);

        for (var node : List.of(HomeBed.ICSCF, HomeBed.SCSCF)) {
            assertThat(home.send(node, message))
                    .extracting(SipResponse::status)
                    .containsExactly(node.equals(HomeBed.ICSCF) ? 404 : 480);
            home.send(node, new byte[] {0, 1, 2, 3, 4, 5, 6, 7});
            home.send(node, "REGISTER sip:x SIP/2.0\r\n\r\n".getBytes(US_ASCII));
        }
        assertThat(home.register(Registers.register().call("after", 1)).status()).isEqualTo(401);
    }

    @Test
    void registersWithBytesChangedAtRandomLeaveTheNodesServing() throws IOException {
        HomeBed home = home();
        Random random = new Random(33_203);
        for (int i = 0; i < 3_000; i++) {
            byte[] octets = Registers.register().call("fuzz" + i, 1).octets();
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            home.sendOnly(random.nextBoolean() ? HomeBed.ICSCF : HomeBed.SCSCF, octets);
        }
        home.time.advance(Duration.ofMinutes(10));

        assertThat(home.register(Registers.register().call("after", 1)).status()).isEqualTo(401);
    }

    @Test
    @Requirement("aka-av-fifo-once")
    void aHundredUsersRegisterThroughANetworkThatLosesAndDuplicates() throws IOException {
        HomeBed home = new HomeBed(20_261_121);
        home.network.faults(new NetworkFaults(0.1, 0.1, 0.1, Duration.ofMillis(5)));
        List<String> nonces = new ArrayList<>();
        List<Integer> outcomes = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            String impi = "user" + i + "@" + Registers.DOMAIN;
            String impu = "sip:" + impi;
            String call = "u" + i;
            home.hss.subscriber(impi, impu, "tel:+1555" + i);
            SoftIsim own = card(TestHss.K);
            home.transact(
                    Registers.register().impi(impi).impu(impu).call(call, 1),
                    onFinal(challenge -> {
                        nonces.add(nonce(challenge));
                        Registers answer = answer(own, challenge, impi, impu).call(call, 2);
                        home.transact(answer, collecting(outcomes));
                    }));
            home.time.advance(Duration.ofMillis(20));
        }

        home.time.advance(Duration.ofMinutes(2));

        assertThat(outcomes).hasSize(100).containsOnly(200);
        assertThat(TestHss.allDifferent(nonces)).isTrue();
        assertThat(home.registrations()).hasSize(100);
    }

    // ---- the UE behind the P-CSCF

    private static HomeBed home() throws IOException {
        HomeBed home = new HomeBed(1);
        home.hss.subscriber(Registers.IMPI, Registers.IMPU, Registers.TEL);
        return home;
    }

    private static SoftIsim card(byte[] k) {
        return new SoftIsim(new Milenage(k, TestHss.OPC), SqnArray.fresh());
    }

    private Registers answer(SipResponse challenge) {
        return answer(card, challenge, Registers.IMPI, Registers.IMPU);
    }

    private static Registers answer(
            SoftIsim card, SipResponse challenge, String impi, String impu) {
        Isim.Result result = authenticate(card, challenge);
        if (!(result instanceof Isim.Result.Accepted accepted)) {
            throw new AssertionError(result);
        }
        return Registers.register()
                .impi(impi)
                .impu(impu)
                .isProtected()
                .answering(nonce(challenge), accepted.res());
    }

    private Isim.Result authenticate(SipResponse challenge) {
        return authenticate(card, challenge);
    }

    private static Isim.Result authenticate(SoftIsim card, SipResponse challenge) {
        AkaNonce nonce = AkaNonce.decode(nonce(challenge)).orElseThrow();
        return card.authenticate(nonce.rand(), nonce.autn());
    }

    /** The card has seen numbers up to this one, in each element of its array. */
    private void useUpTo(long seq) {
        Milenage algorithm = new Milenage(TestHss.K, TestHss.OPC);
        for (long i = seq - SqnProfile.DEFAULT.arraySize(); i < seq; i++) {
            long sqn = SqnGenerator.after(i).current();
            AuthenticationVector vector =
                    AuthVectors.generate(algorithm, new byte[16], sqn, new byte[2]);
            assertThat(card.authenticate(vector.rand(), vector.autn()))
                    .isInstanceOf(Isim.Result.Accepted.class);
        }
    }

    private static String nonce(SipResponse challenge) {
        try {
            String value = Objects.requireNonNull(challenge.header("WWW-Authenticate"));
            return DigestChallenge.parse(value).nonce();
        } catch (DigestSyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static SipResponse response(byte[] octets) {
        try {
            return (SipResponse) SipMessage.parse(octets);
        } catch (SipParseException e) {
            throw new AssertionError(e);
        }
    }

    private static ClientHandler collecting(List<Integer> statuses) {
        return onFinal(response -> statuses.add(response.status()));
    }

    private static ClientHandler onFinal(Consumer<SipResponse> action) {
        return new ClientHandler() {
            @Override
            public void response(SipResponse response, Flow flow) {
                if (response.isFinal()) {
                    action.accept(response);
                }
            }

            @Override
            public void timedOut() {
                throw new AssertionError("a REGISTER was never answered");
            }
        };
    }
}
