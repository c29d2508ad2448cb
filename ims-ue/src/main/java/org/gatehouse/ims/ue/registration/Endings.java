package org.gatehouse.ims.ue.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.ue.message.Grant;
import org.gatehouse.ims.ue.message.Registers;
import org.gatehouse.ims.ue.registration.Procedure.Goal;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Remove;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Report;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.sa.SaTable;
import org.jspecify.annotations.Nullable;

/** How a procedure ends, and what becomes of the SAs then. */
final class Endings {
    private final Registers registers;

    Endings(Registers registers) {
        this.registers = registers;
    }

    /** SM12 came, over the fresh set; or a 200 without a challenge, over the current one. */
    Step<RegistrationState, RegistrationEffect> confirmed(
            Procedure procedure, @Nullable Held fresh, SipResponse response, Instant at) {
        if (procedure.goal() == Goal.DEREGISTER) {
            return deregistered(procedure, fresh);
        }
        Held over = fresh == null ? procedure.carrier() : fresh;
        Duration granted = Grant.of(response, registers.contactAddress(over), procedure.expires());
        if (granted.isZero()) {
            return failed(
                    procedure,
                    fresh,
                    new Outcome.Refused(response.status(), "the registrar granted no time"),
                    at);
        }
        List<RegistrationEffect> effects = new ArrayList<>();
        SaTable table = tableAfter(procedure, fresh, at.plus(granted), effects);
        Standing standing =
                new Standing(
                        table,
                        granted,
                        at.plus(granted),
                        Lifetimes.refresh(at, granted),
                        response.headerValues("Service-Route"),
                        response.headerValues("P-Associated-URI"));
        effects.add(new Report(new Outcome.Registered(standing)));
        return new Step<>(new Registered(procedure.session(), standing), effects);
    }

    /** The procedure ends without success: the new SAs go, an earlier registration stays. */
    Step<RegistrationState, RegistrationEffect> failed(
            Procedure procedure, @Nullable Held fresh, Outcome outcome, Instant at) {
        List<RegistrationEffect> effects = new ArrayList<>();
        // "after processing the failure message, the UE shall delete the new SAs" (clause 7.4.1a)
        if (fresh != null) {
            effects.add(new Remove(fresh.id()));
        }
        Standing standing = procedure.standing();
        effects.add(new Report(outcome));
        if (standing == null) {
            return new Step<>(new Idle(procedure.session()), effects);
        }
        Instant retryAt = Lifetimes.retry(at, standing.ends());
        return new Step<>(
                new Registered(procedure.session(), standing.refreshingAt(retryAt)), effects);
    }

    /** The end of everything: all SAs go. */
    static Step<RegistrationState, RegistrationEffect> idle(
            RegistrationState state, @Nullable Outcome outcome) {
        List<RegistrationEffect> effects = new ArrayList<>();
        state.sets().forEach(held -> effects.add(new Remove(held.id())));
        if (outcome != null) {
            effects.add(new Report(outcome));
        }
        return new Step<>(new Idle(state.session()), effects);
    }

    /** "The UE shall delete all SAs it holds once all the IMPUs are de-registered". */
    static Step<RegistrationState, RegistrationEffect> deregistered(
            Procedure procedure, @Nullable Held fresh) {
        return idle(
                new RegistrationState.AwaitingConfirmation(procedure, fresh),
                new Outcome.Deregistered());
    }

    private static @Nullable SaTable tableAfter(
            Procedure procedure,
            @Nullable Held fresh,
            Instant ends,
            List<RegistrationEffect> effects) {
        Standing before = procedure.standing();
        SaTable table = before == null ? null : before.table();
        Instant justPast = ends.plus(Lifetimes.SHORTLY);
        if (fresh == null) {
            // "registrations without an authentication ... increase the lifetime of the SAs created
            // by the last successful authentication" (clause 7.4.1a)
            return table == null
                    ? null
                    : new SaTable(
                            table.current().lastingUntil(justPast), table.old(), table.heard());
        }
        if (table == null) {
            return new SaTable(fresh.lastingUntil(justPast), null);
        }
        // "it either equals the latest lifetime of the old SAs or it will expire shortly after the
        // registration timer in the message, depending which gives the SAs the longer life"
        Held current = fresh.lastingUntil(table.latestExpiry()).lastingUntil(justPast);
        Held older = table.old();
        if (older != null) {
            effects.add(new Remove(older.id()));
        }
        if (procedure.over() == null) {
            // SM1 was bare because the old SAs brought no reply, and the P-CSCF "shall remove the
            // old SAs" then (clause 7.4.2a)
            effects.add(new Remove(table.current().id()));
            return new SaTable(current, null);
        }
        return new SaTable(current, table.current());
    }
}
