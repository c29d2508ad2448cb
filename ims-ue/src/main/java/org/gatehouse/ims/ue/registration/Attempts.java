package org.gatehouse.ims.ue.registration;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.ue.message.Dice;
import org.gatehouse.ims.ue.message.Offer;
import org.gatehouse.ims.ue.message.Profile;
import org.gatehouse.ims.ue.message.Registers;
import org.gatehouse.ims.ue.message.Session;
import org.gatehouse.ims.ue.registration.Procedure.Goal;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Send;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingChallenge;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/** Starts procedures, and starts them again: SM1. */
final class Attempts {
    private final Profile profile;
    private final Dice dice;
    private final Registers registers;

    Attempts(Profile profile, Dice dice, Registers registers) {
        this.profile = profile;
        this.dice = dice;
        this.registers = registers;
    }

    /** The first SM1 of a procedure. */
    Step<RegistrationState, RegistrationEffect> first(
            Goal goal,
            Session session,
            @Nullable Standing standing,
            List<RegistrationEffect> before) {
        // "If the UE has an already active pair of security associations, then it shall use this to
        // protect the REGISTER message" (TS 33.203 clause 7.4)
        Held current = standing == null ? null : standing.current();
        SetId over = current == null ? null : current.id();
        Duration expires = goal == Goal.DEREGISTER ? Duration.ZERO : profile.expires();
        boolean bare = standing != null && standing.table() == null;
        return send(
                new Procedure(goal, session, standing, over, null, expires, 1, bare, 0),
                over,
                before);
    }

    /** The next SM1, after an attempt that led nowhere. */
    Step<RegistrationState, RegistrationEffect> again(
            Procedure ended, @Nullable SetId over, List<RegistrationEffect> before) {
        return send(
                ended, over, before, ended.expires(), ended.attempt() + 1, ended.withoutIpsec());
    }

    /** The next SM1, without a security agreement. */
    Step<RegistrationState, RegistrationEffect> bare(Procedure refused) {
        return send(
                refused,
                null,
                List.of(),
                refused.expires(),
                refused.attempt() + 1,
                /* withoutIpsec= */ true);
    }

    /** "If a UA receives a 423 ... it MAY retry ... with an expiration interval greater" */
    Step<RegistrationState, RegistrationEffect> askingFor(
            Procedure refused, Duration longer, List<RegistrationEffect> before) {
        return send(
                refused,
                refused.over(),
                before,
                longer,
                refused.attempt() + 1,
                refused.withoutIpsec());
    }

    boolean isLast(Procedure procedure) {
        return procedure.attempt() >= profile.attempts();
    }

    /** Whether the UE does without SAs where the P-CSCF takes no offer. */
    boolean mayGoBare(Procedure refused) {
        return profile.bareOn406()
                && refused.offer() != null
                && refused.standing() == null
                && !isLast(refused);
    }

    /** A fresh Security-Client after a procedure's last, or null where there is to be no IPsec. */
    @Nullable Offer freshOffer(Procedure procedure) {
        return profile.usesIpsec() && !procedure.withoutIpsec() ? newOffer(procedure) : null;
    }

    private Offer newOffer(Procedure procedure) {
        Standing standing = procedure.standing();
        List<Held> held = standing == null ? List.of() : standing.sets();
        Held current = standing == null ? null : standing.current();
        int kept = current == null ? 0 : current.set().local().ports().server();
        return dice.offer(held, procedure.offer(), kept);
    }

    private Step<RegistrationState, RegistrationEffect> send(
            Procedure procedure, @Nullable SetId over, List<RegistrationEffect> before) {
        return send(
                procedure,
                over,
                before,
                procedure.expires(),
                procedure.attempt(),
                procedure.withoutIpsec());
    }

    private Step<RegistrationState, RegistrationEffect> send(
            Procedure from,
            @Nullable SetId over,
            List<RegistrationEffect> before,
            Duration expires,
            int attempt,
            boolean withoutIpsec) {
        Procedure last =
                new Procedure(
                        from.goal(),
                        from.session().nextCseq(),
                        from.standing(),
                        over,
                        from.offer(),
                        expires,
                        attempt,
                        withoutIpsec,
                        0);
        Procedure procedure = last.with(freshOffer(last));
        List<RegistrationEffect> effects = new ArrayList<>(before);
        effects.add(new Send(registers.sm1(procedure.envelope()), over));
        return new Step<>(new AwaitingChallenge(procedure), effects);
    }
}
