package org.gatehouse.ims.pcscf.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.flow.TransportProtocol;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.core.testkit.Requirement;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.registration.RegistrationState.Role;
import org.gatehouse.ims.pcscf.testkit.HomeMessages;
import org.gatehouse.ims.pcscf.testkit.UeMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rare turns of a registration: each was changed by a mutant that the other tests let live. */
class RegistrationEdgesTest {
    private final Bench bench = new Bench();

    private static UeMessages sm1(int n) {
        return UeMessages.sm1(
                UeMessages.offer(1111111111L + 2L * n, 1111111112L + 2L * n, 30000 + n, 31000));
    }

    private SetId first() {
        return bench.registered(sm1(1), bench.bare, "nonce1");
    }

    private List<RemovalReason> reasons() {
        return bench.all(RegistrationEffect.Remove.class).stream()
                .map(RegistrationEffect.Remove::reason)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"[2001:db8::1]:31000, true", "[2001:db8::2]:31000, false", "ue.example, false"})
    @Requirement("tbl-via-check")
    void aViaIsTheSourceAddressInBracketsToo(String via, boolean taken) {
        SetId set = first();
        InetAddress six = InetAddress.ofLiteral("2001:db8::1");
        UeMessages message = sm1(2);
        message.viaHost = via;
        bench.register(
                message,
                new Flow(
                        TransportProtocol.UDP,
                        new InetSocketAddress(six, Bench.PORT_PS),
                        new InetSocketAddress(six, 30001),
                        set));
        assertThat(bench.all(RegistrationEffect.Forward.class)).hasSize(taken ? 1 : 0);
        assertThat(bench.outcomes()).isEqualTo(taken ? List.of() : List.of(Outcome.VIA_MISMATCH));
    }

    @Test
    @Requirement("tbl-user-match")
    void withoutAuthorizationTheUserOfASetIsKnownByAnyIdentityRegisteredOverIt() {
        SetId set = first();
        UeMessages message = sm1(2);
        message.authorization = false;
        message.impu = "tel:+00101000000001";
        bench.register(message, bench.over(set));
        assertThat(bench.all(RegistrationEffect.Forward.class)).hasSize(1);
        message.impu = "tel:+2";
        bench.register(message, bench.over(set));
        assertThat(bench.all(RegistrationEffect.Forward.class)).isEmpty();
        assertThat(bench.answered().status()).isEqualTo(403);
        message.impu = "tel:+00101000000001";
        message.authorization = true;
        message.impi = "other@" + UeMessages.DOMAIN;
        bench.register(message, bench.over(set));
        assertThat(bench.outcomes()).containsExactly(Outcome.USER_MISMATCH);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void aReRegisterOverTheNewSetIsAUseOfItToo() {
        SetId old = first();
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        bench.register(sm1(3), bench.over(fresh));
        assertThat(bench.state.outbound().orElseThrow().id()).isEqualTo(fresh);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void theOldSetStaysUntilARegisterThatCameOverItIsAnswered() {
        SetId old = first();
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        bench.register(sm1(3), bench.over(old));
        RegistrationEffect.Forward pending = bench.forward();
        bench.feed(new RegistrationEvent.TrafficCame(fresh, false));
        assertThat(bench.role(old)).isEqualTo(Role.OLD);
        bench.feed(
                new RegistrationEvent.HomeAnswered(
                        pending.exchange(), HomeMessages.failure(pending.request(), 500)));
        assertThat(bench.role(old)).isEqualTo(Role.ENDING);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void aRegisterUnderWayOverTheNewSetDoesNotHoldTheOldOne() {
        SetId old = first();
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        bench.register(sm1(3), bench.over(fresh));
        assertThat(bench.role(old)).isEqualTo(Role.ENDING);
    }

    @Test
    @Requirement("fail-incomplete-pcscf")
    void aNewChallengeDeletesTheSetOfAFailedOneWithoutWaiting() {
        SetId failed = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(bench.sm7(sm1(1), "nonce1"), bench.over(failed));
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.role(failed)).isEqualTo(Role.ENDING);
        bench.challenged(sm1(2), bench.bare, "nonce2");
        assertThat(bench.removed()).containsExactly(failed);
        assertThat(bench.state.sets()).hasSize(1);
    }

    @Test
    @Requirement("fail-incomplete-pcscf")
    void whyARegistrationSetRanOutIsSaid() {
        bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.pass(RegistrationPolicy.REG_AWAIT_AUTH);
        assertThat(bench.outcomes()).containsExactly(Outcome.CHALLENGE_UNANSWERED);
        assertThat(reasons()).containsExactly(RemovalReason.CHALLENGE_UNANSWERED);
        SetId set = bench.challenged(sm1(2), bench.bare, "nonce2");
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(set));
        bench.pass(RegistrationPolicy.REG_AWAIT_AUTH);
        assertThat(bench.outcomes()).containsExactly(Outcome.HOME_SILENT);
        assertThat(reasons()).containsExactly(RemovalReason.EXPIRED);
    }

    @Test
    @Requirement("fail-incomplete-new-register")
    void aChallengeThatALaterOneVoidsElsewhereLosesItsSetUnlessItsAnswerIsUnderWay() {
        var elsewhere = new RegistrationEvent.ChallengeVoid(RemovalReason.NEW_CHALLENGE);
        SetId unanswered = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.feed(elsewhere);
        assertThat(bench.removed()).containsExactly(unanswered);
        assertThat(bench.outcomes()).containsExactly(Outcome.CHALLENGE_UNANSWERED);
        assertThat(bench.state.isIdle()).isTrue();
        bench.feed(elsewhere);
        assertThat(bench.effects).isEmpty();
        SetId answered = bench.challenged(sm1(2), bench.bare, "nonce2");
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(answered));
        bench.feed(elsewhere);
        assertThat(bench.role(answered)).isEqualTo(Role.REGISTRATION);
    }

    @Test
    void aSuccessForASetThatIsGoneRegistersNothing() {
        SetId set = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(bench.sm7(sm1(1), "nonce1"), bench.over(set));
        bench.forward();
        bench.feed(new RegistrationEvent.SetExhausted(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.answered().status()).isEqualTo(200);
        assertThat(bench.outcomes()).containsExactly(Outcome.CHALLENGE_UNANSWERED);
        assertThat(bench.state.isIdle()).isTrue();
    }

    @Test
    void aRedirectIsNoSuccess() {
        bench.register(sm1(1), bench.bare);
        bench.home(HomeMessages.failure(bench.forwarded(), 300));
        assertThat(bench.answered().status()).isEqualTo(300);
        SetId set = bench.challenged(sm1(2), bench.bare, "nonce2");
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(set));
        bench.home(HomeMessages.failure(bench.forwarded(), 300));
        assertThat(bench.outcomes()).containsExactly(Outcome.REFUSED_BY_HOME);
        assertThat(bench.state.isRegistered()).isFalse();
    }

    @Test
    void aProvisionalAnswerGoesOnAndTheFinalOneAfterIt() {
        bench.register(sm1(1), bench.bare);
        SipResponse challenge = HomeMessages.challenge(bench.forwarded(), "nonce1");
        bench.home(HomeMessages.failure(bench.forwarded(), 180));
        assertThat(bench.answered().status()).isEqualTo(180);
        bench.home(challenge);
        assertThat(bench.answered().status()).isEqualTo(401);
    }

    @Test
    void anExchangeThatIsOverIsAnsweredOnce() {
        bench.register(sm1(1), bench.bare);
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.effects).isEmpty();
    }

    @Test
    @Requirement("neg-server")
    void theSpisOfANewSetAreNoneThatTheUeOffersOrHolds() {
        first();
        bench.register(sm1(2), bench.bare);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce2"));
        assertThat(bench.all(RegistrationEffect.Reserve.class).getFirst().avoid())
                .isEqualTo(
                        Set.of(
                                new Spi(1111111113L),
                                new Spi(1111111114L),
                                new Spi(1111111115L),
                                new Spi(1111111116L)));
    }

    @Test
    void aChallengeOverASetWithoutAnOfferIsRefusedForThereIsNothingToMakeASetOf() {
        SetId set = first();
        UeMessages without = sm1(2);
        without.client = null;
        bench.register(without, bench.over(set));
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce2"));
        assertThat(bench.answered().status()).isEqualTo(494);
        assertThat(bench.outcomes()).containsExactly(Outcome.NO_AGREEMENT);
        assertThat(bench.role(set)).isEqualTo(Role.CURRENT);
    }

    @Test
    void whereNothingIsFreeOrCanBeInstalledTheUeHearsSoAndItIsCounted() {
        bench.register(sm1(1), bench.bare);
        Exchange exchange = bench.forward().exchange();
        bench.feed(new RegistrationEvent.NothingFree(exchange, "no port"));
        assertThat(bench.answered().status()).isEqualTo(503);
        assertThat(bench.answered().header("Retry-After")).isNotNull();
        assertThat(bench.outcomes()).containsExactly(Outcome.NO_RESOURCES);
        bench.feed(new RegistrationEvent.NothingFree(exchange, "no port"));
        assertThat(bench.effects).isEmpty();
        bench.installFails = true;
        bench.register(sm1(2), bench.bare);
        bench.home(HomeMessages.challenge(bench.forwarded(), "nonce2"));
        assertThat(bench.answered().status()).isEqualTo(500);
        assertThat(bench.outcomes()).containsExactly(Outcome.NO_RESOURCES);
    }

    @Test
    void noMoreIdentitiesOfAUserAreKeptThanTheBoundAndThoseKeptAreStillRefreshed() {
        SetId set = first();
        for (int i = 1; i <= Grants.MOST_BINDINGS; i++) {
            registeredToo("sip:" + i + "@" + UeMessages.DOMAIN, set);
        }
        assertThat(bench.state.bindings()).hasSize(Grants.MOST_BINDINGS);
        bench.pass(Duration.ofMinutes(1));
        registeredToo(UeMessages.IMPU, set);
        assertThat(binding().expires()).isEqualTo(bench.now.plusSeconds(3600));
    }

    private Binding binding() {
        return Objects.requireNonNull(bench.state.bindings().get(UeMessages.IMPU));
    }

    private void registeredToo(String impu, SetId set) {
        UeMessages message = sm1(2);
        message.impu = impu;
        bench.register(message, bench.over(set));
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
    }

    @Test
    @Requirement("rereg-pcscf-lifetime")
    void theHomeNetworkShortensARegistrationAndNeverTheSetNorLengthensAnything() {
        SetId set = first();
        Instant expires = bench.expires(set);
        Instant before = bench.state.registeredUntil().orElseThrow();
        Instant soon = bench.now.plusSeconds(600);
        shorten("tel:+2", soon);
        assertThat(bench.state.registeredUntil()).contains(before);
        shorten("tel:+00101000000001", before.plusSeconds(600));
        assertThat(bench.state.registeredUntil()).contains(before);
        shorten("tel:+00101000000001", soon);
        assertThat(bench.state.registeredUntil()).contains(soon);
        assertThat(bench.expires(set)).isEqualTo(expires);
    }

    private void shorten(String impu, Instant until) {
        bench.feed(new RegistrationEvent.ShortenedByHome(Set.of(impu), until));
    }

    @Test
    @Requirement("rereg-delete-all")
    void whatTheHomeNetworkEndsEndsTheSetsAndWhatItDoesNotKnowStays() {
        SetId set = first();
        Binding binding = binding();
        Binding older = new Binding(binding.expires().minusSeconds(1), binding.impus());
        bench.feed(new RegistrationEvent.EndedByHome(Map.of(UeMessages.IMPU, older)));
        assertThat(bench.state.isRegistered()).isTrue();
        assertThat(bench.effects).isEmpty();
        bench.feed(new RegistrationEvent.EndedByHome(Map.of(UeMessages.IMPU, binding)));
        assertThat(bench.state.isRegistered()).isFalse();
        assertThat(bench.role(set)).isEqualTo(Role.ENDING);
        bench.pass(RegistrationPolicy.GRACE);
        assertThat(bench.removed()).containsExactly(set);
        assertThat(reasons()).containsExactly(RemovalReason.DEREGISTERED);
    }

    @Test
    @Requirement("rereg-pcscf-protected-sm1")
    void theMachineAsksToBeWokenWhenTheOldSetIsNearlyOverAndThenAtItsEnd() {
        SetId old = first();
        Instant expiry = bench.expires(old);
        bench.feed(new RegistrationEvent.TrafficCame(old, true));
        bench.pass(Duration.ofMinutes(30));
        SetId fresh = bench.registered(sm1(2), bench.over(old), "nonce2");
        assertThat(woken()).isEqualTo(expiry.minusSeconds(30));
        bench.feed(new RegistrationEvent.TrafficCame(fresh, false));
        assertThat(woken()).isEqualTo(expiry);
    }

    private Instant woken() {
        return bench.all(RegistrationEffect.WakeAt.class).getLast().at();
    }

    @Test
    @Requirement("tbl-duplicate-port")
    void theSetsThatANewChallengeDeletesAreTheUnansweredOneAndThoseThatEnd() {
        SetId ended = bench.challenged(sm1(1), bench.bare, "nonce1");
        bench.register(bench.sm7(sm1(1), "nonce1"), bench.over(ended));
        bench.home(HomeMessages.failure(bench.forwarded(), 403));
        assertThat(bench.state.replaceable()).containsExactly(ended);
        SetId waiting = bench.challenged(sm1(2), bench.bare, "nonce2");
        assertThat(bench.state.replaceable()).containsExactly(waiting);
        bench.register(bench.sm7(sm1(2), "nonce2"), bench.over(waiting));
        bench.home(HomeMessages.ok(bench.forwarded(), 3600));
        assertThat(bench.state.replaceable()).isEmpty();
    }

    @Test
    @Requirement("sel-addresses")
    void aNewSetIsBetweenTheAddressesOfThePacketThatCarriedSm1() {
        bench.challenged(sm1(1), bench.bare, "nonce1");
        var info = bench.state.sets().getFirst().info();
        assertThat(info.own()).isEqualTo(bench.bare.local().getAddress());
        assertThat(info.ue().address()).isEqualTo(bench.bare.remote().getAddress());
        assertThat(info.own()).isNotEqualTo(info.ue().address());
    }

    @Test
    void refusalsThatNothingElseShowsAreCounted() {
        for (int i = 0; i < Arrivals.MOST_PENDING; i++) {
            bench.register(sm1(i), bench.bare);
        }
        bench.register(sm1(20), bench.bare);
        assertThat(bench.outcomes()).containsExactly(Outcome.NO_RESOURCES);
    }
}
