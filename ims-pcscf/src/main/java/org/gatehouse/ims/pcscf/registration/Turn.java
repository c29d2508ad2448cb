package org.gatehouse.ims.pcscf.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.table.SetInfo;
import org.jspecify.annotations.Nullable;

/** One step in the making: the state as it becomes, and the effects in order. */
final class Turn {
    final Instant at;
    RegistrationState state;
    private final List<RegistrationEffect> effects = new ArrayList<>();

    Turn(RegistrationState state, Instant at) {
        this.state = state;
        this.at = at;
    }

    void effect(RegistrationEffect effect) {
        effects.add(effect);
    }

    void report(Outcome outcome, String detail) {
        effect(new RegistrationEffect.Report(outcome, detail));
    }

    /** Answers the way the request came. */
    void answer(Exchange exchange, SipResponse response) {
        answer(exchange, response, null);
    }

    void answer(Exchange exchange, SipResponse response, @Nullable SetId over) {
        effect(new RegistrationEffect.Answer(exchange, response, over));
        if (response.isFinal()) {
            state = state.without(exchange);
        }
    }

    void remove(SetInfo info, RemovalReason reason) {
        effect(new RegistrationEffect.Remove(info, reason));
    }

    /** The set goes after the grace time. */
    void end(SetInfo info, Duration grace, RemovalReason reason) {
        state = state.withEnding(info, at, grace, reason);
    }

    /** Deletes the registration set, if there is one. */
    void dropChallenged(RemovalReason reason) {
        Challenged challenged = state.challenged();
        if (challenged != null) {
            remove(challenged.info(), reason);
            state = state.with((Challenged) null);
        }
    }

    Step<RegistrationState, RegistrationEffect> done(
            RegistrationState before, RegistrationPolicy policy) {
        var deadline = state.nextDeadline(policy);
        if (!deadline.equals(before.nextDeadline(policy))) {
            deadline.ifPresent(at -> effect(new RegistrationEffect.WakeAt(at)));
        }
        return new Step<>(state, effects);
    }
}
