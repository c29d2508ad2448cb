package org.gatehouse.ims.scscf.icscf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.gatehouse.ims.scscf.testbed.Addresses.at;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.CxOutcome;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.diameter.cx.UserAuthorizationAnswer;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.sip.check.RequestFault;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.scscf.refusal.Refusal;
import org.gatehouse.ims.scscf.refusal.SipStatus;
import org.gatehouse.ims.scscf.testbed.Registers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The I-CSCF for one REGISTER (TS 33.203 clauses 5.1.1 and 6.1.1). */
class LocateMachineTest {
    private static final ServerEntry ONE = server("sip:127.0.0.1:5082", 5082, Set.of(1));
    private static final ServerEntry TWO = server("sip:127.0.0.1:5083", 5083, Set.of(1, 2));
    private static final ServerEntry THREE = server("sip:s3.home.example", 5084, Set.of(1, 2, 3));

    private final LocateMachine machine =
            new LocateMachine(new ServerDirectory(List.of(ONE, TWO, THREE)));
    private LocateState state = new LocateState.Done();

    @Test
    @Requirement("arch-icscf-assigns")
    void eachRegisterIsAskedAboutAtTheHss() {
        LocateEffect.Ask ask = (LocateEffect.Ask) start(Registers.register());

        assertThat(ask.request())
                .isEqualTo(
                        new UserAuthorization(
                                Registers.IMPI,
                                Registers.IMPU,
                                "visited.example",
                                UserAuthorization.Type.REGISTRATION));
    }

    @Test
    void aDeregistrationIsAskedAboutAsOne() {
        LocateEffect.Ask ask = (LocateEffect.Ask) start(Registers.register().expires("0"));

        assertThat(ask.request().type()).isEqualTo(UserAuthorization.Type.DE_REGISTRATION);
    }

    @Test
    @Requirement("arch-icscf-assigns")
    void theServerThatTheHssNamesGetsTheRegister() {
        start(Registers.register());

        assertThat(server(located("sip:s3.home.example"))).isEqualTo(THREE);
    }

    @Test
    void aServerNameThatIsAnAddressNeedsNoConfiguration() {
        start(Registers.register());

        assertThat(server(located("sip:192.0.2.9:5999")).address())
                .isEqualTo(at("192.0.2.9", 5999));
    }

    @Test
    void aServerNameThatLeadsNowhereIsAnErrorOfTheHss() {
        start(Registers.register());

        assertThat(status(located("sip:unknown.example"))).isEqualTo(500);
    }

    @Test
    @Requirement("arch-icscf-assigns")
    void withoutANameAServerWithAllMandatoryAndMostOptionalCapabilitiesIsChosen() {
        start(Registers.register());

        assertThat(server(capabilities(List.of(1), List.of(3)))).isEqualTo(THREE);
    }

    @Test
    @Requirement("arch-icscf-assigns")
    void aServerThatTheHssNamesAmongTheCapabilitiesComesFirst() {
        start(Registers.register());

        LocateEffect effect =
                hss(
                        new UserAuthorizationAnswer(
                                CxResult.DIAMETER_FIRST_REGISTRATION,
                                null,
                                List.of(),
                                List.of(),
                                List.of("sip:unknown.example", THREE.name())));

        assertThat(server(effect)).isEqualTo(THREE);
    }

    @Test
    void withoutCapabilitiesTheFirstConfiguredServerIsChosen() {
        start(Registers.register());

        assertThat(server(capabilities(List.of(), List.of()))).isEqualTo(ONE);
    }

    @Test
    void capabilitiesThatNoServerHasAreRefused() {
        start(Registers.register());

        assertThat(status(capabilities(List.of(9), List.of()))).isEqualTo(480);
    }

