package org.gatehouse.ims.ue.registration;

import java.time.Duration;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.ue.message.Offer;
import org.gatehouse.ims.ue.message.Registers;
import org.gatehouse.ims.ue.message.Session;
import org.gatehouse.ims.ue.sa.Held;
import org.jspecify.annotations.Nullable;

/**
 * One registration procedure on its way. "The UE shall be involved in only one registration
 * procedure at a time" (TS 33.203 clause 7.4.1a), so there is at most one of these.
 *
 * @param goal what is wanted
 * @param session with the CSeq of the REGISTER sent last
 * @param standing what an earlier success left, or null at an initial registration
 * @param over the set that SM1 and the failure messages go over, or null: bare
 * @param offer what the latest Security-Client said, or null where IPsec is off
 * @param expires time asked for
 * @param attempt 1 for the first SM1 of this procedure; a time-out starts the next
 * @param withoutIpsec whether the P-CSCF wants no security agreement: SM1 goes without an offer
 * @param invalidChallenges challenges in a row that failed the checks of the ISIM
 */
public record Procedure(
        Goal goal,
        Session session,
        @Nullable Standing standing,
        @Nullable SetId over,
        @Nullable Offer offer,
        Duration expires,
        int attempt,
        boolean withoutIpsec,
        int invalidChallenges) {

    /** What a procedure is for. */
    public enum Goal {
        /** Registration, or re-registration where one stands. */
        REGISTER,
        /** Deregistration: Expires 0. */
        DEREGISTER
    }

    /** What the REGISTERs that go as SM1 went are made of. */
    Registers.Envelope envelope() {
        return envelopeOver(carrier());
    }

    /** The same for the one that goes over another set. */
    Registers.Envelope envelopeOver(@Nullable Held other) {
        return new Registers.Envelope(session, offer, expires, other);
    }

    /** The set that SM1 goes over, with what SIP keeps of it. */
    @Nullable Held carrier() {
        return over == null || standing == null ? null : standing.current();
    }

    Procedure with(Session changed) {
        return new Procedure(
                goal,
                changed,
                standing,
                over,
                offer,
                expires,
                attempt,
                withoutIpsec,
                invalidChallenges);
    }

    Procedure with(@Nullable Offer changed) {
        return new Procedure(
                goal,
                session,
                standing,
                over,
                changed,
                expires,
                attempt,
                withoutIpsec,
                invalidChallenges);
    }

    Procedure with(@Nullable Standing changed) {
        SetId stillOver = changed == null || changed.current() == null ? null : over;
        return new Procedure(
                goal,
                session,
                changed,
                stillOver,
                offer,
                expires,
                attempt,
                withoutIpsec,
                invalidChallenges);
    }

    Procedure afterInvalidChallenge(Session changed, @Nullable Offer fresh) {
        return new Procedure(
                goal,
                changed,
                standing,
                over,
                fresh,
                expires,
                attempt,
                withoutIpsec,
                invalidChallenges + 1);
    }
}
