package org.gatehouse.ims.scscf.icscf;

import org.gatehouse.ims.core.diameter.cx.UserAuthorization;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.scscf.refusal.Refusal;

/** What the I-CSCF wants done for a REGISTER. */
public sealed interface LocateEffect {
    /** Ask the HSS; the outcome comes back as {@link LocateEvent.HssAnswered}. */
    record Ask(UserAuthorization request) implements LocateEffect {}

    /**
     * SM3, SM9: forward to this server, and wait for it a limited time.
     *
     * @param last no other server is left to try: this one may have all the time there is
     */
    record Forward(LocateRequest request, int attempt, ServerEntry server, boolean last)
            implements LocateEffect {}

    /** SM5, SM11: pass a response on. */
    record Relay(SipResponse response) implements LocateEffect {}

    record Refuse(Refusal refusal) implements LocateEffect {}
}
