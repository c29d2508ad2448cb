package org.gatehouse.ims.core.diameter.cx;

import java.util.Arrays;
import java.util.Optional;

/**
 * UAR: may this user register, and with which S-CSCF (TS 29.228 clause 6.1.1, TS 29.229 clause
 * 6.1.1).
 *
 * @param impi User-Name
 * @param impu Public-Identity, a SIP or tel URI without parameters
 * @param visitedNetwork Visited-Network-Identifier as text
 * @param type User-Authorization-Type; REGISTRATION where the AVP is absent
 */
public record UserAuthorization(String impi, String impu, String visitedNetwork, Type type)
        implements CxRequest {

    @Override
    public String shardKey() {
        return impi;
    }

    /** User-Authorization-Type (TS 29.229 clause 6.3.24). */
    public enum Type {
        REGISTRATION(0),
        DE_REGISTRATION(1),
        REGISTRATION_AND_CAPABILITIES(2);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        /** The number in the AVP. */
        public int code() {
            return code;
        }

        /** The type of a number; empty for one that there is not. */
        public static Optional<Type> ofCode(long code) {
            return Arrays.stream(values()).filter(type -> type.code == code).findFirst();
        }
    }
}
