package org.gatehouse.ims.core.diameter.cx;

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
        REGISTRATION,
        DE_REGISTRATION,
        REGISTRATION_AND_CAPABILITIES
    }
}
