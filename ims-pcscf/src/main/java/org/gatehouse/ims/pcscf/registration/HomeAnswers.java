package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.register.AkaChallenge;
import org.gatehouse.ims.pcscf.register.Granted;
import org.gatehouse.ims.pcscf.register.TowardsUe;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent.Reserved;
import org.gatehouse.ims.pcscf.table.SetInfo;

/** What the home network answers to a REGISTER: SM5, SM11, and refusals. */
final class HomeAnswers {
    /** Public identities one user may register; subscriptions in use have fewer than ten. */
    private static final int MOST_BINDINGS = 32;

    private final RegistrationPolicy policy;

    HomeAnswers(RegistrationPolicy policy) {
        this.policy = policy;
    }

    void answered(Turn turn, Exchange exchange, SipResponse response) {
        Pending pending = turn.state.pending().get(exchange.id());
        if (pending == null) {
            return;
        }
        if (!response.isFinal()) {
            turn.answer(exchange, TowardsUe.relayed(response));
            return;
        }
        switch (pending) {
            case Pending.Opening opening -> openingAnswered(turn, opening, response);
            case Pending.Answering answering -> answerJudged(turn, answering, response);
            case Pending.Reserving reserving -> {
                // a second final answer to the same request: the first one counts
            }
            case Pending.Installing installing -> {
                // a second final answer to the same request: the first one counts
            }
        }
    }

    void silent(Turn turn, Exchange exchange) {
        Pending pending = turn.state.pending().get(exchange.id());
        if (pending != null) {
            SipResponse response =
                    Refusals.plain(
                            pending.register().request(), 504, "Server Time-out", exchange.tag());
            turn.report(Outcome.HOME_SILENT, "no answer to REGISTER");
            if (pending instanceof Pending.Answering answering) {
                fail(turn, answering, response);
            } else {
                turn.answer(exchange, response);
            }
        }
    }

    private void openingAnswered(Turn turn, Pending.Opening opening, SipResponse response) {
        if (response.status() == 401) {
            challengeCame(turn, opening, response);
        } else if (response.status() < 300) {
            grantedWithoutChallenge(turn, opening, response);
        } else {
            turn.answer(opening.exchange(), TowardsUe.relayed(response));
            turn.report(Outcome.REFUSED_BY_HOME, "status " + response.status());
        }
    }

    /** SM5. */
    private void challengeCame(Turn turn, Pending.Opening opening, SipResponse response) {
        SecurityChoice.Chosen choice = opening.choice();
        Optional<AkaChallenge> challenge = AkaChallenge.of(response);
        if (choice == null) {
            challengedWithoutOffer(turn, opening, response);
        } else if (challenge.isEmpty()) {
            refuse(turn, opening, 500, "Challenge Without Keys", Outcome.NO_KEYS);
        } else {
            turn.state =
                    turn.state.with(
                            new Pending.Reserving(opening, choice, response, challenge.get()));
            turn.effect(
                    new RegistrationEffect.Reserve(
                            opening.exchange(),
                            spisOfUe(turn.state, opening),
                            choice.ipsec().portS()));
        }
    }

    /** Without an offer there is nothing to make SAs of: allowed to a UE that has none at all. */
    private void challengedWithoutOffer(Turn turn, Pending.Opening opening, SipResponse response) {
        boolean mayGoBare =
                policy.modes().isEmpty() || policy.secAgree() == SecAgreePolicy.OPTIONAL;
        if (mayGoBare && !opening.flow().isProtected()) {
            turn.answer(opening.exchange(), TowardsUe.relayed(response));
            turn.report(Outcome.CHALLENGED, "without security agreement");
            return;
        }
        String detail = "challenged, and no Security-Client to make associations of";
        turn.answer(
                opening.exchange(),
                Refusals.agreementRequired(
                        opening.register().request(), policy, detail, opening.exchange().tag()));
        turn.report(Outcome.NO_AGREEMENT, detail);
    }

    /** "different from any SPIs as received in the Security-setup-line from the UE". */
    private static Set<Spi> spisOfUe(RegistrationState state, Pending.Opening opening) {
        Set<Spi> avoid = new HashSet<>();
        SecurityList client = opening.register().client();
        if (client != null) {
            avoid.addAll(client.spis());
        }
        state.sets()
                .forEach(set -> {
                    avoid.add(set.info().ueEnd().spiC());
                    avoid.add(set.info().ueEnd().spiS());
                });
        return avoid;
    }

