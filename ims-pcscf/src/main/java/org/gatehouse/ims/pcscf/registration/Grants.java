package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.register.Granted;
import org.gatehouse.ims.pcscf.register.TowardsUe;

/** What a 200 to REGISTER does to bindings, sets and their lifetimes. */
final class Grants {
    /** Public identities one user may register; subscriptions in use have fewer than ten. */
    static final int MOST_BINDINGS = 32;

    private final RegistrationPolicy policy;

    Grants(RegistrationPolicy policy) {
        this.policy = policy;
    }

    /** 200 without a challenge: a refresh over the SAs, or a UE that has none. */
    void withoutChallenge(Turn turn, Pending.Opening opening, SipResponse response) {
        boolean bare = !opening.flow().isProtected();
        boolean mayGoBare = policy.mayGoBare(turn.state.ue().address());
        if (bare && (opening.choice() != null || !mayGoBare)) {
            // "Initial registration shall always be authenticated" (clause 5.1.2)
            HomeAnswers.refuse(
                    turn, opening, 500, "Registered Without Challenge", Outcome.REFUSED_BY_HOME);
            return;
        }
        Granted granted = Granted.of(opening.register(), response);
        bind(turn, opening, granted);
        if (bare) {
            turn.state = turn.state.withUnprotected(opening.flow());
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

    /** SM11: "This completes the registration procedure for the P-CSCF". */
    void afterAnswer(Turn turn, Pending.Answering answering, SipResponse response) {
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
        return new HeldSet(challenged.info(), until, challenged.nonce(), challenged.server(), 0);
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

    /** The same where the home network ended it: NOTIFY of the reg event package. */
    void endedByHome(Turn turn, Map<String, Binding> those) {
        Map<String, Binding> left = new TreeMap<>(turn.state.bindings());
        if (left.entrySet().removeAll(those.entrySet())) {
            turn.state = turn.state.withBindings(left);
            endIfDeregistered(turn);
        }
    }

    /** "The lifetime of a SA is never decreased": the registrations alone get shorter. */
    static void shortenedByHome(Turn turn, Set<String> impus, Instant until) {
        Map<String, Binding> changed = new TreeMap<>(turn.state.bindings());
        changed.replaceAll((impu, binding) ->
                binding.expires().isAfter(until)
                                && binding.impus().stream().anyMatch(impus::contains)
                        ? new Binding(until, binding.impus())
                        : binding);
        turn.state = turn.state.withBindings(changed);
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
        Challenged challenged = turn.state.challenged();
        if (challenged != null && !challenged.answered()) {
            turn.dropChallenged(RemovalReason.DEREGISTERED);
        }
        turn.state = turn.state.with(new Held.Nothing()).withUnprotected(null);
        turn.report(Outcome.DEREGISTERED, "no public identity is left");
        return true;
    }
}
