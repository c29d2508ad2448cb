package org.gatehouse.ims.pcscf.registration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.jspecify.annotations.Nullable;

/** What use and time do to the sets (TS 33.203 clause 7.4.2a). */
final class SetRules {
    private SetRules() {}

    /**
     * "When [..] a further SIP message protected with a new inbound SA is successfully received
     * from the UE, the P-CSCF starts to use the new SAs for outbound messages".
     */
    static void used(Turn turn, @Nullable SetId set) {
        if (turn.state.held() instanceof Held.Both both && both.current().id().equals(set)) {
            switched(turn, both);
        }
    }

    private static void switched(Turn turn, Held.Both both) {
        turn.state =
                turn.state.with(new Held.Both(both.current(), both.old(), /* switched= */ true));
    }

    static void trafficCame(Turn turn, SetId set, boolean opensTransaction) {
        used(turn, set);
        if (opensTransaction) {
            count(turn, set, 1);
        }
    }

    /** "A SIP transaction is called pending if it was started using an old SA." */
    static void trafficLeft(Turn turn, SetId set) {
        count(turn, set, 1);
    }

    static void transactionOver(Turn turn, SetId set) {
        count(turn, set, -1);
    }

    private static void count(Turn turn, SetId set, int change) {
        turn.state
                .held()
                .find(set)
                .ifPresent(held ->
                        turn.state =
                                turn.state.with(turn.state.held().with(held.transactions(change))));
    }

    /**
     * "The old SAs are then deleted as soon as all pending SIP transactions have been completed, or
     * have timed out": after the grace time in which a lost answer can still be asked for again.
     */
    static void settle(Turn turn, RegistrationPolicy policy) {
        if (turn.state.held() instanceof Held.Both both && both.switched()) {
            SetId old = both.old().id();
            boolean registers =
                    turn.state.pending().values().stream()
                            .anyMatch(pending -> old.equals(pending.flow().protectedBy()));
            if (!registers && both.old().transactions() == 0) {
                turn.state = turn.state.with(new Held.Current(both.current()));
                turn.end(both.old().info(), policy.grace(), RemovalReason.REPLACED);
            }
        }
    }

    /** "The P-CSCF shall delete any SA whose lifetime is exceeded." */
    static void timeCame(Turn turn, RegistrationPolicy policy) {
        challengeExpires(turn);
        heldExpire(turn);
        endingGo(turn);
        // "When the old SAs have only a short time left before expiring [..]"
        if (turn.state.held() instanceof Held.Both both
                && !both.switched()
                && isDue(turn, both.old().expires().minus(policy.switchBefore()))) {
            switched(turn, both);
        }
        Map<String, Binding> left = new TreeMap<>(turn.state.bindings());
        left.values().removeIf(b -> isDue(turn, b.expires().plus(policy.lifetimeMargin())));
        if (left.size() < turn.state.bindings().size()) {
            turn.state = turn.state.withBindings(left);
        }
    }

    /**
     * "It shall delete the temporarily stored SA parameters associated with this registration after
     * a time-out" (clause 7.3.1.1), and "any information relating to the registration procedure
     * that created the SA" (clause 7.3.1.4).
     */
    private static void challengeExpires(Turn turn) {
        Challenged challenged = turn.state.challenged();
        if (challenged == null || !isDue(turn, challenged.expires())) {
            return;
        }
        for (Pending pending : turn.state.pending().values()) {
            if (pending instanceof Pending.Answering answering) {
                turn.answer(
                        answering.exchange(),
                        Refusals.plain(
                                answering.register().request(),
                                504,
                                "Server Time-out",
                                answering.exchange().tag()));
            }
        }
        turn.report(
                challenged.answered() ? Outcome.HOME_SILENT : Outcome.CHALLENGE_UNANSWERED,
                "lifetime of " + challenged.info().id() + " is over");
        turn.dropChallenged(
                challenged.answered() ? RemovalReason.EXPIRED : RemovalReason.CHALLENGE_UNANSWERED);
    }

    private static void heldExpire(Turn turn) {
        for (HeldSet set : turn.state.held().sets()) {
            if (isDue(turn, set.expires())) {
                turn.state = turn.state.with(turn.state.held().without(set.id()));
                turn.remove(set.info(), RemovalReason.EXPIRED);
            }
        }
    }

    private static void endingGo(Turn turn) {
        List<Ending> left = new ArrayList<>();
        for (Ending ending : turn.state.ending()) {
            if (isDue(turn, ending.goes())) {
                turn.remove(ending.info(), ending.reason());
            } else {
                left.add(ending);
            }
        }
        if (left.size() < turn.state.ending().size()) {
            turn.state = turn.state.withEnding(left);
        }
    }

    /** Removes the sets whose use is over without waiting: their ports are needed. */
    static void dropEnding(Turn turn) {
        turn.state.ending().forEach(ending -> turn.remove(ending.info(), ending.reason()));
        turn.state = turn.state.withEnding(List.of());
    }

    /**
     * "the transmitted Sequence Number must never be allowed to cycle" (RFC 2406 clause 2.2): the
     * set ends, and the UE, which hears nothing, registers anew. A set that is ending goes in its
     * time.
     */
    static void exhausted(Turn turn, SetId set) {
        Challenged challenged = turn.state.challenged();
        if (challenged != null && challenged.info().id().equals(set)) {
            turn.dropChallenged(RemovalReason.SEQUENCE_EXHAUSTED);
        }
        turn.state
                .held()
                .find(set)
                .ifPresent(held -> {
                    turn.state = turn.state.with(turn.state.held().without(set));
                    turn.remove(held.info(), RemovalReason.SEQUENCE_EXHAUSTED);
                });
    }

    /** The user registered from elsewhere: what was agreed on here is over. */
    static void moved(Turn turn) {
        turn.state.held().sets().forEach(set -> turn.remove(set.info(), RemovalReason.MOVED));
        turn.state =
                turn.state
                        .with(new Held.Nothing())
                        .withBindings(Map.of())
                        .withServiceRoute(List.of())
                        .withUnprotected(null);
    }

    /**
     * A later challenge voids the earlier one at the S-CSCF, wherever it went, so its set has no
     * use left. An answer that is under way to the S-CSCF is left to be judged there.
     */
    static void challengeVoid(Turn turn, RemovalReason reason) {
        Challenged challenged = turn.state.challenged();
        if (challenged != null && !challenged.answered()) {
            turn.report(Outcome.CHALLENGE_UNANSWERED, reason.token());
            turn.dropChallenged(reason);
        }
    }

    private static boolean isDue(Turn turn, Instant deadline) {
        return !deadline.isAfter(turn.at);
    }
}
