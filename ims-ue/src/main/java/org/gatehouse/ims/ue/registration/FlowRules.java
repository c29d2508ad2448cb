package org.gatehouse.ims.ue.registration;

import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.core.sip.SipMessage;
import org.gatehouse.ims.core.sip.SipRequest;
import org.gatehouse.ims.core.sip.SipResponse;
import org.gatehouse.ims.ue.message.Session;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingChallenge;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingConfirmation;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingIsim;
import org.gatehouse.ims.ue.registration.RegistrationState.AwaitingVerdict;
import org.gatehouse.ims.ue.registration.RegistrationState.Pausing;
import org.gatehouse.ims.ue.registration.RegistrationState.Underway;
import org.gatehouse.ims.ue.sa.Held;
import org.gatehouse.ims.ue.sa.SaTable;
import org.jspecify.annotations.Nullable;

/**
 * Which message may come over what: "If the UE receives a message protected with the incorrect SA,
 * it shall discard the message" (TS 33.203 clause 7.4.1a), and what an unprotected port takes
 * (clause 7.1).
 */
public final class FlowRules {
    private FlowRules() {}

    /** May the UE take this message, that came this way, in this state? */
    public static boolean accepts(RegistrationState state, SipMessage message, Flow flow) {
        if (!isOverInboundSa(state, flow)) {
            return false;
        }
        return switch (message) {
            case SipRequest request -> isOverConfirmedSet(state, flow);
            case SipResponse response ->
                    response.method().equals("REGISTER")
                            ? state instanceof Underway underway
                                    && isAwaited(underway, response)
                                    && isRightWay(underway, response.status(), flow)
                            : isOverConfirmedSet(state, flow);
        };
    }

    /**
     * The way out through a set that the UE has.
     *
     * @throws IllegalStateException if it has not: what was to be protected never goes bare
     */
    public static Flow through(RegistrationState state, SetId over) {
        return state.sets().stream()
                .filter(held -> held.id().equals(over))
                .findFirst()
                .map(Held::outbound)
                .orElseThrow(() -> new IllegalStateException("no set " + over));
    }

    /** Does the response answer the REGISTER that waits for one? */
    static boolean isAwaited(Underway state, SipResponse response) {
        Session session = state.session();
        return response.cseq().number() == session.cseq()
                && response.callId().equals(session.callId());
    }

    /** SM6 comes as SM1 went; SM12 over the new set; a failure as clause 7.4.1a says. */
    static boolean isRightWay(Underway state, int status, Flow flow) {
        SetId over = state.procedure().over();
        return switch (state) {
            // "This message shall be protected with the old inbound SA if SM1 was protected and
            // unprotected otherwise"
            case AwaitingChallenge challenge -> isOver(flow, over);
            // "If the SM1 was not protected, then no protection shall be applied to the failure
            // messages" - "If SM1 was protected, the old SAs shall be used"
            case AwaitingVerdict verdict -> isOver(flow, over);
            case AwaitingConfirmation confirmation -> {
                Held fresh = confirmation.fresh();
                // SM12 "shall be protected with the new inbound SA"; "If SM1 was protected, the old
                // SAs shall be used to protect the failure messages", and if not, the user
                // authentication failure "shall be protected with the new SA"
                boolean failsOverOld = status >= 300 && over != null;
                yield isOver(flow, fresh == null || failsOverOld ? over : fresh.id());
            }
            case AwaitingIsim isim -> false;
            case Pausing pausing -> false;
        };
    }

    private static boolean isOver(Flow flow, @Nullable SetId set) {
        SetId came = flow.protectedBy();
        return came == null ? set == null : came.equals(set);
    }

    /**
     * Requests, and responses to others than REGISTER: "The UE is allowed to receive only ...
     * responses to unprotected REGISTER messages" on an unprotected port, and new SAs "shall not be
     * used to protect non-authentication traffic until" SM12.
     */
    private static boolean isOverConfirmedSet(RegistrationState state, Flow flow) {
        Standing standing = state.standing();
        if (standing == null) {
            return false;
        }
        // where IPsec is off all is bare; whose host it came from the node checks
        return standing.table() == null
                ? !flow.isProtected()
                : standing.sets().stream().anyMatch(held -> held.id().equals(flow.protectedBy()));
    }

    /**
     * "The SA is identified by the pair (UE_protected_port, P-CSCF_protected_port) in the SA_table"
     * (TS 33.203 clause 7.1 rule 7). A bare flow passes: it is judged by what it carries.
     */
    private static boolean isOverInboundSa(RegistrationState state, Flow flow) {
        SetId set = flow.protectedBy();
        return set == null
                || SaTable.rows(state.sets()).stream()
                        .anyMatch(row ->
                                row.inbound()
                                        && row.set().equals(set)
                                        && row.uePort() == flow.local().getPort()
                                        && row.pcscfPort() == flow.remote().getPort());
    }
}
