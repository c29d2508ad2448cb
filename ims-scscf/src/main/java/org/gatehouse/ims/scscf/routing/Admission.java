package org.gatehouse.ims.scscf.routing;

import org.gatehouse.ims.scscf.refusal.Refusal;

/** Whether a request is let in. */
public sealed interface Admission {
    record Admitted(Arrival arrival) implements Admission {}

    record Refused(Refusal refusal) implements Admission {}
}
