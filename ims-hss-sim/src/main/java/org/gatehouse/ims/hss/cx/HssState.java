package org.gatehouse.ims.hss.cx;

import java.util.List;
import org.gatehouse.ims.hss.cx.HssEvent.Work;

/**
 * One subscription in the HSS.
 *
 * <pre>
 *              Asked, nothing to keep: Answer
 *              ┌───┐
 *              │   ▼     Asked, something changes: Save
 *            ┌─┴──────┐ ─────────────────────────────► ┌────────┐ ──┐ Asked: waits
 *  loaded ──►│ Serving│                                │ Saving │   │
 *            └────────┘ ◄───────────────────────────── └────────┘ ◄─┘
 *                        Saved: Answer, then who waits      │
 *                                                           │ SaveFailed: refuse all, Forget
 *                                                           ▼
 * </pre>
 */
public sealed interface HssState {
    /** All that is known is durable. */
    record Serving(Account account) implements HssState {}

    /**
     * A change is on its way to the store; its answer waits for it.
     *
     * @param before the account as it is durable
     * @param after the account after the change
     * @param cause what changed it
     * @param then what is done for it once the change is durable
     * @param waiting what came meanwhile, in order
     */
    record Saving(Account before, Account after, Work cause, HssEffect then, List<Work> waiting)
            implements HssState {
        public Saving {
            waiting = List.copyOf(waiting);
        }
    }

    /** What was forgotten after a failed save; it has to be loaded again. */
    record Gone() implements HssState {}
}
