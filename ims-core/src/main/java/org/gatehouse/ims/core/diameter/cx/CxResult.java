package org.gatehouse.ims.core.diameter.cx;

/**
 * Outcome of a Cx request: a Result-Code of RFC 6733, or an Experimental-Result of 3GPP (TS 29.229
 * clause 6.2).
 *
 * @param experimental true for a code of 3GPP's own space; the same number means something else
 *     there
 */
public record CxResult(int code, boolean experimental) {
    public static final CxResult DIAMETER_SUCCESS = base(2001);
    public static final CxResult DIAMETER_UNABLE_TO_DELIVER = base(3002);
    public static final CxResult DIAMETER_TOO_BUSY = base(3004);
    public static final CxResult DIAMETER_AUTHORIZATION_REJECTED = base(5003);
    public static final CxResult DIAMETER_MISSING_AVP = base(5005);
    public static final CxResult DIAMETER_UNABLE_TO_COMPLY = base(5012);

    public static final CxResult DIAMETER_FIRST_REGISTRATION = cx(2001);
    public static final CxResult DIAMETER_SUBSEQUENT_REGISTRATION = cx(2002);
    public static final CxResult DIAMETER_UNREGISTERED_SERVICE = cx(2003);
    public static final CxResult DIAMETER_SUCCESS_SERVER_NAME_NOT_STORED = cx(2004);

    public static final CxResult DIAMETER_ERROR_USER_UNKNOWN = cx(5001);
    public static final CxResult DIAMETER_ERROR_IDENTITIES_DONT_MATCH = cx(5002);
    public static final CxResult DIAMETER_ERROR_IDENTITY_NOT_REGISTERED = cx(5003);
    public static final CxResult DIAMETER_ERROR_ROAMING_NOT_ALLOWED = cx(5004);
    public static final CxResult DIAMETER_ERROR_IDENTITY_ALREADY_REGISTERED = cx(5005);
    public static final CxResult DIAMETER_ERROR_AUTH_SCHEME_NOT_SUPPORTED = cx(5006);
    public static final CxResult DIAMETER_ERROR_IN_ASSIGNMENT_TYPE = cx(5007);
    public static final CxResult DIAMETER_ERROR_TOO_MUCH_DATA = cx(5008);
    public static final CxResult DIAMETER_ERROR_NOT_SUPPORTED_USER_DATA = cx(5009);
    public static final CxResult DIAMETER_ERROR_FEATURE_UNSUPPORTED = cx(5011);

    private static final int SUCCESS_CLASS = 2;

    /** A Result-Code of the base protocol. */
    public static CxResult base(int code) {
        return new CxResult(code, false);
    }

    /** An Experimental-Result-Code of vendor 10415. */
    public static CxResult cx(int code) {
        return new CxResult(code, true);
    }

    /** "2xxx (Success)" (RFC 6733 clause 7.1), in either space. */
    public boolean isSuccess() {
        return code / 1000 == SUCCESS_CLASS;
    }

    @Override
    public String toString() {
        return (experimental ? "3GPP " : "") + code;
    }
}