    /** SPIs and ports are there. */
    void reserved(Turn turn, Reserved event) {
        if (!(turn.state.pending().get(event.exchange().id())
                instanceof Pending.Reserving reserving)) {
            return;
        }
        // "The registration SAs shall be deleted if they exist" (clause 7.4.2a)
        turn.dropChallenged(RemovalReason.NEW_CHALLENGE);
        SetRules.dropEnding(turn);
        Pending.Opening opening = reserving.opening();
        var ipsec = reserving.choice().ipsec();
        SetInfo info =
                new SetInfo(
                        event.set(),
                        turn.state.ue(),
                        opening.flow().local().getAddress(),
                        ipsec.end(),
                        event.own(),
                        ipsec.algorithms(),
                        ipsec.mode());
        SecurityList server =
                SecurityList.server(
                        policy.algorithms(), policy.confidentiality(), ipsec.mode(), event.own());
        Challenged challenged =
                new Challenged(
                        info,
                        turn.at.plus(policy.challengeLifetime()),
                        reserving.challenge().nonce(),
                        opening.register().impu(),
                        clientOf(opening),
                        server,
                        opening.flow().protectedBy(),
                        /* answered= */ false);
        turn.state =
                turn.state.with(new Pending.Installing(opening, reserving.response(), challenged));
        turn.effect(new RegistrationEffect.Install(event.exchange(), info, reserving.challenge()));
    }

    /** The new set is in use before SM6 leaves: SM7 can't come too early. */
    void installed(Turn turn, Exchange exchange) {
        if (turn.state.pending().get(exchange.id()) instanceof Pending.Installing installing) {
            Challenged challenged = installing.challenged();
            turn.state = turn.state.with(challenged);
            turn.answer(exchange, TowardsUe.challenge(installing.response(), challenged.server()));
            turn.report(
                    Outcome.CHALLENGED,
                    challenged.info().algorithms() + " in " + challenged.info().id());
        }
    }

    void installFailed(Turn turn, Exchange exchange, String reason) {
        if (turn.state.pending().get(exchange.id()) instanceof Pending.Installing installing) {
            turn.answer(
                    exchange,
                    Refusals.plain(
                            installing.register().request(),
                            500,
                            "Security Associations Not Possible",
                            exchange.tag()));
            turn.report(Outcome.NO_RESOURCES, reason);
        }
    }

    void nothingFree(Turn turn, Exchange exchange, String reason) {
        Pending pending = turn.state.pending().get(exchange.id());
        if (pending != null) {
            turn.answer(
                    exchange,
                    Refusals.busy(
                            pending.register().request(),
                            503,
                            "Service Unavailable",
                            exchange.tag()));
            turn.report(Outcome.NO_RESOURCES, reason);
        }
    }

    /** 200 without a challenge: a refresh over the SAs, or a UE that has none. */
    private void grantedWithoutChallenge(Turn turn, Pending.Opening opening, SipResponse response) {
        boolean bare = !opening.flow().isProtected();
        if (bare && opening.choice() != null) {
            // "Initial registration shall always be authenticated" (clause 5.1.2)
            refuse(turn, opening, 500, "Registered Without Challenge", Outcome.REFUSED_BY_HOME);
            return;
        }
        Granted granted = Granted.of(opening.register(), response);
        bind(turn, opening, granted);
        if (bare) {
            turn.state = turn.state.withUnprotected(opening.flow().remote());
        } else {
            // "if necessary increase the lifetime of SAs created by the last successful
            // authentication such that it will expire shortly after the registration timer"
            Instant until = turn.at.plus(granted.lifetime()).plus(policy.lifetimeMargin());
            Held held = turn.state.held();
            held.latest()
                    .ifPresent(set -> turn.state = turn.state.with(held.with(set.until(until))));
        }
        turn.answer(opening.exchange(), TowardsUe.relayed(response));
        if (!endIfDeregistered(turn)) {
            turn.report(
                    bare ? Outcome.REGISTERED_UNPROTECTED : Outcome.REFRESHED,
                    "for " + granted.lifetime().toSeconds() + " s");
        }
    }

    /** SM11. */
    private void answerJudged(Turn turn, Pending.Answering answering, SipResponse response) {
        if (response.status() < 300) {
            succeed(turn, answering, response);
            return;
        }
        turn.report(Outcome.REFUSED_BY_HOME, "status " + response.status());
        SipResponse forUe =
                response.status() == 401
                        // another challenge would need another offer: the UE has to begin anew
                        ? Refusals.plain(
                                answering.register().request(),
                                403,
                                "Authentication Failed",
                                answering.exchange().tag())
                        : TowardsUe.relayed(response);
        fail(turn, answering, forUe);
    }

