package org.gatehouse.ims.pcscf.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.pcscf.outcome.Outcome;
import org.gatehouse.ims.pcscf.outcome.RemovalReason;
import org.gatehouse.ims.pcscf.policy.RegistrationPolicy;
import org.gatehouse.ims.pcscf.policy.Tolerance;
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

    void tolerated(Tolerance what, String detail) {
        effect(new RegistrationEffect.Tolerated(what, detail));
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

    /**
     * Refuses a REGISTER. "no protection shall be applied to the failure messages, except the user
     * authentication failure message which shall be protected with the new SAs. If SM1 was
     * protected, the old SAs shall be used" (clause 7.4.2a). Every refusal of SM7 goes as the user
     * authentication failure: the UE takes nothing bare on its protected ports.
     *
     * @param flow the way the REGISTER came
     */
    void answerFailure(Exchange exchange, Flow flow, SipResponse response) {
        Challenged challenged = state.challengedOver(flow);
        SetId opened = challenged == null ? null : challenged.openedOver();
        boolean overOld = opened != null && state.held().find(opened).isPresent();
        answer(exchange, response, overOld ? opened : null);
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
