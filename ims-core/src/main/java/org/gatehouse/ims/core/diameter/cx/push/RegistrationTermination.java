package org.gatehouse.ims.core.diameter.cx.push;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * RTR: the registration of a user ends (TS 29.228 clause 6.1.3, TS 29.229 clause 6.1.9).
 *
 * @param impus Public-Identity: those that are deregistered, each with its implicit set; empty: all
 *     of the private identities
 * @param associated Associated-Identities: further private identities that it is about
 * @param info Reason-Info, a text for people, or null
 */
public record RegistrationTermination(
        String impi,
        List<String> impus,
        List<String> associated,
        Reason reason,
        @Nullable String info)
        implements PushRequest {
    public RegistrationTermination {
        impus = List.copyOf(impus);
        associated = List.copyOf(associated);
    }

    /** Reason-Code of Deregistration-Reason (TS 29.229 clause 6.3.17). */
    public enum Reason {
        /** The subscription has ended. */
        PERMANENT_TERMINATION(0),

        /** Another S-CSCF serves the user from now on. */
        NEW_SERVER_ASSIGNED(1),

        /** The user is to register anew, which assigns another S-CSCF. */
        SERVER_CHANGE(2),

        /** An S-CSCF that keeps an unregistered user is to forget him. */
        REMOVE_S_CSCF(3);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /** The number in the AVP. */
        public int code() {
            return code;
        }

        /** The reason of a number; empty for one that there is not. */
        public static Optional<Reason> ofCode(long code) {
            return Arrays.stream(values()).filter(reason -> reason.code == code).findFirst();
        }
    }
}