    @Test
    void aServerChosenByCapabilitiesThatIsSilentGivesWayToTheNext() {
        start(Registers.register());
        capabilities(List.of(2), List.of());

        assertThat(server(on(new LocateEvent.ServerSilent(1)))).isEqualTo(THREE);
        assertThat(status(on(new LocateEvent.ServerSilent(2)))).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 408, 480, 503, 504})
    void aServerChosenByCapabilitiesThatCannotServeGivesWayToTheNext(int status) {
        start(Registers.register());
        capabilities(List.of(2), List.of());

        assertThat(server(on(answer(1, status)))).isEqualTo(THREE);
    }

    /** TS 24.229 clause 5.3.1.3: not where integrity-protected is "yes". */
    @Test
    @Requirement("arch-icscf-assigns")
    void theServerThatChallengedIsNeverReplaced() {
        start(Registers.register().isProtected());
        located(ONE.name());
        assertThat(status(on(new LocateEvent.ServerSilent(1)))).isEqualTo(504);

        start(Registers.register().isProtected());
        capabilities(List.of(2), List.of());
        assertThat(status(on(new LocateEvent.ServerSilent(1)))).isEqualTo(504);
    }

    @Test
    void theServerThatHasTheRegistrationIsNotReplacedToTakeItBack() {
        start(Registers.register().expires("0"));
        located(ONE.name());
        assertThat(status(on(new LocateEvent.ServerSilent(1)))).isEqualTo(504);
    }

    /** "it will request the list of capabilities from the HSS" (TS 24.229 clause 5.3.1.3). */
    @ParameterizedTest
    @ValueSource(ints = {0, 302, 408, 480, 503, 504})
    @Requirement("arch-icscf-assigns")
    void aNamedServerThatCannotServeGivesWayToOneWithTheCapabilitiesThatTheHssTells(int status) {
        start(Registers.register());
        assertThat(((LocateEffect.Forward) located(TWO.name())).last()).isFalse();

        LocateEffect again = on(status == 0 ? new LocateEvent.ServerSilent(1) : answer(1, status));
        assertThat(((LocateEffect.Ask) again).request().type())
                .isEqualTo(UserAuthorization.Type.REGISTRATION_AND_CAPABILITIES);
        LocateEffect next = capabilities(List.of(2), List.of());
        assertThat(server(next)).isEqualTo(THREE);
        assertThat(((LocateEffect.Forward) next).last()).isTrue();
        assertThat(on(answer(2, 401))).isInstanceOf(LocateEffect.Relay.class);
    }

    @Test
    void aNamedServerThatNoOtherCanReplaceIsAnsweredFor() {
        start(Registers.register());
        located(THREE.name());
        on(new LocateEvent.ServerSilent(1));
        assertThat(status(capabilities(List.of(3), List.of()))).isEqualTo(504);

        start(Registers.register());
        located(THREE.name());
        on(answer(1, 480));
        assertThat(on(new LocateEvent.HssAnswered(new CxOutcome.TimedOut())))
                .isInstanceOf(LocateEffect.Relay.class);
    }

    @Test
    void theOnlyServerThereIsHasAllTheTimeAndIsNotAskedFor() {
        LocateMachine single = new LocateMachine(new ServerDirectory(List.of(ONE)));
        LocateRequest.Reading reading =
                LocateRequest.read(Registers.register().sip(), Registers.DOMAIN);
        state = single.start(((LocateRequest.Reading.Read) reading).request()).next();
        LocateEffect.Forward forward =
                (LocateEffect.Forward)
                        take(
                                single.on(
                                        state,
                                        new LocateEvent.HssAnswered(
                                                new CxOutcome.Answered(
                                                        UserAuthorizationAnswer.of(
                                                                CxResult
                                                                        .DIAMETER_SUBSEQUENT_REGISTRATION,
                                                                ONE.name())))));
        assertThat(forward.last()).isTrue();
        assertThat(status(take(single.on(state, new LocateEvent.ServerSilent(1))))).isEqualTo(504);
    }

    @Test
    void anAnswerToAnAttemptGivenUpIsNotPassedOn() {
        start(Registers.register());
        capabilities(List.of(2), List.of());
        on(new LocateEvent.ServerSilent(1));

        assertThat(machine.on(state, answer(1, 401)).effects()).isEmpty();
        assertThat(on(answer(2, 401))).isInstanceOf(LocateEffect.Relay.class);
        assertThat(machine.on(state, answer(2, 401)).effects()).isEmpty();
    }

    @Test
    void tryingStaysHereAndOtherProvisionalResponsesGoOn() {
        start(Registers.register());
        located(ONE.name());

        assertThat(machine.on(state, answer(1, 100)).effects()).isEmpty();
        assertThat(on(answer(1, 183))).isInstanceOf(LocateEffect.Relay.class);
        assertThat(on(answer(1, 200))).isInstanceOf(LocateEffect.Relay.class);
        assertThat(state).isInstanceOf(LocateState.Done.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {5001, 5002, 5003, 5004})
    void whomTheHssDoesNotKnowOrLetRoamIsForbidden(int code) {
        start(Registers.register());

        assertThat(status(hss(UserAuthorizationAnswer.of(CxResult.cx(code))))).isEqualTo(403);
    }

    @Test
    void anHssThatIsAwayOrSilentIsToldApart() {
        start(Registers.register());
        assertThat(status(on(new LocateEvent.HssAnswered(new CxOutcome.Unreachable("x")))))
                .isEqualTo(503);
        start(Registers.register());
        assertThat(status(on(new LocateEvent.HssAnswered(new CxOutcome.TimedOut()))))
                .isEqualTo(504);
    }

    @Test
    void whatCannotBeForwardedIsRefusedBeforeTheHssIsAsked() {
        SipRequest sip = Registers.register().sip();

        assertThat(unreadable(sip.edit().set("Max-Forwards", "0").build()))
                .isEqualTo(new Refusal.Invalid(new RequestFault.TooManyHops()));
        assertThat(unreadable(sip.edit().set("Proxy-Require", "foo").build()))
                .isEqualTo(
                        new Refusal.Invalid(
                                new RequestFault.UnsupportedExtensions(List.of("foo"))));
        assertThat(unreadable(sip.edit().set("Authorization", "Basic abc").build()))
                .isInstanceOf(Refusal.Malformed.class);
    }

    @Test
    void theForwardedRegisterHasTheServersNameAViaOfOursAndOneHopLess() {
        InetSocketAddress local = at("127.0.0.1", 5081);
        SipRequest received =
                Registers.register()
                        .header("Route: <sip:127.0.0.1:5081;lr>, <sip:next.example;lr>")
                        .sip();

        SipRequest sent = ProxyRequests.downstream(received, THREE, local, "z9hG4bKnew");

        assertThat(sent.requestUri()).isEqualTo(THREE.name());
        assertThat(sent.topVia().branch()).isEqualTo("z9hG4bKnew");
        assertThat(sent.vias()).hasSize(2);
        assertThat(sent.maxForwards()).isEqualTo(68);
        assertThat(sent.headerValues("Route")).containsExactly("<sip:next.example;lr>");
        assertThat(sent.header("Authorization")).isEqualTo(received.header("Authorization"));
    }

    // ---- helpers

    private static ServerEntry server(String name, int port, Set<Integer> capabilities) {
        return new ServerEntry(name, at("127.0.0.1", port), capabilities);
    }

    private LocateEffect start(Registers register) {
        LocateRequest.Reading reading = LocateRequest.read(register.sip(), Registers.DOMAIN);
        return take(machine.start(((LocateRequest.Reading.Read) reading).request()));
    }

    private LocateEffect located(String name) {
        return hss(UserAuthorizationAnswer.of(CxResult.DIAMETER_SUBSEQUENT_REGISTRATION, name));
    }

    private LocateEffect capabilities(List<Integer> mandatory, List<Integer> optional) {
        return hss(
                new UserAuthorizationAnswer(
                        CxResult.DIAMETER_FIRST_REGISTRATION, null, mandatory, optional));
    }

    private LocateEffect hss(UserAuthorizationAnswer answer) {
        return on(new LocateEvent.HssAnswered(new CxOutcome.Answered(answer)));
    }

    private static LocateEvent answer(int attempt, int status) {
        SipResponse response =
                SipResponse.answering(Registers.register().sip(), status).toTag("t").build();
        return new LocateEvent.ServerAnswered(attempt, response);
    }

    private LocateEffect on(LocateEvent event) {
        return take(machine.on(state, event));
    }

    private LocateEffect take(Step<LocateState, LocateEffect> step) {
        state = step.next();
        assertThat(step.effects()).hasSize(1);
        return step.effects().getFirst();
    }

    private static ServerEntry server(LocateEffect effect) {
        return ((LocateEffect.Forward) effect).server();
    }

    private static int status(LocateEffect effect) {
        return SipStatus.of(((LocateEffect.Refuse) effect).refusal()).code();
    }

    private static Refusal unreadable(SipRequest request) {
        LocateRequest.Reading reading = LocateRequest.read(request, Registers.DOMAIN);
        return ((LocateRequest.Reading.Unreadable) reading).refusal();
    }
}