    private void succeed(Turn turn, Pending.Answering answering, SipResponse response) {
        Challenged challenged = turn.state.challenged();
        if (challenged == null || !challenged.info().id().equals(answering.flow().protectedBy())) {
            turn.answer(answering.exchange(), TowardsUe.relayed(response));
            turn.report(Outcome.CHALLENGE_UNANSWERED, "the set was gone before the 200 came");
            return;
        }
        Granted granted = Granted.of(answering.register(), response);
        bind(turn, answering, granted);
        Held before = turn.state.held();
        HeldSet fresh = freshSet(turn, challenged, granted);
        SetId opened = challenged.openedOver();
        HeldSet kept = opened == null ? null : before.find(opened).orElse(null);
        turn.state =
                turn.state
                        .with((Challenged) null)
                        .with(
                                kept == null
                                        ? new Held.Current(fresh)
                                        : new Held.Both(fresh, kept, /* switched= */ false))
                        .withUnprotected(null);
        turn.answer(answering.exchange(), TowardsUe.relayed(response));
        for (HeldSet old : before.sets()) {
            // SM1 bare: "In this case the P-CSCF shall remove the old SAs"; SM1 over a set: "Any
            // other old SAs are deleted"
            if (kept == null || !old.id().equals(kept.id())) {
                turn.remove(old.info(), RemovalReason.REPLACED);
            }
        }
        if (opened == null) {
            turn.effect(new RegistrationEffect.MovedHere());
        }
        if (!endIfDeregistered(turn)) {
            turn.report(
                    Outcome.REGISTERED,
                    fresh.id() + " for " + granted.lifetime().toSeconds() + " s");
        }
    }

    /**
     * "either equals the latest lifetime of the old SAs or it will expire shortly after the
     * registration timer in the message, depending which gives the SAs the longer life".
     */
    private HeldSet freshSet(Turn turn, Challenged challenged, Granted granted) {
        Instant until = turn.at.plus(granted.lifetime()).plus(policy.lifetimeMargin());
        for (HeldSet old : turn.state.held().sets()) {
            until = old.expires().isAfter(until) ? old.expires() : until;
        }
        return new HeldSet(challenged.info(), until, challenged.nonce(), 0);
    }

    /** "after processing the failure message, the P-CSCF shall delete the new SAs". */
    private void fail(Turn turn, Pending.Answering answering, SipResponse response) {
        Challenged challenged = turn.state.challenged();
        boolean isOfSet =
                challenged != null && challenged.info().id().equals(answering.flow().protectedBy());
        if (challenged != null && isOfSet) {
            turn.answer(
                    answering.exchange(),
                    response,
                    Arrivals.failuresGoOver(turn.state, challenged));
            turn.state = turn.state.with((Challenged) null);
            turn.end(challenged.info(), policy.grace(), RemovalReason.REFUSED);
        } else {
            turn.answer(answering.exchange(), response);
        }
    }

    private static void bind(Turn turn, Pending pending, Granted granted) {
        String impu = pending.register().impu();
        Map<String, Binding> changed = new TreeMap<>(turn.state.bindings());
        if (granted.isOver()) {
            // an identity takes the whole implicit set along, whichever of its members is named
            changed.values().removeIf(binding -> binding.impus().contains(impu));
        } else if (changed.size() < MOST_BINDINGS || changed.containsKey(impu)) {
            changed.put(impu, new Binding(turn.at.plus(granted.lifetime()), granted.impus()));
        }
        turn.state = turn.state.withBindings(changed);
        if (!granted.serviceRoute().isEmpty()) {
            turn.state = turn.state.withServiceRoute(granted.serviceRoute());
        }
    }

    /**
     * "The P-CSCF shall delete all SAs it holds that are associated with a particular IMPI once all
     * the associated IMPUs are de-registered": after the 200 has left through them.
     */
    private boolean endIfDeregistered(Turn turn) {
        if (turn.state.isRegistered()) {
            return false;
        }
        for (HeldSet set : turn.state.held().sets()) {
            turn.end(set.info(), policy.grace(), RemovalReason.DEREGISTERED);
        }
        turn.state = turn.state.with(new Held.Nothing()).withUnprotected(null);
        turn.report(Outcome.DEREGISTERED, "no public identity is left");
        return true;
    }

    private static void refuse(
            Turn turn, Pending.Opening opening, int status, String reason, Outcome outcome) {
        String tag = opening.exchange().tag();
        turn.answer(
                opening.exchange(),
                Refusals.plain(opening.register().request(), status, reason, tag));
        turn.report(outcome, reason);
    }

    private static SecurityList clientOf(Pending.Opening opening) {
        SecurityList client = opening.register().client();
        if (client == null) {
            throw new IllegalStateException("an offer was chosen from no Security-Client");
        }
        return client;
    }
}
