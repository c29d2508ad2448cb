package org.gatehouse.ims.ue.registration;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.ue.message.Dice;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.message.Registers;
import org.gatehouse.ims.ue.message.Session;
import org.gatehouse.ims.ue.registration.Procedure.Goal;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Discard;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Reason;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Remove;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Answer;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Deregister;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Due;
import org.gatehouse.ims.ue.registration.RegistrationEvent.EndedByNetwork;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Finished;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Heard;
import org.gatehouse.ims.ue.registration.RegistrationEvent.IsimAnswered;
import org.gatehouse.ims.ue.registration.RegistrationEvent.NoAnswer;
import org.gatehouse.ims.ue.registration.RegistrationEvent.PowerOff;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Register;
import org.gatehouse.ims.ue.registration.RegistrationEvent.SetExhausted;
import org.gatehouse.ims.ue.registration.RegistrationEvent.Started;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingConfirmation;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingIsim;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Pausing;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.gatehouse.ims.ue.registration.RegistrationState.Underway;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/**
 * The registration of one IMPU, from SM1 to the end of the last SA (TS 33.203 clauses 6.1.1 and
 * 7.4.1a). See {@link RegistrationState} for the diagram. What it knows of randomness and time it
 * is given.
 */
public final class RegistrationMachine {
    private final Dice dice;
    private final Attempts attempts;
    private final Exchange exchange;

    /**
     * @param random secure in a UE, seeded in a simulation: SPIs, ports, tags and cnonces come from
     *     it
     */
    public RegistrationMachine(Profile profile, RandomGenerator random) {
        this.dice = new Dice(profile, random);
        Registers registers = new Registers(profile, dice);
        this.attempts = new Attempts(profile, dice, registers);
        this.exchange = new Exchange(profile, registers, attempts, new Endings(registers));
    }

    /** Where every registration begins. */
    public RegistrationState initial() {
        return new Idle(new Session(dice.token() + dice.token(), dice.token(), 0, 0));
    }

    public Step<RegistrationState, RegistrationEffect> on(
            RegistrationState state, RegistrationEvent event, Instant at) {
        return switch (event) {
            case Register e -> begin(state, Goal.REGISTER);
            case Deregister e -> begin(state, Goal.DEREGISTER);
            // "At UE power off the existing SAs in the MT shall be deleted" (TS 33.203 clause 8.1)
            case PowerOff e -> Endings.idle(state, null);
            case Answer answer -> answered(state, answer, at);
            case NoAnswer none ->
                    state instanceof Underway underway && state.session().cseq() == none.cseq()
                            ? exchange.unanswered(underway, at)
                            : Step.quiet(state);
            case IsimAnswered isim ->
                    state instanceof AwaitingIsim waiting
                            ? exchange.isimAnswered(waiting, isim.result(), at)
                            : Step.quiet(state);
            case Heard heard -> OldSas.heard(state, heard.set());
            case Started started -> OldSas.counted(state, started.over(), 1);
            case Finished finished -> OldSas.counted(state, finished.over(), -1);
            // "The UE shall delete all SAs it holds once all the IMPUs are de-registered" (7.4.1a)
            case EndedByNetwork ended ->
                    state.standing() == null ? Step.quiet(state) : Endings.idle(state, lost(ended));
            case SetExhausted gone -> exhausted(state, gone.set());
            case Due e -> due(state, at);
        };
    }

    /**
     * "The UE shall be involved in only one registration procedure at a time, i.e. the UE shall
     * remove any data relating to any previous incomplete registrations or authentications,
     * including any SAs created by an incomplete authentication" (TS 33.203 clause 7.4.1a).
     */
    private Step<RegistrationState, RegistrationEffect> begin(RegistrationState state, Goal goal) {
        Held fresh = state.fresh();
        List<RegistrationEffect> effects = new ArrayList<>();
        if (fresh != null) {
            effects.add(new Remove(fresh.id()));
        }
        if (goal == Goal.DEREGISTER && state.standing() == null) {
            return Endings.idle(state, new Outcome.Deregistered());
        }
        return attempts.first(goal, state.session(), state.standing(), effects);
    }

    private Step<RegistrationState, RegistrationEffect> answered(
            RegistrationState state, Answer answer, Instant at) {
        if (!(state instanceof Underway underway)
                || !FlowRules.isAwaited(underway, answer.response())) {
            return Step.of(state, new Discard(Reason.LATE));
        }
        if (!FlowRules.accepts(state, answer.response(), answer.flow())) {
            return Step.of(state, new Discard(Reason.WRONG_SA));
        }
        return answer.response().isFinal()
                ? exchange.answered(underway, answer.response(), at)
                : Step.quiet(state);
    }

    /**
     * "the transmitted Sequence Number must never be allowed to cycle" (RFC 2406 clause 2.2): the
     * registration can't be used over this set, nor refreshed; another one makes other keys.
     */
    private static Step<RegistrationState, RegistrationEffect> exhausted(
            RegistrationState state, SetId set) {
        return state.sets().stream().anyMatch(held -> held.id().equals(set))
                ? Endings.idle(
                        state, new Outcome.Lost("the sequence numbers of " + set + " are used up"))
                : Step.quiet(state);
    }

    private static @Nullable Outcome lost(EndedByNetwork ended) {
        return ended.again()
                ? null
                : new Outcome.Lost("the network ended the registration (" + ended.why() + ")");
    }

    private Step<RegistrationState, RegistrationEffect> due(RegistrationState state, Instant at) {
        List<RegistrationEffect> effects = new ArrayList<>();
        RegistrationState now = OldSas.expire(state, at, effects);
        Standing standing = now.standing();
        if (standing != null && !at.isBefore(standing.runsOut())) {
            return runOut(now, effects);
        }
        if (now instanceof AwaitingConfirmation waiting && isOver(waiting.fresh(), at)) {
            return after(effects, exchange.unanswered(waiting, at));
        }
        if (now instanceof Pausing pausing && !at.isBefore(pausing.until())) {
            Procedure procedure = pausing.procedure();
            return attempts.again(procedure, procedure.over(), effects);
        }
        if (now instanceof Registered registered
                && !at.isBefore(registered.standing().refreshAt())) {
            return attempts.first(Goal.REGISTER, now.session(), registered.standing(), effects);
        }
        return new Step<>(now, effects);
    }

    /** A registration that ran out leaves a procedure under way as an initial one. */
    private Step<RegistrationState, RegistrationEffect> runOut(
            RegistrationState state, List<RegistrationEffect> effects) {
        Standing standing = state.standing();
        if (standing != null) {
            standing.sets().forEach(held -> effects.add(new Remove(held.id())));
        }
        if (state instanceof Underway underway) {
            Procedure orphan = underway.procedure().with((Standing) null);
            return new Step<>(underway.with(orphan), effects);
        }
        effects.add(
                new RegistrationEffect.Report(
                        new Outcome.Lost("the registration ran out before it was refreshed")));
        return new Step<>(new Idle(state.session()), effects);
    }

    private static boolean isOver(@Nullable Held held, Instant at) {
        return held != null && held.isOver(at);
    }

    private static Step<RegistrationState, RegistrationEffect> after(
            List<RegistrationEffect> before, Step<RegistrationState, RegistrationEffect> step) {
        List<RegistrationEffect> all = new ArrayList<>(before);
        all.addAll(step.effects());
        return new Step<>(step.next(), all);
    }
}
