package org.gatehouse.ims.pcscf.registration;

import java.util.Locale;
import org.gatehouse.ims.core.flow.Flow;
import org.gatehouse.ims.core.flow.SetId;
import org.gatehouse.ims.pcscf.register.Register;
import org.jspecify.annotations.Nullable;

/**
 * The check before a message becomes a transaction: "If the P-CSCF receives a message protected
 * with the incorrect SA, it shall discard the message" (TS 33.203 clause 7.4.2a). A discarded
 * message gets no answer.
 */
public enum Admission {
    ADMITTED,
    /** The set of this flow is gone. */
    UNKNOWN_SET,
    /** "These new SAs shall not be used to protect non-authentication traffic". */
    NOT_AUTHENTICATION,
    /** SM7 that came bare or over an old set. */
    ANSWER_NOT_OVER_NEW_SET,
    /** A report of failure that did not come as SM1 came. */
    REPORT_NOT_AS_OPENED,
    /** The set is about to go and takes retransmissions of REGISTER alone. */
    SET_IS_ENDING;

    private final String token = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** Name for metrics and for people. */
    public String token() {
        return token;
    }

    /**
     * Judges a message by the way it came.
     *
     * @param state of the user behind the set or, for a bare REGISTER, of its user; null if there
     *     is none
     * @param register the message, if it is a REGISTER that could be read; null for all others
     */
    public static Admission of(
            @Nullable RegistrationState state, Flow flow, @Nullable Register register) {
        SetId set = flow.protectedBy();
        if (set == null) {
            return state == null ? ADMITTED : ofOld(state, null, register);
        }
        var role = state == null ? null : state.roleOf(set).orElse(null);
        if (state == null || role == null) {
            return UNKNOWN_SET;
        }
        return switch (role) {
            case REGISTRATION -> ofNew(state, register);
            case CURRENT, OLD -> ofOld(state, set, register);
            case ENDING -> register != null ? ADMITTED : SET_IS_ENDING;
        };
    }

    private static Admission ofNew(RegistrationState state, @Nullable Register register) {
        Challenged challenged = state.challenged();
        boolean isSm7 =
                register != null
                        && challenged != null
                        && register.answer().answers(challenged.nonce());
        return isSm7 ? ADMITTED : NOT_AUTHENTICATION;
    }

    private static Admission ofOld(
            RegistrationState state, @Nullable SetId set, @Nullable Register register) {
        Challenged challenged = state.challenged();
        if (register == null || challenged == null) {
            return ADMITTED;
        }
        if (register.answer().answers(challenged.nonce())) {
            return ANSWER_NOT_OVER_NEW_SET;
        }
        // "If the SM1 was not protected, then no protection shall be applied to the failure
        // messages [..]. If SM1 was protected, the old SAs shall be used"
        boolean asOpened =
                set == null ? challenged.openedOver() == null : set.equals(challenged.openedOver());
        return register.answer().reportsFailureOf(challenged.nonce()) && !asOpened
                ? REPORT_NOT_AS_OPENED
                : ADMITTED;
    }
}
