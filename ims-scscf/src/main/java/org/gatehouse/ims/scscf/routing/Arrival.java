package org.gatehouse.ims.scscf.routing;

import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.scscf.registrar.RegistrarState.Registered;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in.
 *
 * @param request without our own values of Route
 * @param served of an originating request the registration of its sender, whose identity is the
 *     asserted one: not barred, and registered here; else null
 */
public record Arrival(Kind kind, SipRequest request, @Nullable Registered served) {
    /** Which half of the S-CSCF's work a request is. */
    public enum Kind {
        /** From a user of ours: it came along our Service-Route. */
        ORIGINATING,
        /** For whoever its Request-URI names. */
        TERMINATING,
        /** On its way along a route that was recorded. */
        ROUTED
    }
}
