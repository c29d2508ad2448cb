package org.gatehouse.ims.hss.cx;

import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_IDENTITIES_DONT_MATCH;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_ERROR_USER_UNKNOWN;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_TOO_BUSY;
import static org.gatehouse.ims.core.diameter.cx.CxResult.DIAMETER_UNABLE_TO_COMPLY;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.gatehouse.ims.core.diameter.cx.CxRequest;
import org.gatehouse.ims.core.diameter.cx.CxResult;
import org.gatehouse.ims.core.diameter.cx.LocationInfo;
import org.gatehouse.ims.core.diameter.cx.MultimediaAuth;
import org.gatehouse.ims.core.diameter.cx.ServerAssignment;
import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.hss.cx.HssEffect.Answer;
import org.gatehouse.ims.hss.cx.HssEffect.Declined;
import org.gatehouse.ims.hss.cx.HssEffect.FindOwner;
import org.gatehouse.ims.hss.cx.HssEffect.Forget;
import org.gatehouse.ims.hss.cx.HssEffect.Save;
import org.gatehouse.ims.hss.cx.HssEvent.Asked;
import org.gatehouse.ims.hss.cx.HssEvent.Ordered;
import org.gatehouse.ims.hss.cx.HssEvent.OwnerFound;
import org.gatehouse.ims.hss.cx.HssEvent.SaveFailed;
import org.gatehouse.ims.hss.cx.HssEvent.Saved;
import org.gatehouse.ims.hss.cx.HssEvent.Work;
import org.gatehouse.ims.hss.cx.HssState.Gone;
import org.gatehouse.ims.hss.cx.HssState.Saving;
import org.gatehouse.ims.hss.cx.HssState.Serving;

/**
 * Serves one subscription: an answer that changes something leaves once the change is durable, so
 * that a killed HSS has promised nothing it forgets. Keeps no time, so no step needs one.
 */
public final class HssMachine {
    /**
     * Requests that wait for one save. Reason: a subscription has a registration or two under way;
     * more is a peer gone wrong.
     */
    static final int MOST_WAITING = 64;

    /** Characters of an S-CSCF's name: what the store has room for, and no URI of a node needs. */
    static final int LONGEST_SERVER_NAME = 1_024;

    private final HssPolicy policy;

    public HssMachine(HssPolicy policy) {
        this.policy = policy;
    }

    /** Octets of randomness that go with a request. */
    public static int randomnessFor(CxRequest request) {
        return request instanceof MultimediaAuth mar ? VectorRules.randomnessFor(mar) : 0;
    }

    /** One step of one subscription. */
    public Step<HssState, HssEffect> on(HssState state, HssEvent event) {
        return switch (event) {
            case OwnerFound found -> Step.of(state, mismatch(found));
            case Work work ->
                    switch (state) {
                        case Serving serving ->
                                switch (work) {
                                    case Asked asked -> asked(serving, asked);
                                    case Ordered ordered -> ordered(serving, ordered);
                                };
                        case Saving saving -> wait(saving, work);
                        case Gone gone -> Step.of(gone, refusal(work, DIAMETER_UNABLE_TO_COMPLY));
                    };
            case Saved saved -> state instanceof Saving saving ? saved(saving) : Step.quiet(state);
            case SaveFailed failed ->
                    state instanceof Saving saving ? failed(saving) : Step.quiet(state);
        };
    }

    private Step<HssState, HssEffect> asked(Serving serving, Asked asked) {
        Account account = serving.account();
        if (serverName(asked.request()).length() > LONGEST_SERVER_NAME) {
            return Step.of(serving, refusal(asked, DIAMETER_UNABLE_TO_COMPLY));
        }
        Set<Integer> sets = new LinkedHashSet<>();
        for (String impu : impus(asked.request())) {
            OptionalInt set = account.setOf(impu);
            // "The HSS shall check that the user identified by the private identity and the public
            // identity exist", and "belong to the same user" (TS 29.228 clause 6.1.1.1)
            if (set.isEmpty()) {
                return Step.of(serving, new FindOwner(asked, impu));
            }
            sets.add(set.getAsInt());
        }
        Decision decision = decide(account, asked, List.copyOf(sets));
        return change(account, decision.next(), asked, new Answer(asked, decision.answer()));
    }

