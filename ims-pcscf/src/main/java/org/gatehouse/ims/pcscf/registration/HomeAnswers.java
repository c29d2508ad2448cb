package org.gatehouse.ims.pcscf.registration;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.gatehouse.ims.core.esp.EspKeys;
import org.gatehouse.ims.core.secagree.AlgorithmPair;
import org.gatehouse.ims.core.secagree.Ipsec3gpp;
import org.gatehouse.ims.core.secagree.PcscfChoice;
import org.gatehouse.ims.core.secagree.SecurityChoice;
import org.gatehouse.ims.core.secagree.SecurityList;
import org.gatehouse.ims.core.secagree.Spi;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
import org.gatehouse.ims.pcscf.register.AkaChallenge;
import org.gatehouse.ims.pcscf.register.TowardsUe;
import org.gatehouse.ims.pcscf.registration.RegistrationEvent.Reserved;
import org.gatehouse.ims.pcscf.table.SetInfo;

/** What the home network answers to a REGISTER: SM5 and refusals; {@link Grants} takes SM11. */
final class HomeAnswers {
    private final RegistrationPolicy policy;
    private final Grants grants;

    HomeAnswers(RegistrationPolicy policy) {
        this.policy = policy;
        this.grants = new Grants(policy);
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
            grants.withoutChallenge(turn, opening, response);
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
            switch (withKey(opening, choice, challenge.get())) {
                case SecurityChoice.Chosen usable ->
                        reserve(turn, opening, usable, response, challenge.get());
                case SecurityChoice.Unacceptable none -> {
                    // another challenge brings another CK
                    turn.answer(
                            opening.exchange(),
                            Refusals.busy(
                                    opening.register().request(),
                                    503,
                                    "Service Unavailable",
                                    opening.exchange().tag()));
                    turn.report(Outcome.WEAK_KEY, none.detail());
                }
            }
        }
    }

    /**
     * A CK with equal halves makes a key that 3DES "MUST reject" (RFC 2451 clause 2.3): the next
     * combination that both can do is taken then, in the mode that was chosen.
     */
    private SecurityChoice withKey(
            Pending.Opening opening, SecurityChoice.Chosen choice, AkaChallenge challenge) {
        byte[] ck = challenge.keys().ck();
        Ipsec3gpp ipsec = choice.ipsec();
        return EspKeys.isWeak(ipsec.encryption(), ck)
                ? PcscfChoice.choose(
                        clientOf(opening), policy.usableWith(ck), List.of(ipsec.mode()))
                : choice;
    }

    private static void reserve(
            Turn turn,
            Pending.Opening opening,
            SecurityChoice.Chosen choice,
            SipResponse response,
            AkaChallenge challenge) {
        turn.state = turn.state.with(new Pending.Reserving(opening, choice, response, challenge));
        turn.effect(
                new RegistrationEffect.Reserve(
                        opening.exchange(), spisOfUe(turn.state, opening), choice.ipsec().portS()));
    }

    /** Without an offer there is nothing to make SAs of: allowed to a UE that has none at all. */
    private void challengedWithoutOffer(Turn turn, Pending.Opening opening, SipResponse response) {
        boolean mayGoBare = policy.mayGoBare(turn.state.ue().address());
        if (mayGoBare && !opening.flow().isProtected()) {
            turn.answer(opening.exchange(), asTheUeAnswersIt(turn, TowardsUe.relayed(response)));
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
                        listed(turn, ipsec, reserving.challenge()), ipsec.mode(), event.own());
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

    /** What Security-Server lists. */
    private List<AlgorithmPair> listed(Turn turn, Ipsec3gpp chosen, AkaChallenge challenge) {
        List<AlgorithmPair> whole = policy.listedWith(challenge.keys().ck());
        if (whole.size() < 2 || !tolerates(turn, Tolerance.SHORT_LIST)) {
            return whole;
        }
        turn.tolerated(Tolerance.SHORT_LIST, chosen.algorithms() + " alone, of " + whole.size());
        return List.of(chosen.algorithms());
    }

    private SipResponse asTheUeAnswersIt(Turn turn, SipResponse challenge) {
        Optional<SipResponse> without =
                tolerates(turn, Tolerance.NO_QOP)
                        ? TowardsUe.withoutQop(challenge)
                        : Optional.empty();
        without.ifPresent(changed -> turn.tolerated(Tolerance.NO_QOP, "challenge without qop"));
        return without.orElse(challenge);
    }

    private boolean tolerates(Turn turn, Tolerance what) {
        return policy.tolerates(what, turn.state.ue().address());
    }

    /** The new set is in use before SM6 leaves: SM7 can't come too early. */
    void installed(Turn turn, Exchange exchange) {
        if (turn.state.pending().get(exchange.id()) instanceof Pending.Installing installing) {
            Challenged challenged = installing.challenged();
            // another challenge may have come while the engine was at work
            turn.dropChallenged(RemovalReason.NEW_CHALLENGE);
            turn.state = turn.state.with(challenged);
            turn.answer(
                    exchange,
                    asTheUeAnswersIt(
                            turn, TowardsUe.challenge(installing.response(), challenged.server())));
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

    /** SM11. */
    private void answerJudged(Turn turn, Pending.Answering answering, SipResponse response) {
        if (response.status() < 300) {
            grants.afterAnswer(turn, answering, response);
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

    /** "after processing the failure message, the P-CSCF shall delete the new SAs". */
    private void fail(Turn turn, Pending.Answering answering, SipResponse response) {
        turn.answerFailure(answering.exchange(), answering.flow(), response);
        Challenged challenged = turn.state.challengedOver(answering.flow());
        if (challenged != null) {
            turn.state = turn.state.with((Challenged) null);
            turn.end(challenged.info(), policy.grace(), RemovalReason.REFUSED);
        }
    }

    static void refuse(
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
