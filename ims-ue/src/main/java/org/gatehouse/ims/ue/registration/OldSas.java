package org.gatehouse.ims.ue.registration;

import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.machine.Step;
import org.gatehouse.ims.ue.registration.RegistrationEffect.Remove;
import org.gatehouse.ims.ue.registration.RegistrationState.Idle;
import org.gatehouse.ims.ue.registration.RegistrationState.Registered;
import org.gatehouse.ims.ue.registration.RegistrationState.Underway;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.sa.SaTable;
import org.jspecify.annotations.Nullable;

/**
 * When old SAs go: "When a further SIP message protected with a new inbound SA is successfully
 * received from the P-CSCF, then the old SAs shall be deleted as soon as either all pending SIP
 * transactions have been completed, or have timed out. The old SAs shall be always deleted when the
 * lifetime is expired" (TS 33.203 clause 7.4.1a). "A SIP transaction is called pending if it was
 * started using an old SA."
 */
final class OldSas {
    private OldSas() {}

    /** A message passed the inbound SAs of a set. */
    static Step<RegistrationState, RegistrationEffect> heard(RegistrationState state, SetId set) {
        SaTable table = table(state);
        return table == null || !table.current().id().equals(set)
                ? Step.quiet(state)
                : settled(state, table.whenHeard());
    }

    /** A transaction over a set begins, or is over. */
    static Step<RegistrationState, RegistrationEffect> counted(
            RegistrationState state, SetId set, int change) {
        SaTable table = table(state);
        return table == null
                ? Step.quiet(state)
                : settled(state, table.withTransactions(set, change));
    }

    private static Step<RegistrationState, RegistrationEffect> settled(
            RegistrationState state, SaTable table) {
        Held old = table.old();
        if (old == null || !table.heard() || old.transactions() > 0) {
            return Step.quiet(with(state, table));
        }
        return Step.of(with(state, table.withoutOld()), new Remove(old.id()));
    }

    private static @Nullable SaTable table(RegistrationState state) {
        Standing standing = state.standing();
        return standing == null ? null : standing.table();
    }

    /** The same state with other sets in its table; its standing registration has a table. */
    static RegistrationState with(RegistrationState state, SaTable table) {
        Standing standing = state.standing();
        if (standing == null) {
            return state;
        }
        Standing changed = standing.with(table);
        return switch (state) {
            case Idle idle -> idle;
            case Registered registered -> new Registered(registered.session(), changed);
            case Underway underway -> underway.with(underway.procedure().with(changed));
        };
    }

    /** Deletes the old set whose lifetime is exceeded. */
    static RegistrationState expire(
            RegistrationState state, Instant at, List<RegistrationEffect> effects) {
        SaTable table = table(state);
        Held old = table == null ? null : table.old();
        if (table == null || old == null || !old.isOver(at)) {
            return state;
        }
        effects.add(new Remove(old.id()));
        return with(state, table.withoutOld());
    }
}