    private static Step<HssState, HssEffect> ordered(Serving serving, Ordered ordered) {
        OrderRules.Ruling ruling = OrderRules.decide(serving.account(), ordered);
        return change(serving.account(), ruling.next(), ordered, ruling.effect());
    }

    /** The effect follows at once if there is nothing to keep. */
    private static Step<HssState, HssEffect> change(
            Account before, Account after, Work cause, HssEffect then) {
        return after.standing().equals(before.standing())
                ? Step.of(new Serving(after), then)
                : Step.of(
                        new Saving(before, after, cause, then, List.of()),
                        new Save(after.subscriber().impi(), after.standing()));
    }

    private Decision decide(Account account, Asked asked, List<Integer> sets) {
        return switch (asked.request()) {
            case UserAuthorization uar ->
                    new Decision(
                            account,
                            AuthorizationRules.decide(policy, account, uar, sets.getFirst()));
            case MultimediaAuth mar ->
                    VectorRules.decide(account, mar, sets.getFirst(), asked.randomness());
            case ServerAssignment sar -> AssignmentRules.decide(account, sar, sets);
            case LocationInfo lir ->
                    new Decision(account, LocationRules.decide(policy, account, sets.getFirst()));
        };
    }

    private static Step<HssState, HssEffect> wait(Saving saving, Work work) {
        if (saving.waiting().size() >= MOST_WAITING) {
            return Step.of(saving, refusal(work, DIAMETER_TOO_BUSY));
        }
        List<Work> waiting = new ArrayList<>(saving.waiting());
        waiting.add(work);
        return Step.quiet(
                new Saving(
                        saving.before(), saving.after(), saving.cause(), saving.then(), waiting));
    }

    /** The answer leaves, and those who waited have their turn until one of them needs a save. */
    private Step<HssState, HssEffect> saved(Saving saving) {
        List<HssEffect> effects = new ArrayList<>();
        effects.add(saving.then());
        HssState state = new Serving(saving.after());
        for (Work work : saving.waiting()) {
            Step<HssState, HssEffect> step = on(state, work);
            state = step.next();
            effects.addAll(step.effects());
        }
        return new Step<>(state, effects);
    }

    private static Step<HssState, HssEffect> failed(Saving saving) {
        List<HssEffect> effects = new ArrayList<>();
        effects.add(refusal(saving.cause(), DIAMETER_UNABLE_TO_COMPLY));
        for (Work work : saving.waiting()) {
            effects.add(refusal(work, DIAMETER_UNABLE_TO_COMPLY));
        }
        effects.add(new Forget());
        return new Step<>(new Gone(), effects);
    }

    private static HssEffect mismatch(OwnerFound found) {
        return refusal(
                found.asked(),
                found.exists()
                        ? DIAMETER_ERROR_IDENTITIES_DONT_MATCH
                        : DIAMETER_ERROR_USER_UNKNOWN);
    }

    private static HssEffect refusal(Work work, CxResult result) {
        return switch (work) {
            case Asked asked -> new Answer(asked, Refusals.of(asked.request(), result));
            case Ordered ordered -> new Declined(ordered, result);
        };
    }

    private static List<String> impus(CxRequest request) {
        return switch (request) {
            case UserAuthorization uar -> List.of(uar.impu());
            case MultimediaAuth mar -> List.of(mar.impu());
            case ServerAssignment sar -> sar.impus();
            case LocationInfo lir -> List.of(lir.impu());
        };
    }

    private static String serverName(CxRequest request) {
        return switch (request) {
            case UserAuthorization uar -> "";
            case LocationInfo lir -> "";
            case MultimediaAuth mar -> mar.serverName();
            case ServerAssignment sar -> sar.serverName();
        };
    }
}
