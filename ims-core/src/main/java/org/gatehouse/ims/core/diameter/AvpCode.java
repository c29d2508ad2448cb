package org.gatehouse.ims.core.diameter;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The AVPs we know: those of the base protocol (RFC 6733 clause 4.5) and of Cx (TS 29.229 clause
 * 6.3). An AVP that is not here, and has the M bit, refuses the message it comes in.
 */
public enum AvpCode {
    USER_NAME(1, Vendor.IETF, AvpType.UTF8_STRING, true),
    FRAMED_IP_ADDRESS(8, Vendor.IETF, AvpType.OCTET_STRING, true),
    CLASS(25, Vendor.IETF, AvpType.OCTET_STRING, true),
    SESSION_TIMEOUT(27, Vendor.IETF, AvpType.UNSIGNED32, true),
    PROXY_STATE(33, Vendor.IETF, AvpType.OCTET_STRING, true),
    EVENT_TIMESTAMP(55, Vendor.IETF, AvpType.UNSIGNED32, true),
    FRAMED_INTERFACE_ID(96, Vendor.IETF, AvpType.OCTET_STRING, true),
    FRAMED_IPV6_PREFIX(97, Vendor.IETF, AvpType.OCTET_STRING, true),
    DIGEST_REALM(104, Vendor.IETF, AvpType.UTF8_STRING, true),
    DIGEST_QOP(110, Vendor.IETF, AvpType.UTF8_STRING, true),
    DIGEST_ALGORITHM(111, Vendor.IETF, AvpType.UTF8_STRING, true),
    DIGEST_HA1(121, Vendor.IETF, AvpType.UTF8_STRING, true),
    HOST_IP_ADDRESS(257, Vendor.IETF, AvpType.ADDRESS, true),
    AUTH_APPLICATION_ID(258, Vendor.IETF, AvpType.UNSIGNED32, true),
    ACCT_APPLICATION_ID(259, Vendor.IETF, AvpType.UNSIGNED32, true),
    VENDOR_SPECIFIC_APPLICATION_ID(260, Vendor.IETF, AvpType.GROUPED, true),
    REDIRECT_HOST_USAGE(261, Vendor.IETF, AvpType.ENUMERATED, true),
    REDIRECT_MAX_CACHE_TIME(262, Vendor.IETF, AvpType.UNSIGNED32, true),
    SESSION_ID(263, Vendor.IETF, AvpType.UTF8_STRING, true),
    ORIGIN_HOST(264, Vendor.IETF, AvpType.IDENTITY, true),
    SUPPORTED_VENDOR_ID(265, Vendor.IETF, AvpType.UNSIGNED32, true),
    VENDOR_ID(266, Vendor.IETF, AvpType.UNSIGNED32, true),
    FIRMWARE_REVISION(267, Vendor.IETF, AvpType.UNSIGNED32, false),
    RESULT_CODE(268, Vendor.IETF, AvpType.UNSIGNED32, true),
    PRODUCT_NAME(269, Vendor.IETF, AvpType.UTF8_STRING, false),
    SESSION_BINDING(270, Vendor.IETF, AvpType.UNSIGNED32, true),
    SESSION_SERVER_FAILOVER(271, Vendor.IETF, AvpType.ENUMERATED, true),
    DISCONNECT_CAUSE(273, Vendor.IETF, AvpType.ENUMERATED, true),
    AUTH_REQUEST_TYPE(274, Vendor.IETF, AvpType.ENUMERATED, true),
    AUTH_SESSION_STATE(277, Vendor.IETF, AvpType.ENUMERATED, true),
    ORIGIN_STATE_ID(278, Vendor.IETF, AvpType.UNSIGNED32, true),
    FAILED_AVP(279, Vendor.IETF, AvpType.GROUPED, true),
    PROXY_HOST(280, Vendor.IETF, AvpType.IDENTITY, true),
    ERROR_MESSAGE(281, Vendor.IETF, AvpType.UTF8_STRING, false),
    ROUTE_RECORD(282, Vendor.IETF, AvpType.IDENTITY, true),
    DESTINATION_REALM(283, Vendor.IETF, AvpType.IDENTITY, true),
    PROXY_INFO(284, Vendor.IETF, AvpType.GROUPED, true),
    AUTHORIZATION_LIFETIME(291, Vendor.IETF, AvpType.UNSIGNED32, true),
    REDIRECT_HOST(292, Vendor.IETF, AvpType.IDENTITY, true),
    DESTINATION_HOST(293, Vendor.IETF, AvpType.IDENTITY, true),
    ERROR_REPORTING_HOST(294, Vendor.IETF, AvpType.IDENTITY, false),
    ORIGIN_REALM(296, Vendor.IETF, AvpType.IDENTITY, true),
    EXPERIMENTAL_RESULT(297, Vendor.IETF, AvpType.GROUPED, true),
    EXPERIMENTAL_RESULT_CODE(298, Vendor.IETF, AvpType.UNSIGNED32, true),
    INBAND_SECURITY_ID(299, Vendor.IETF, AvpType.UNSIGNED32, true),
    DRMP(301, Vendor.IETF, AvpType.ENUMERATED, false),
    OC_SUPPORTED_FEATURES(621, Vendor.IETF, AvpType.GROUPED, false),
    OC_OLR(623, Vendor.IETF, AvpType.GROUPED, false),
    LOAD(650, Vendor.IETF, AvpType.GROUPED, false),
    VISITED_NETWORK_IDENTIFIER(600, Vendor.TGPP, AvpType.OCTET_STRING, true),
    PUBLIC_IDENTITY(601, Vendor.TGPP, AvpType.UTF8_STRING, true),
    SERVER_NAME(602, Vendor.TGPP, AvpType.UTF8_STRING, true),
    SERVER_CAPABILITIES(603, Vendor.TGPP, AvpType.GROUPED, true),
    MANDATORY_CAPABILITY(604, Vendor.TGPP, AvpType.UNSIGNED32, true),
    OPTIONAL_CAPABILITY(605, Vendor.TGPP, AvpType.UNSIGNED32, true),
    USER_DATA(606, Vendor.TGPP, AvpType.OCTET_STRING, true),
    SIP_NUMBER_AUTH_ITEMS(607, Vendor.TGPP, AvpType.UNSIGNED32, true),
    SIP_AUTHENTICATION_SCHEME(608, Vendor.TGPP, AvpType.UTF8_STRING, true),
    SIP_AUTHENTICATE(609, Vendor.TGPP, AvpType.OCTET_STRING, true),
    SIP_AUTHORIZATION(610, Vendor.TGPP, AvpType.OCTET_STRING, true),
    SIP_AUTHENTICATION_CONTEXT(611, Vendor.TGPP, AvpType.OCTET_STRING, true),
    SIP_AUTH_DATA_ITEM(612, Vendor.TGPP, AvpType.GROUPED, true),
    SIP_ITEM_NUMBER(613, Vendor.TGPP, AvpType.UNSIGNED32, true),
    SERVER_ASSIGNMENT_TYPE(614, Vendor.TGPP, AvpType.ENUMERATED, true),
    DEREGISTRATION_REASON(615, Vendor.TGPP, AvpType.GROUPED, true),
    REASON_CODE(616, Vendor.TGPP, AvpType.ENUMERATED, true),
    REASON_INFO(617, Vendor.TGPP, AvpType.UTF8_STRING, true),
    CHARGING_INFORMATION(618, Vendor.TGPP, AvpType.GROUPED, true),
    PRIMARY_EVENT_CHARGING_FUNCTION_NAME(619, Vendor.TGPP, AvpType.IDENTITY, true),
    SECONDARY_EVENT_CHARGING_FUNCTION_NAME(620, Vendor.TGPP, AvpType.IDENTITY, true),
    PRIMARY_CHARGING_COLLECTION_FUNCTION_NAME(621, Vendor.TGPP, AvpType.IDENTITY, true),
    SECONDARY_CHARGING_COLLECTION_FUNCTION_NAME(622, Vendor.TGPP, AvpType.IDENTITY, true),
    USER_AUTHORIZATION_TYPE(623, Vendor.TGPP, AvpType.ENUMERATED, true),
    USER_DATA_ALREADY_AVAILABLE(624, Vendor.TGPP, AvpType.ENUMERATED, true),
    CONFIDENTIALITY_KEY(625, Vendor.TGPP, AvpType.OCTET_STRING, true),
    INTEGRITY_KEY(626, Vendor.TGPP, AvpType.OCTET_STRING, true),
    SUPPORTED_FEATURES(628, Vendor.TGPP, AvpType.GROUPED, false),
    FEATURE_LIST_ID(629, Vendor.TGPP, AvpType.UNSIGNED32, false),
    FEATURE_LIST(630, Vendor.TGPP, AvpType.UNSIGNED32, false),
    SUPPORTED_APPLICATIONS(631, Vendor.TGPP, AvpType.GROUPED, false),
    ASSOCIATED_IDENTITIES(632, Vendor.TGPP, AvpType.GROUPED, false),
    ORIGINATING_REQUEST(633, Vendor.TGPP, AvpType.ENUMERATED, true),
    WILDCARDED_PUBLIC_IDENTITY(634, Vendor.TGPP, AvpType.UTF8_STRING, false),
    SIP_DIGEST_AUTHENTICATE(635, Vendor.TGPP, AvpType.GROUPED, false),
    WILDCARDED_IMPU(636, Vendor.TGPP, AvpType.UTF8_STRING, false),
    UAR_FLAGS(637, Vendor.TGPP, AvpType.UNSIGNED32, false),
    LOOSE_ROUTE_INDICATION(638, Vendor.TGPP, AvpType.ENUMERATED, false),
    SCSCF_RESTORATION_INFO(639, Vendor.TGPP, AvpType.GROUPED, false),
    PATH(640, Vendor.TGPP, AvpType.OCTET_STRING, false),
    CONTACT(641, Vendor.TGPP, AvpType.OCTET_STRING, false),
    SUBSCRIPTION_INFO(642, Vendor.TGPP, AvpType.GROUPED, false),
    CALL_ID_SIP_HEADER(643, Vendor.TGPP, AvpType.OCTET_STRING, false),
    FROM_SIP_HEADER(644, Vendor.TGPP, AvpType.OCTET_STRING, false),
    TO_SIP_HEADER(645, Vendor.TGPP, AvpType.OCTET_STRING, false),
    RECORD_ROUTE(646, Vendor.TGPP, AvpType.OCTET_STRING, false),
    ASSOCIATED_REGISTERED_IDENTITIES(647, Vendor.TGPP, AvpType.GROUPED, false),
    MULTIPLE_REGISTRATION_INDICATION(648, Vendor.TGPP, AvpType.ENUMERATED, false),
    RESTORATION_INFO(649, Vendor.TGPP, AvpType.GROUPED, false),
    SESSION_PRIORITY(650, Vendor.TGPP, AvpType.ENUMERATED, false),
    IDENTITY_WITH_EMERGENCY_REGISTRATION(651, Vendor.TGPP, AvpType.GROUPED, false),
    PRIVILEDGED_SENDER_INDICATION(652, Vendor.TGPP, AvpType.ENUMERATED, false),
    LIA_FLAGS(653, Vendor.TGPP, AvpType.UNSIGNED32, false),
    INITIAL_CSEQ_SEQUENCE_NUMBER(654, Vendor.TGPP, AvpType.UNSIGNED32, false),
    SAR_FLAGS(655, Vendor.TGPP, AvpType.UNSIGNED32, false),
    ALLOWED_WAF_WWSF_IDENTITIES(656, Vendor.TGPP, AvpType.GROUPED, false),
    WEBRTC_AUTHENTICATION_FUNCTION_NAME(657, Vendor.TGPP, AvpType.UTF8_STRING, false),
    WEBRTC_WEB_SERVER_FUNCTION_NAME(658, Vendor.TGPP, AvpType.UTF8_STRING, false),
    RTR_FLAGS(659, Vendor.TGPP, AvpType.UNSIGNED32, false),
    P_CSCF_SUBSCRIPTION_INFO(660, Vendor.TGPP, AvpType.GROUPED, false),
    REGISTRATION_TIME_OUT(661, Vendor.TGPP, AvpType.UNSIGNED32, false),
    ALTERNATE_DIGEST_ALGORITHM(662, Vendor.TGPP, AvpType.UTF8_STRING, false),
    ALTERNATE_DIGEST_HA1(663, Vendor.TGPP, AvpType.UTF8_STRING, false),
    FAILED_PCSCF(664, Vendor.TGPP, AvpType.GROUPED, false),
    PCSCF_FQDN(665, Vendor.TGPP, AvpType.IDENTITY, false),
    PCSCF_IP_ADDRESS(666, Vendor.TGPP, AvpType.ADDRESS, false),
    OC_REG_TIMER_EXT(667, Vendor.TGPP, AvpType.UNSIGNED32, false),
    LINE_IDENTIFIER(500, Vendor.ETSI, AvpType.OCTET_STRING, false);

    private static final Map<Long, AvpCode> BY_NUMBER = new HashMap<>();

    static {
        for (AvpCode code : values()) {
            BY_NUMBER.put(key(code.code, code.vendor), code);
        }
    }

    private final int code;
    private final int vendor;
    private final AvpType type;
    private final boolean mandatory;

    AvpCode(int code, int vendor, AvpType type, boolean mandatory) {
        this.code = code;
        this.vendor = vendor;
        this.type = type;
        this.mandatory = mandatory;
    }

    /** The AVP of a code within a vendor's space; empty for one we do not know. */
    public static Optional<AvpCode> of(int code, int vendor) {
        return Optional.ofNullable(BY_NUMBER.get(key(code, vendor)));
    }

    private static long key(int code, int vendor) {
        return ((long) vendor << 32) | Integer.toUnsignedLong(code);
    }

    public int code() {
        return code;
    }

    /** The vendor whose code it is; 0 for the base protocol. */
    public int vendor() {
        return vendor;
    }

    public AvpType type() {
        return type;
    }

    /** Whether we set the M bit when we send it. */
    public boolean isMandatory() {
        return mandatory;
    }

    /** The name as the documents write it, but for the case of its letters. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public String toString() {
        return text() + " (" + code + ")";
    }
}
