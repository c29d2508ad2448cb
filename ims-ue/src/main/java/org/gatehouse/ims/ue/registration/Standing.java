package org.gatehouse.ims.ue.registration;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.sa.SaTable;
import org.jspecify.annotations.Nullable;

/**
 * A registration that stands: what SM12 brought, and the SAs that protect what follows.
 *
 * @param table the SAs, or null where IPsec is off
 * @param granted time the registrar gave
 * @param ends when the registrar's timer runs out
 * @param refreshAt when the UE re-registers: earlier than {@code ends}
 * @param serviceRoute values of Service-Route
 * @param associatedUris values of P-Associated-URI
 */
public record Standing(
        @Nullable SaTable table,
        Duration granted,
        Instant ends,
        Instant refreshAt,
        List<String> serviceRoute,
        List<String> associatedUris) {
    public Standing {
        serviceRoute = List.copyOf(serviceRoute);
        associatedUris = List.copyOf(associatedUris);
    }

    public List<Held> sets() {
        return table == null ? List.of() : table.sets();
    }

    /** The set that protects what the UE sends now. */
    public @Nullable Held current() {
        return table == null ? null : table.current();
    }

    /**
     * When all is over unless it is refreshed: "The UE shall delete all SAs it holds once all the
     * IMPUs are de-registered" (TS 33.203 clause 7.4.1a), and time does that too. An SA may have
     * been given a longer life by a registration that a later one has shortened.
     */
    Instant runsOut() {
        return table == null ? ends : ends.plus(Lifetimes.SHORTLY);
    }

    Standing with(SaTable changed) {
        return new Standing(changed, granted, ends, refreshAt, serviceRoute, associatedUris);
    }

    Standing refreshingAt(Instant later) {
        return new Standing(table, granted, ends, later, serviceRoute, associatedUris);
    }
}
