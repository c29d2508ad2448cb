package org.gatehouse.ims.core.diameter;

/** Result-Code values of the base protocol (RFC 6733 clause 7.1) that we send or look at. */
public final class ResultCode {
    public static final int SUCCESS = 2001;

    public static final int COMMAND_UNSUPPORTED = 3001;
    public static final int UNABLE_TO_DELIVER = 3002;
    public static final int REALM_NOT_SERVED = 3003;
    public static final int TOO_BUSY = 3004;
    public static final int APPLICATION_UNSUPPORTED = 3007;
    public static final int INVALID_HDR_BITS = 3008;
    public static final int INVALID_AVP_BITS = 3009;
    public static final int UNKNOWN_PEER = 3010;

    public static final int AVP_UNSUPPORTED = 5001;
    public static final int INVALID_AVP_VALUE = 5004;
    public static final int MISSING_AVP = 5005;
    public static final int AVP_OCCURS_TOO_MANY_TIMES = 5009;
    public static final int NO_COMMON_APPLICATION = 5010;
    public static final int UNSUPPORTED_VERSION = 5011;
    public static final int UNABLE_TO_COMPLY = 5012;
    public static final int INVALID_AVP_LENGTH = 5014;
    public static final int INVALID_MESSAGE_LENGTH = 5015;

    private ResultCode() {}

    /**
     * "Errors that fall within the Protocol Error category ... MUST only be used in answer messages
     * whose 'E' bit is set" (RFC 6733 clause 7.1.3).
     */
    public static boolean isProtocolError(int code) {
        return code / 1000 == 3;
    }

    /** "2xxx (Success)" (RFC 6733 clause 7.1). */
    public static boolean isSuccess(int code) {
        return code / 1000 == 2;
    }
}
